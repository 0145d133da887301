package org.zerosum.backend.opencl;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClLive;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Backend;
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
 * One OpenCL device: every operation as launches on one in-order queue, but for those of a program that are {@linkplain
 * Binder.Part#aside() put aside} and for uploads, which have queues of their own. Only {@link #read} and {@link #synchronize} wait.
 *
 * <p>Programs are built when they are first needed. Between launches of one operation scratch memory is used that is
 * kept, so a training step allocates none after the first. Made by {@link OpenClDevices}, owned by the caller.
 */
public final class OpenClKernels implements Kernels, Binder {
  private final Session session;
  private final KernelPlan plan;
  private final Conformance conformance;
  private final ElementwiseProgram elementwise;
  private final ReduceProgram reduce;
  private final RectifierBackwardProgram rectifierBackward;
  private final BatchNormProgram batchNorm;
  private final GanLossProgram ganLoss;
  private final SoftmaxProgram softmax;
  private final OptimizerProgram optimizer;
  private final RandomProgram random;
  private final Map<KernelUnit, MatmulProgram> matmul;
  private final MatmulVectorProgram matmulVector;
  private final Map<KernelUnit, Conv2dProgram> conv2d;
  private final Conv2dBackwardWeightProgram conv2dBackwardWeight;
  private final ConvTranspose2dProgram convTranspose2d;
  private final Conv2dWinogradProgram conv2dWinograd;
  private final Conv2dBackwardWeightWinogradProgram conv2dBackwardWeightWinograd;
  private final ConvTranspose2dWinogradProgram convTranspose2dWinograd;
  private final ImagesProgram images;
  private final PeakProgram peak;

  private OpenClKernels(Session session, KernelPlan plan, Tuning tuning) {
    this.session = session;
    this.plan = plan;
    this.conformance = new ProbeProgram(session).conformance();
    this.elementwise = new ElementwiseProgram(on(KernelUnit.ELEMENTWISE));
    this.reduce = new ReduceProgram(on(KernelUnit.REDUCE));
    this.rectifierBackward = new RectifierBackwardProgram(on(KernelUnit.RECTIFIER_BACKWARD), elementwise, reduce);
    this.batchNorm = new BatchNormProgram(on(KernelUnit.BATCH_NORM));
    this.ganLoss = new GanLossProgram(on(KernelUnit.GAN_LOSS));
    this.softmax = new SoftmaxProgram(on(KernelUnit.SOFTMAX));
    this.optimizer = new OptimizerProgram(on(KernelUnit.OPTIMIZER));
    this.random = new RandomProgram(on(KernelUnit.RANDOM));
    this.images = new ImagesProgram(on(KernelUnit.IMAGES));
    this.matmulVector = new MatmulVectorProgram(on(KernelUnit.MATMUL_VECTOR));
    Function<KernelUnit, Tiles> tiles = unit -> tuning.tiles(unit, plan.form(unit));
    this.matmul = of(KernelUnit.MATMUL, KernelUnit.MATMUL_SKINNY,
        unit -> new MatmulProgram(on(unit), tiles.apply(unit).contraction()), tiles);
    this.conv2d = of(KernelUnit.CONV2D, KernelUnit.CONV2D_SHALLOW,
        unit -> new Conv2dProgram(on(unit), tiles.apply(unit).contraction()), tiles);
    Tiles weight = tiles.apply(KernelUnit.CONV2D_BACKWARD_WEIGHT);
    this.conv2dBackwardWeight = new Conv2dBackwardWeightProgram(on(KernelUnit.CONV2D_BACKWARD_WEIGHT), weight.contraction());
    Tiles transposed = tiles.apply(KernelUnit.CONV_TRANSPOSE2D);
    this.convTranspose2d = new ConvTranspose2dProgram(on(KernelUnit.CONV_TRANSPOSE2D), transposed.contraction());
    Tiles winograd = tiles.apply(KernelUnit.CONV2D_WINOGRAD);
    this.conv2dWinograd =
        new Conv2dWinogradProgram(on(KernelUnit.CONV2D_WINOGRAD), winograd.contraction(), winograd.winograd());
    winograd = tiles.apply(KernelUnit.CONV2D_BACKWARD_WEIGHT_WINOGRAD);
    this.conv2dBackwardWeightWinograd = new Conv2dBackwardWeightWinogradProgram(
        on(KernelUnit.CONV2D_BACKWARD_WEIGHT_WINOGRAD), winograd.contraction(), winograd.winograd());
    winograd = tiles.apply(KernelUnit.CONV_TRANSPOSE2D_WINOGRAD);
    this.convTranspose2dWinograd = new ConvTranspose2dWinogradProgram(on(KernelUnit.CONV_TRANSPOSE2D_WINOGRAD),
        winograd.contraction(), winograd.winograd());
    this.peak = new PeakProgram(session);
  }

  /** The session as a unit's kernels are to see it. */
  private Session on(KernelUnit unit) {
    String device = Session.name(session.device()) + " (" + session.device().name() + ")";
    return session.as(plan.form(unit).deviceClass(session.deviceClass()), plan.refusal(unit, device));
  }

  /** Programs of two classes of shapes; the same one for both where they run the same form with the same tiles. */
  private <P> Map<KernelUnit, P> of(KernelUnit first, KernelUnit second, Function<KernelUnit, P> program,
      Function<KernelUnit, Tiles> tiles) {
    P one = program.apply(first);
    boolean same = plan.form(first) == plan.form(second) && tiles.apply(first).equals(tiles.apply(second));
    return Map.of(first, one, second, same ? one : program.apply(second));
  }

  /**
   * Opens a device with the kernels of a class, which need not be the device's own: both give the same bits.
   *
   * @throws DeviceNotFoundException if the device can't be used
   */
  static OpenClKernels open(ClDevice device, DeviceClass deviceClass, ContractionTiles tiles) {
    return open(device, deviceClass, tiles, WinogradTiles.of(device.localMemoryBytes()));
  }

  /** The same with tasks of Winograd's kernels that need not be the device's. */
  static OpenClKernels open(ClDevice device, DeviceClass deviceClass, ContractionTiles tiles, WinogradTiles winograd) {
    Tuning tuning = Tuning.none(new Tiles(tiles, winograd));
    return open(device, deviceClass, Programs.fromSources(), KernelPlan.of(tuning), tuning, false);
  }

  /**
   * The same with programs from somewhere, forms of kernels by a plan, and tiles for these.
   *
   * @param profiled whether launches are to tell how long they take
   */
  static OpenClKernels open(ClDevice device, DeviceClass deviceClass, Programs programs, KernelPlan plan, Tuning tuning,
      boolean profiled) {
    int viewBytes = Backend.VIEW_ALIGNMENT * Float.BYTES;
    if (viewBytes % device.memoryAlignmentBytes() != 0) {
      throw new DeviceNotFoundException(Session.name(device) + " (" + device.name() + ") can't be used: views of "
          + "buffers must begin at multiples of " + device.memoryAlignmentBytes() + " bytes on it, but those of "
          + "tensors begin at multiples of " + viewBytes + " bytes.");
    }
    Session session = new Session(device, deviceClass, programs, profiled);
    try {
      return new OpenClKernels(session, plan, tuning);
    } catch (RuntimeException e) {
      try {
        session.close();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  @Override
  public String device() {
    return Session.name(session.device());
  }

  @Override
  public String description() {
    ClDevice device = session.device();
    return device() + ": " + device.name() + " (" + device.platform().name() + "), " + device.computeUnits()
        + " compute units, " + session.deviceClass() + " kernels, " + conformance.sentence()
        + (plan.quarantined().isEmpty() ? "" : ", quarantined forms of kernels: " + plan.quarantined().size());
  }

  /** Whether the device computes to the last bit by docs/arithmetic.md, as found out when it was opened. */
  public Conformance conformance() {
    return conformance;
  }

  /**
   * The kernels' times since the last call; waits for the device.
   *
   * @throws IllegalStateException if the device was not opened for it, by {@link OpenClDevices#openProfiled}
   */
  public KernelTimes kernelTimes() {
    if (session.launches().profile() == null) {
      throw new IllegalStateException(device() + " takes no times; open it with OpenClDevices.openProfiled");
    }
    return session.launches().profile().take();
  }

  /** Which shape of the kernels runs. */
  public DeviceClass deviceClass() {
    return session.deviceClass();
  }

  /** The kernels that were asked for so far. */
  Set<String> kernelNames() {
    return session.kernelNames();
  }

  /** What is open on the device, this backend's own queue, programs, kernels and scratch memory included. */
  ClLive live() {
    return session.context().live();
  }

  @Override
  public Storage allocate(int count) {
    return new ClStorage(session, session.allocate(count), count);
  }

  @Override
  public Storage view(Storage base, int offset, int count) {
    return new ClStorage(session, ((ClStorage) base).buffer().view((long) offset * Float.BYTES, (long) count * Float.BYTES),
        count);
  }

  @Override
  public void free(Storage storage) {
    ((ClStorage) storage).buffer().close();
  }

  @Override
  public void write(Storage target, int offset, float[] source, int sourceOffset, int count) {
    session.staging().write(((ClStorage) target).buffer(), offset, source, sourceOffset, count);
  }

  @Override
  public void read(Storage source, int offset, float[] target, int targetOffset, int count) {
    session.queue().read(((ClStorage) source).buffer(), (long) offset * Float.BYTES, target, targetOffset, count);
  }

  @Override
  public void fill(Storage target, float value) {
    elementwise.fill(((ClStorage) target).buffer(), target.count(), value);
  }

  @Override
  public void copyRuns(Storage target, int targetOffset, int targetStride, Storage source, int sourceOffset,
      int sourceStride, int rows, int length) {
    elementwise.copyRuns(((ClStorage) target).buffer(), ((ClStorage) source).buffer(), targetOffset, targetStride,
        sourceOffset, sourceStride, rows, length);
  }

  @Override
  public int largestAllocation() {
    return (int) Math.min(Integer.MAX_VALUE, session.device().maxAllocationBytes() / Float.BYTES);
  }

  @Override
  public void synchronize() {
    session.queue().finish();
  }

  @Override
  public long compilationNanos() {
    return session.buildNanos();
  }

  @Override
  public Bound bind(List<Part> parts) {
    return BoundLaunches.of(session, parts);
  }

  @Override
  public long scratchBytes(List<Part> parts) {
    return session.scratch().measure(() -> BoundLaunches.rehearse(session, parts));
  }

  @Override
  public boolean overlaps() {
    return session.launches().overlaps();
  }

  @Override
  public void matmul(Tensor out, Tensor a, Tensor b, Tensor bias, Matmul product) {
    if (product.isTimesVector()) {
      matmulVector.matmul(buffer(out), buffer(a), buffer(b), bufferOrNull(bias), product.m(), product.k());
    } else {
      matmul.get(KernelUnit.of(product)).matmul(buffer(out), buffer(a), buffer(b), bufferOrNull(bias), product);
    }
  }

  @Override
  public void conv2d(Tensor out, Tensor x, Tensor weight, Tensor bias, Rectifier rectifier, Conv2d.Geometry g) {
    if (g.isWinograd()) {
      conv2dWinograd.conv2d(buffer(out), buffer(x), buffer(weight), bufferOrNull(bias), rectifier, g);
    } else {
      conv2d.get(KernelUnit.of(g)).conv2d(buffer(out), buffer(x), buffer(weight), bufferOrNull(bias), rectifier, g);
    }
  }

  @Override
  public void conv2dBackwardWeight(Tensor weightGradient, Tensor x, Tensor outGradient, Conv2d.Geometry g) {
    if (g.isWinograd()) {
      conv2dBackwardWeightWinograd.conv2dBackwardWeight(buffer(weightGradient), buffer(x), buffer(outGradient), g);
    } else {
      conv2dBackwardWeight.conv2dBackwardWeight(buffer(weightGradient), buffer(x), buffer(outGradient), g);
    }
  }

  @Override
  public void convTranspose2d(Tensor out, Tensor x, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g) {
    if (g.isWinograd()) {
      convTranspose2dWinograd.convTranspose2d(buffer(out), buffer(x), buffer(weight), bufferOrNull(bias), g);
    } else {
      convTranspose2d.convTranspose2d(buffer(out), buffer(x), buffer(weight), bufferOrNull(bias), g);
    }
  }

  @Override
  public void unary(UnaryOp op, Tensor out, Tensor x, float parameter) {
    elementwise.unary(op, buffer(out), buffer(x), x.count(), parameter);
  }

  @Override
  public void binary(BinaryOp op, Tensor out, Tensor a, Tensor b, Broadcast broadcast, float parameter) {
    elementwise.binary(op, buffer(out), buffer(a), buffer(b), broadcast, parameter);
  }

  @Override
  public void expand(Tensor out, Tensor x, Broadcast broadcast) {
    elementwise.expand(buffer(out), buffer(x), broadcast);
  }

  @Override
  public void sum(Tensor out, Tensor x, Broadcast broadcast) {
    reduce.sum(buffer(out), buffer(x), broadcast);
  }

  @Override
  public void rectifierBackward(Tensor dx, Tensor biasGradient, Tensor outGradient, Tensor out, Rectifier rectifier,
      Broadcast channels) {
    rectifierBackward.rectifierBackward(buffer(dx), buffer(biasGradient), buffer(outGradient), buffer(out), rectifier, channels);
  }

  @Override
  public void sumOfSquares(Tensor out, Tensor x) {
    reduce.sumOfSquares(buffer(out), buffer(x), x.count());
  }

  @Override
  public void batchNormTraining(Tensor out, Tensor mean, Tensor inverseDeviation, Tensor runningMean,
      Tensor runningVariance, Tensor x, Tensor gamma, Tensor beta, float epsilon, float momentum, Rectifier rectifier,
      Broadcast channels) {
    batchNorm.training(buffer(out), buffer(mean), buffer(inverseDeviation), bufferOrNull(runningMean),
        bufferOrNull(runningVariance), buffer(x), buffer(gamma), buffer(beta), epsilon, momentum, rectifier, channels);
  }

  @Override
  public void batchNormInference(Tensor out, Tensor x, Tensor runningMean, Tensor runningVariance, Tensor gamma,
      Tensor beta, float epsilon, Broadcast channels) {
    batchNorm.inference(buffer(out), buffer(x), buffer(runningMean), buffer(runningVariance), buffer(gamma),
        buffer(beta), epsilon, channels);
  }

  @Override
  public void batchNormBackward(Tensor dx, Tensor gammaGradient, Tensor betaGradient, Tensor outGradient, Tensor out,
      Rectifier rectifier, Tensor x, Tensor mean, Tensor inverseDeviation, Tensor gamma, Broadcast channels) {
    // A result that is not looked at may be any buffer of that size.
    batchNorm.backward(buffer(dx), buffer(gammaGradient), buffer(betaGradient), buffer(outGradient),
        buffer(rectifier.isNone() ? outGradient : out), rectifier, buffer(x), buffer(mean), buffer(inverseDeviation),
        buffer(gamma), channels);
  }

  @Override
  public void transformImages(Tensor out, Tensor x, Tensor parameters) {
    images.transform("transform_images", buffer(out), buffer(x), buffer(parameters), x.shape());
  }

  @Override
  public void transformImagesBackward(Tensor dx, Tensor outGradient, Tensor parameters) {
    images.transform("transform_images_backward", buffer(dx), buffer(outGradient), buffer(parameters), dx.shape());
  }

  @Override
  public void adjustColours(Tensor out, Tensor x, Tensor sums, Tensor parameters) {
    images.adjustColours(buffer(out), buffer(x), buffer(sums), buffer(parameters), x.shape());
  }

  @Override
  public void uniform(Tensor out, Noise noise, float low, float high) {
    random.uniform(buffer(out), out.count(), noise, low, high);
  }

  @Override
  public void normal(Tensor out, Noise noise, float mean, LiveFloat deviation) {
    random.normal(buffer(out), out.count(), noise, mean, deviation);
  }

  @Override
  public void discriminatorLoss(GanLoss loss, Tensor values, Tensor realGradient, Tensor fakeGradient,
      Tensor realLogits, Tensor fakeLogits, float realLabel) {
    ganLoss.discriminator(loss, buffer(values), buffer(realGradient), buffer(fakeGradient), buffer(realLogits),
        buffer(fakeLogits), realLogits.count(), fakeLogits.count(), realLabel);
  }

  @Override
  public void generatorLoss(GanLoss loss, Tensor values, Tensor gradient, Tensor fakeLogits, Tensor realLogits) {
    ganLoss.generator(loss, buffer(values), buffer(gradient), buffer(fakeLogits), bufferOrNull(realLogits),
        fakeLogits.count(), realLogits == null ? 0 : realLogits.count());
  }

  @Override
  public void softmaxCrossEntropy(Tensor values, Tensor gradient, Tensor logits, Tensor classes) {
    softmax.crossEntropy(buffer(values), buffer(gradient), buffer(logits), buffer(classes), logits.shape().extent(0),
        logits.shape().extent(1));
  }

  @Override
  public void sgd(Tensor parameters, Tensor gradients, Tensor velocity, LiveFloat rate, float momentum) {
    if (velocity == null) {
      optimizer.sgd(buffer(parameters), buffer(gradients), parameters.count(), rate);
    } else {
      optimizer.sgdMomentum(buffer(parameters), buffer(velocity), buffer(gradients), parameters.count(), rate,
          momentum);
    }
  }

  @Override
  public void adam(Tensor parameters, Tensor gradients, Tensor firstMoment, Tensor secondMoment, AdamStep step) {
    optimizer.adam(buffer(parameters), buffer(firstMoment), buffer(secondMoment), buffer(gradients), parameters.count(),
        step);
  }

  @Override
  public void movingAverage(Tensor average, Tensor values, LiveFloat rate) {
    optimizer.movingAverage(buffer(average), buffer(values), average.count(), rate);
  }

  @Override
  public void clipByNorm(Tensor gradients, Tensor sumOfSquares, float limit) {
    optimizer.clipByNorm(buffer(gradients), buffer(sumOfSquares), gradients.count(), limit);
  }

  @Override
  public int peakElements() {
    return peak.elements();
  }

  @Override
  public void peak(Tensor out, int rounds, float factor, float addend) {
    peak.peak(buffer(out), rounds, factor, addend);
  }

  private ClBuffer buffer(Tensor tensor) {
    if (tensor.storage() instanceof ClStorage storage && storage.session() == session) {
      return storage.buffer();
    }
    throw new IllegalArgumentException(tensor + " belongs to the backend " + tensor.backend().device() + " but is used on " + device()
        + "; copy it over with toArray and tensor");
  }

  private ClBuffer bufferOrNull(Tensor tensor) {
    return tensor == null ? null : buffer(tensor);
  }

  @Override
  public void close() {
    session.close();
  }
}
