package org.zerosum.backend.scalar;

import java.util.Arrays;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.Kernels;
import org.zerosum.tensor.LiveFloat;
import org.zerosum.tensor.Matmul;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Storage;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;

/** The scalar backend: one thread, plain loops, the specification of every operation's bits. */
public final class ScalarKernels implements Kernels {
  /** Of a block of random numbers. */
  private final int[] words = new int[4];

  @Override
  public String device() {
    return "scalar";
  }

  @Override
  public String description() {
    return "scalar: plain Java loops, one thread; the specification, not made for speed";
  }

  @Override
  public Storage allocate(int count) {
    return new HostStorage(new float[count], 0, count);
  }

  @Override
  public Storage view(Storage base, int offset, int count) {
    HostStorage host = (HostStorage) base;
    return new HostStorage(host.array(), host.offset() + offset, count);
  }

  @Override
  public void free(Storage storage) {}

  @Override
  public void write(Storage target, int offset, float[] source, int sourceOffset, int count) {
    HostStorage host = (HostStorage) target;
    System.arraycopy(source, sourceOffset, host.array(), host.offset() + offset, count);
  }

  @Override
  public void read(Storage source, int offset, float[] target, int targetOffset, int count) {
    HostStorage host = (HostStorage) source;
    System.arraycopy(host.array(), host.offset() + offset, target, targetOffset, count);
  }

  @Override
  public void fill(Storage target, float value) {
    HostStorage host = (HostStorage) target;
    Arrays.fill(host.array(), host.offset(), host.offset() + host.count(), value);
  }

  @Override
  public void copyRuns(Storage target, int targetOffset, int targetStride, Storage source, int sourceOffset, int sourceStride, int rows,
      int length) {
    HostStorage to = (HostStorage) target;
    HostStorage from = (HostStorage) source;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from.array(), from.offset() + sourceOffset + row * sourceStride, to.array(),
          to.offset() + targetOffset + row * targetStride, length);
    }
  }

  @Override
  public void synchronize() {}

  @Override
  public void matmul(Tensor out, Tensor a, Tensor b, Tensor bias, Matmul product) {
    ScalarContractions.matmul(out, a, b, bias, product);
  }

  @Override
  public void conv2d(Tensor out, Tensor x, Tensor weight, Tensor bias, Rectifier rectifier, Conv2d.Geometry g) {
    ScalarContractions.conv2d(out, x, weight, bias, g);
    rectify(HostStorage.of(out), rectifier);
  }

  @Override
  public void conv2dBackwardWeight(Tensor weightGradient, Tensor x, Tensor outGradient, Conv2d.Geometry g) {
    ScalarContractions.conv2dBackwardWeight(weightGradient, x, outGradient, g);
  }

  @Override
  public void convTranspose2d(Tensor out, Tensor x, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g) {
    ScalarContractions.convTranspose2d(out, x, weight, bias, g);
  }

  @Override
  public void unary(UnaryOp op, Tensor out, Tensor x, float parameter) {
    ScalarElementwise.unary(op, HostStorage.of(out), HostStorage.of(x), parameter);
  }

  @Override
  public void binary(BinaryOp op, Tensor out, Tensor a, Tensor b, Broadcast broadcast, float parameter) {
    ScalarElementwise.binary(op, HostStorage.of(out), HostStorage.of(a), HostStorage.of(b), broadcast, parameter);
  }

  @Override
  public void expand(Tensor out, Tensor x, Broadcast broadcast) {
    ScalarElementwise.expand(HostStorage.of(out), HostStorage.of(x), broadcast);
  }

  @Override
  public void sum(Tensor out, Tensor x, Broadcast broadcast) {
    ScalarReduction.sum(HostStorage.of(out), HostStorage.of(x), broadcast);
  }

  @Override
  public void rectifierBackward(Tensor dx, Tensor biasGradient, Tensor outGradient, Tensor out, Rectifier rectifier,
      Broadcast channels) {
    ScalarReduction.rectifierBackward(HostStorage.of(dx), HostStorage.of(biasGradient), HostStorage.of(outGradient), HostStorage.of(out),
        rectifier, channels);
  }

  @Override
  public void sumOfSquares(Tensor out, Tensor x) {
    HostStorage from = HostStorage.of(x);
    HostStorage.of(out).set(0, ScalarReduction.sum(from.count(), e -> from.get(e) * from.get(e)));
  }

  @Override
  public void batchNormTraining(Tensor out, Tensor mean, Tensor inverseDeviation, Tensor runningMean, Tensor runningVariance, Tensor x,
      Tensor gamma, Tensor beta, float epsilon, float momentum, Rectifier rectifier, Broadcast channels) {
    ScalarNormalization.training(out, mean, inverseDeviation, runningMean, runningVariance, x, gamma, beta, epsilon, momentum, channels);
    rectify(HostStorage.of(out), rectifier);
  }

  private static void rectify(HostStorage values, Rectifier rectifier) {
    for (int e = 0; e < values.count(); e++) {
      values.set(e, rectifier.apply(values.get(e)));
    }
  }

  @Override
  public void batchNormInference(Tensor out, Tensor x, Tensor runningMean, Tensor runningVariance, Tensor gamma, Tensor beta, float epsilon,
      Broadcast channels) {
    ScalarNormalization.inference(out, x, runningMean, runningVariance, gamma, beta, epsilon, channels);
  }

  @Override
  public void batchNormBackward(Tensor dx, Tensor gammaGradient, Tensor betaGradient, Tensor outGradient, Tensor out,
      Rectifier rectifier, Tensor x, Tensor mean, Tensor inverseDeviation, Tensor gamma, Broadcast channels) {
    ScalarNormalization.backward(dx, gammaGradient, betaGradient, outGradient, out, rectifier, x, mean, inverseDeviation, gamma, channels);
  }

  @Override
  public void transformImages(Tensor out, Tensor x, Tensor parameters) {
    ScalarImages.transform(out, x, parameters);
  }

  @Override
  public void transformImagesBackward(Tensor dx, Tensor outGradient, Tensor parameters) {
    ScalarImages.transformBackward(dx, outGradient, parameters);
  }

  @Override
  public void adjustColours(Tensor out, Tensor x, Tensor sums, Tensor parameters) {
    ScalarImages.adjustColours(out, x, sums, parameters);
  }

  @Override
  public void uniform(Tensor out, Noise noise, float low, float high) {
    ScalarTraining.uniform(words, HostStorage.of(out), noise, low, high);
  }

  @Override
  public void normal(Tensor out, Noise noise, float mean, LiveFloat deviation) {
    ScalarTraining.normal(words, HostStorage.of(out), noise, mean, deviation.value());
  }

  @Override
  public void discriminatorLoss(GanLoss loss, Tensor values, Tensor realGradient, Tensor fakeGradient, Tensor realLogits,
      Tensor fakeLogits, float realLabel) {
    discriminatorLossOf(loss, values, realGradient, fakeGradient, realLogits, fakeLogits, realLabel).run();
  }

  /** discriminatorLoss, prepared to be computed again and again without allocating. */
  public Runnable discriminatorLossOf(GanLoss loss, Tensor values, Tensor realGradient, Tensor fakeGradient, Tensor realLogits,
      Tensor fakeLogits, float realLabel) {
    return new ScalarLosses.Discriminator(loss, HostStorage.of(values), HostStorage.of(realGradient), HostStorage.of(fakeGradient),
        HostStorage.of(realLogits), HostStorage.of(fakeLogits), realLabel)::run;
  }

  @Override
  public void generatorLoss(GanLoss loss, Tensor values, Tensor gradient, Tensor fakeLogits, Tensor realLogits) {
    generatorLossOf(loss, values, gradient, fakeLogits, realLogits).run();
  }

  /** generatorLoss, prepared to be computed again and again without allocating. */
  public Runnable generatorLossOf(GanLoss loss, Tensor values, Tensor gradient, Tensor fakeLogits, Tensor realLogits) {
    return new ScalarLosses.Generator(loss, HostStorage.of(values), HostStorage.of(gradient), HostStorage.of(fakeLogits),
        realLogits == null ? null : HostStorage.of(realLogits))::run;
  }

  @Override
  public void softmaxCrossEntropy(Tensor values, Tensor gradient, Tensor logits, Tensor classes) {
    ScalarLosses.softmaxCrossEntropy(HostStorage.of(values), HostStorage.of(gradient), HostStorage.of(logits), HostStorage.of(classes));
  }

  @Override
  public void sgd(Tensor parameters, Tensor gradients, Tensor velocity, LiveFloat rate, float momentum) {
    ScalarTraining.sgd(HostStorage.of(parameters), HostStorage.of(gradients), velocity == null ? null : HostStorage.of(velocity), rate.value(),
        momentum);
  }

  @Override
  public void adam(Tensor parameters, Tensor gradients, Tensor firstMoment, Tensor secondMoment, AdamStep step) {
    ScalarTraining.adam(HostStorage.of(parameters), HostStorage.of(gradients), HostStorage.of(firstMoment), HostStorage.of(secondMoment),
        step);
  }

  @Override
  public void movingAverage(Tensor average, Tensor values, LiveFloat rate) {
    ScalarTraining.movingAverage(HostStorage.of(average), HostStorage.of(values), rate.value());
  }

  @Override
  public void clipByNorm(Tensor gradients, Tensor sumOfSquares, float limit) {
    ScalarTraining.clipByNorm(HostStorage.of(gradients), HostStorage.of(sumOfSquares), limit);
  }

  @Override
  public int peakElements() {
    return ScalarPeak.PERIOD;
  }

  @Override
  public void peak(Tensor out, int rounds, float factor, float addend) {
    ScalarPeak.run(HostStorage.of(out), rounds, factor, addend);
  }

  @Override
  public void close() {}
}
