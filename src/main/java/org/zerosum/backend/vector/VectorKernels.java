package org.zerosum.backend.vector;

import java.util.Arrays;
import java.util.List;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Binder;
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

/**
 * The vector backend: the Vector API on one or more threads, with the bits of docs/arithmetic.md whatever the vector
 * width and the number of threads. Memory is that of the scalar backend, {@link HostStorage}.
 *
 * <p>What is small beside the rest of a training step, noise and losses, is the scalar backend's.
 */
public final class VectorKernels implements Kernels, Binder {
  private final ScalarKernels scalar = new ScalarKernels();
  private final WorkerPool pool;
  private final Scratch shared = new Scratch();
  private final VectorContractions contractions;
  private final VectorElementwise elementwise;
  private final VectorReduction reduction;
  private final VectorNormalization normalization;
  private final VectorImages images;
  private final VectorPeak peak;

  /** A backend with a thread per processor. */
  public VectorKernels() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /**
   * A backend.
   *
   * @param threads that compute, the caller's included; at least 1
   * @throws IllegalArgumentException if it is less
   */
  public VectorKernels(int threads) {
    pool = new WorkerPool(threads);
    Scratch[] own = new Scratch[threads];
    Arrays.setAll(own, worker -> new Scratch());
    contractions = new VectorContractions(pool, shared, own);
    elementwise = new VectorElementwise(pool, own);
    reduction = new VectorReduction(pool, shared, own);
    normalization = new VectorNormalization(pool, shared, own, reduction);
    images = new VectorImages(pool);
    peak = new VectorPeak(pool);
  }

  @Override
  public String device() {
    return "vector";
  }

  @Override
  public String description() {
    return "vector: " + pool.threads() + (pool.threads() == 1 ? " thread, " : " threads, ") + VectorWidth.BITS
        + "-bit vectors" + switch (System.getProperty("os.arch")) {
          case "amd64", "x86_64" -> VectorWidth.BITS == 512 ? " (AVX-512)" : VectorWidth.BITS == 256 ? " (AVX2)" : " (SSE)";
          case "aarch64" -> VectorWidth.BITS == 128 ? " (NEON)" : " (SVE)";
          default -> "";
        };
  }

  @Override
  public Storage allocate(int count) {
    return scalar.allocate(count);
  }

  @Override
  public Storage view(Storage base, int offset, int count) {
    return scalar.view(base, offset, count);
  }

  @Override
  public void free(Storage storage) {
    scalar.free(storage);
  }

  @Override
  public void write(Storage target, int offset, float[] source, int sourceOffset, int count) {
    scalar.write(target, offset, source, sourceOffset, count);
  }

  @Override
  public void read(Storage source, int offset, float[] target, int targetOffset, int count) {
    scalar.read(source, offset, target, targetOffset, count);
  }

  @Override
  public void fill(Storage target, float value) {
    elementwise.fill((HostStorage) target, value);
  }

  @Override
  public void copyRuns(Storage target, int targetOffset, int targetStride, Storage source, int sourceOffset,
      int sourceStride, int rows, int length) {
    elementwise.copyRuns((HostStorage) target, targetOffset, targetStride, (HostStorage) source, sourceOffset,
        sourceStride, rows, length);
  }

  @Override
  public void synchronize() {}

  /** Records what the calls have their threads do; done once before for the scratch memory to have its size. */
  @Override
  public Bound bind(List<Part> parts) {
    record(parts);
    List<WorkerPool.Run> runs = record(parts);
    WorkerPool.Run[] all = runs.toArray(WorkerPool.Run[]::new);
    return () -> {
      for (WorkerPool.Run run : all) {
        pool.run(run.count(), run.task());
      }
    };
  }

  @Override
  public long scratchBytes(List<Part> parts) {
    return shared.measure(() -> record(parts));
  }

  private List<WorkerPool.Run> record(List<Part> parts) {
    pool.startRecording();
    shared.giveAwayInts(true);
    try {
      parts.forEach(part -> part.call().run());
    } catch (RuntimeException | Error e) {
      pool.stopRecording();
      throw e;
    } finally {
      shared.giveAwayInts(false);
    }
    return pool.stopRecording();
  }

  @Override
  public void matmul(Tensor out, Tensor a, Tensor b, Tensor bias, Matmul product) {
    contractions.matmul(out, a, b, bias, product);
  }

  @Override
  public void conv2d(Tensor out, Tensor x, Tensor weight, Tensor bias, Rectifier rectifier, Conv2d.Geometry g) {
    contractions.conv2d(out, x, weight, bias, rectifier, g);
  }

  @Override
  public void conv2dBackwardWeight(Tensor weightGradient, Tensor x, Tensor outGradient, Conv2d.Geometry g) {
    contractions.conv2dBackwardWeight(weightGradient, x, outGradient, g);
  }

  @Override
  public void convTranspose2d(Tensor out, Tensor x, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g) {
    contractions.convTranspose2d(out, x, weight, bias, g);
  }

  @Override
  public void unary(UnaryOp op, Tensor out, Tensor x, float parameter) {
    elementwise.unary(op, HostStorage.of(out), HostStorage.of(x), parameter);
  }

  @Override
  public void binary(BinaryOp op, Tensor out, Tensor a, Tensor b, Broadcast broadcast, float parameter) {
    elementwise.binary(op, HostStorage.of(out), HostStorage.of(a), HostStorage.of(b), broadcast, parameter);
  }

  @Override
  public void expand(Tensor out, Tensor x, Broadcast broadcast) {
    elementwise.expand(HostStorage.of(out), HostStorage.of(x), broadcast);
  }

  @Override
  public void sum(Tensor out, Tensor x, Broadcast broadcast) {
    reduction.sum(HostStorage.of(out), Summand.value(HostStorage.of(x)), broadcast);
  }

  @Override
  public void rectifierBackward(Tensor dx, Tensor biasGradient, Tensor outGradient, Tensor out, Rectifier rectifier,
      Broadcast channels) {
    reduction.rectifierBackward(HostStorage.of(dx), HostStorage.of(biasGradient), HostStorage.of(outGradient), HostStorage.of(out),
        rectifier, channels, elementwise);
  }

  @Override
  public void sumOfSquares(Tensor out, Tensor x) {
    reduction.sum(HostStorage.of(out), new Summand(Summand.Kind.SQUARE, HostStorage.of(x), null),
        new Broadcast(1, 1, x.count()));
  }

  @Override
  public void batchNormTraining(Tensor out, Tensor mean, Tensor inverseDeviation, Tensor runningMean,
      Tensor runningVariance, Tensor x, Tensor gamma, Tensor beta, float epsilon, float momentum, Rectifier rectifier,
      Broadcast channels) {
    normalization.training(out, mean, inverseDeviation, runningMean, runningVariance, x, gamma, beta, epsilon, momentum,
        rectifier, channels);
  }

  @Override
  public void batchNormInference(Tensor out, Tensor x, Tensor runningMean, Tensor runningVariance, Tensor gamma,
      Tensor beta, float epsilon, Broadcast channels) {
    normalization.inference(out, x, runningMean, runningVariance, gamma, beta, epsilon, channels);
  }

  @Override
  public void batchNormBackward(Tensor dx, Tensor gammaGradient, Tensor betaGradient, Tensor outGradient, Tensor out,
      Rectifier rectifier, Tensor x, Tensor mean, Tensor inverseDeviation, Tensor gamma, Broadcast channels) {
    normalization.backward(dx, gammaGradient, betaGradient, outGradient, out, rectifier, x, mean, inverseDeviation, gamma, channels);
  }

  @Override
  public void transformImages(Tensor out, Tensor x, Tensor parameters) {
    images.transform(out, x, parameters, false);
  }

  @Override
  public void transformImagesBackward(Tensor dx, Tensor outGradient, Tensor parameters) {
    images.transform(dx, outGradient, parameters, true);
  }

  @Override
  public void adjustColours(Tensor out, Tensor x, Tensor sums, Tensor parameters) {
    images.adjustColours(out, x, sums, parameters);
  }

  @Override
  public void uniform(Tensor out, Noise noise, float low, float high) {
    pool.run(1, (index, worker) -> scalar.uniform(out, noise, low, high));
  }

  @Override
  public void normal(Tensor out, Noise noise, float mean, LiveFloat deviation) {
    pool.run(1, (index, worker) -> scalar.normal(out, noise, mean, deviation));
  }

  @Override
  public void discriminatorLoss(GanLoss loss, Tensor values, Tensor realGradient, Tensor fakeGradient,
      Tensor realLogits, Tensor fakeLogits, float realLabel) {
    Runnable prepared = scalar.discriminatorLossOf(loss, values, realGradient, fakeGradient, realLogits, fakeLogits, realLabel);
    pool.run(1, (index, worker) -> prepared.run());
  }

  @Override
  public void generatorLoss(GanLoss loss, Tensor values, Tensor gradient, Tensor fakeLogits, Tensor realLogits) {
    Runnable prepared = scalar.generatorLossOf(loss, values, gradient, fakeLogits, realLogits);
    pool.run(1, (index, worker) -> prepared.run());
  }

  @Override
  public void softmaxCrossEntropy(Tensor values, Tensor gradient, Tensor logits, Tensor classes) {
    pool.run(1, (index, worker) -> scalar.softmaxCrossEntropy(values, gradient, logits, classes));
  }

  @Override
  public void sgd(Tensor parameters, Tensor gradients, Tensor velocity, LiveFloat rate, float momentum) {
    elementwise.sgd(HostStorage.of(parameters), HostStorage.of(gradients),
        velocity == null ? null : HostStorage.of(velocity), rate, momentum);
  }

  @Override
  public void adam(Tensor parameters, Tensor gradients, Tensor firstMoment, Tensor secondMoment, AdamStep step) {
    elementwise.adam(HostStorage.of(parameters), HostStorage.of(gradients), HostStorage.of(firstMoment),
        HostStorage.of(secondMoment), step);
  }

  @Override
  public void movingAverage(Tensor average, Tensor values, LiveFloat rate) {
    elementwise.movingAverage(HostStorage.of(average), HostStorage.of(values), rate);
  }

  @Override
  public void clipByNorm(Tensor gradients, Tensor sumOfSquares, float limit) {
    elementwise.clipByNorm(HostStorage.of(gradients), HostStorage.of(sumOfSquares), limit);
  }

  @Override
  public int peakElements() {
    return peak.elements();
  }

  @Override
  public void peak(Tensor out, int rounds, float factor, float addend) {
    peak.run(HostStorage.of(out), rounds, factor, addend);
  }

  @Override
  public void close() {
    pool.close();
  }
}
