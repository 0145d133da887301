package org.zerosum.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Stands in for a backend's kernels while a {@link Program} is recorded: nothing is computed, every call is kept with what it reads
 * and writes. Memory that is asked for meanwhile is {@link TracedStorage}.
 */
final class Trace implements Kernels {
  /** Elements of a storage, by its root. */
  record Region(Storage root, int from, int to) {
    boolean meets(Region other) {
      return root == other.root && from < other.to && other.from < to;
    }
  }

  /** A copy of neighbouring elements: the parts that it reads and writes. */
  record Copy(Storage target, int targetOffset, Storage source, int sourceOffset, int length) {}

  /** Puts real storages in place of those that were recorded. */
  static final class Binding {
    private final Map<Storage, Storage> storages = new IdentityHashMap<>();
    private final Map<Tensor, Tensor> tensors = new IdentityHashMap<>();

    void put(Storage traced, Storage real) {
      storages.put(traced, real);
    }

    Storage of(Storage traced) {
      return storages.getOrDefault(traced, traced);
    }

    void put(Tensor traced, Tensor real) {
      tensors.put(traced, real);
    }

    Tensor of(Tensor traced) {
      return traced == null ? null : tensors.get(traced);
    }
  }

  /** A call: how it is made, and the storages of its operands. */
  static final class Call {
    final Consumer<Kernels> make;
    final List<Storage> writes;
    final List<Storage> reads;
    /** What a copy moves, or null. */
    final Copy copy;
    /** What a fill sets, or null. */
    final Float fill;

    Call(Consumer<Kernels> make, List<Storage> writes, List<Storage> reads, Copy copy, Float fill) {
      this.make = make;
      this.writes = writes;
      this.reads = reads;
      this.copy = copy;
      this.fill = fill;
    }
  }

  private final Kernels device;
  private final Function<Storage, Region> realRegion;
  private final Binding binding = new Binding();
  private final List<Call> calls = new ArrayList<>();
  /** The operands' storages, which a tensor no longer tells when it is closed. */
  private final Map<Tensor, Storage> operands = new IdentityHashMap<>();

  /**
   * @param realRegion where a real storage lies in the run of memory that it is a view of
   */
  Trace(Kernels device, Function<Storage, Region> realRegion) {
    this.device = device;
    this.realRegion = realRegion;
  }

  List<Call> calls() {
    return calls;
  }

  Binding binding() {
    return binding;
  }

  Map<Tensor, Storage> operands() {
    return operands;
  }

  /** Where a storage lies. */
  Region region(Storage storage) {
    return part(storage, 0, storage.count());
  }

  Region part(Storage storage, int offset, int count) {
    Storage root = storage;
    int from = offset;
    if (storage instanceof TracedStorage traced) {
      root = traced.root();
      from += traced.rootOffset();
    }
    if (!(root instanceof TracedStorage)) {
      Region real = realRegion.apply(root);
      root = real.root;
      from += real.from;
    }
    return new Region(root, from, from + count);
  }

  /** What a call touches, the parts that a copy moves for its storages. */
  List<Region> touched(Call call, boolean written) {
    Copy copy = call.copy;
    if (copy != null) {
      return List.of(written ? part(copy.target, copy.targetOffset, copy.length) : part(copy.source, copy.sourceOffset, copy.length));
    }
    return (written ? call.writes : call.reads).stream().map(this::region).toList();
  }

  private static List<Tensor> list(Tensor... tensors) {
    return Arrays.stream(tensors).filter(Objects::nonNull).toList();
  }

  private Storage storage(Tensor tensor) {
    Storage storage = tensor.storage();
    operands.put(tensor, storage);
    return storage;
  }

  private void add(List<Tensor> writes, List<Tensor> reads, Consumer<Kernels> make) {
    calls.add(new Call(make, writes.stream().map(this::storage).toList(), reads.stream().map(this::storage).toList(), null, null));
  }

  private Tensor at(Tensor tensor) {
    return binding.of(tensor);
  }

  @Override
  public String device() {
    return device.device();
  }

  @Override
  public String description() {
    return device.description();
  }

  @Override
  public Storage allocate(int count) {
    return new TracedStorage(count);
  }

  @Override
  public Storage view(Storage base, int offset, int count) {
    return TracedStorage.view(base, offset, count);
  }

  @Override
  public void free(Storage storage) {
    if (!(storage instanceof TracedStorage)) {
      device.free(storage);
    }
  }

  @Override
  public void write(Storage target, int offset, float[] source, int sourceOffset, int count) {
    if (!(target instanceof TracedStorage traced) || !traced.isRoot() || offset != 0 || count != target.count()) {
      throw new UnsupportedOperationException("write: while a program is recorded, only a whole new tensor can be written from the host;"
          + " write into an input before the program runs");
    }
    traced.setConstant(new TracedStorage.Constant(Arrays.copyOfRange(source, sourceOffset, sourceOffset + count), 0));
  }

  @Override
  public void read(Storage source, int offset, float[] target, int targetOffset, int count) {
    throw new UnsupportedOperationException("read: nothing can be read while a program is recorded, as nothing is computed; read after"
        + " the program has run");
  }

  @Override
  public void synchronize() {
    throw new UnsupportedOperationException("synchronize: nothing is computed while a program is recorded");
  }

  @Override
  public void fill(Storage target, float value) {
    calls.add(new Call(k -> k.fill(binding.of(target), value), List.of(target), List.of(), null, value));
  }

  @Override
  public void copyRuns(Storage target, int targetOffset, int targetStride, Storage source, int sourceOffset, int sourceStride, int rows,
      int length) {
    boolean straight = rows == 1 || targetStride == length && sourceStride == length;
    Copy copy = straight ? new Copy(target, targetOffset, source, sourceOffset, rows * length) : null;
    calls.add(new Call(k -> k.copyRuns(binding.of(target), targetOffset, targetStride, binding.of(source), sourceOffset, sourceStride,
        rows, length), List.of(target), List.of(source), copy, null));
  }

  @Override
  public void matmul(Tensor out, Tensor a, Tensor b, Tensor bias, Matmul product) {
    add(list(out), list(a, b, bias), k -> k.matmul(at(out), at(a), at(b), at(bias), product));
  }

  @Override
  public void conv2d(Tensor out, Tensor x, Tensor weight, Tensor bias, Rectifier rectifier, Conv2d.Geometry g) {
    add(list(out), list(x, weight, bias), k -> k.conv2d(at(out), at(x), at(weight), at(bias), rectifier, g));
  }

  @Override
  public void conv2dBackwardWeight(Tensor weightGradient, Tensor x, Tensor outGradient, Conv2d.Geometry g) {
    add(list(weightGradient), list(x, outGradient), k -> k.conv2dBackwardWeight(at(weightGradient), at(x), at(outGradient), g));
  }

  @Override
  public void convTranspose2d(Tensor out, Tensor x, Tensor weight, Tensor bias, ConvTranspose2d.Geometry g) {
    add(list(out), list(x, weight, bias), k -> k.convTranspose2d(at(out), at(x), at(weight), at(bias), g));
  }

  @Override
  public void unary(UnaryOp op, Tensor out, Tensor x, float parameter) {
    add(list(out), list(x), k -> k.unary(op, at(out), at(x), parameter));
  }

  @Override
  public void binary(BinaryOp op, Tensor out, Tensor a, Tensor b, Broadcast broadcast, float parameter) {
    add(list(out), list(a, b), k -> k.binary(op, at(out), at(a), at(b), broadcast, parameter));
  }

  @Override
  public void expand(Tensor out, Tensor x, Broadcast broadcast) {
    add(list(out), list(x), k -> k.expand(at(out), at(x), broadcast));
  }

  @Override
  public void sum(Tensor out, Tensor x, Broadcast broadcast) {
    add(list(out), list(x), k -> k.sum(at(out), at(x), broadcast));
  }

  @Override
  public void sumOfSquares(Tensor out, Tensor x) {
    add(list(out), list(x), k -> k.sumOfSquares(at(out), at(x)));
  }

  @Override
  public void rectifierBackward(Tensor dx, Tensor biasGradient, Tensor outGradient, Tensor out, Rectifier rectifier,
      Broadcast channels) {
    add(list(dx, biasGradient), list(outGradient, out), k -> k.rectifierBackward(at(dx), at(biasGradient), at(outGradient), at(out),
        rectifier, channels));
  }

  @Override
  public void batchNormTraining(Tensor out, Tensor mean, Tensor inverseDeviation, Tensor runningMean, Tensor runningVariance, Tensor x,
      Tensor gamma, Tensor beta, float epsilon, float momentum, Rectifier rectifier, Broadcast channels) {
    add(list(out, mean, inverseDeviation, runningMean, runningVariance), list(x, gamma, beta, runningMean, runningVariance),
        k -> k.batchNormTraining(at(out), at(mean), at(inverseDeviation), at(runningMean), at(runningVariance), at(x), at(gamma),
            at(beta), epsilon, momentum, rectifier, channels));
  }

  @Override
  public void batchNormInference(Tensor out, Tensor x, Tensor runningMean, Tensor runningVariance, Tensor gamma, Tensor beta,
      float epsilon, Broadcast channels) {
    add(list(out), list(x, runningMean, runningVariance, gamma, beta), k -> k.batchNormInference(at(out), at(x), at(runningMean),
        at(runningVariance), at(gamma), at(beta), epsilon, channels));
  }

  @Override
  public void batchNormBackward(Tensor dx, Tensor gammaGradient, Tensor betaGradient, Tensor outGradient, Tensor out,
      Rectifier rectifier, Tensor x, Tensor mean, Tensor inverseDeviation, Tensor gamma, Broadcast channels) {
    Tensor result = rectifier.isNone() ? null : out;
    add(list(dx, gammaGradient, betaGradient), list(outGradient, result, x, mean, inverseDeviation, gamma),
        k -> k.batchNormBackward(at(dx), at(gammaGradient), at(betaGradient), at(outGradient), at(result), rectifier, at(x), at(mean),
            at(inverseDeviation), at(gamma), channels));
  }

  @Override
  public void transformImages(Tensor out, Tensor x, Tensor parameters) {
    add(list(out), list(x, parameters), k -> k.transformImages(at(out), at(x), at(parameters)));
  }

  @Override
  public void transformImagesBackward(Tensor dx, Tensor outGradient, Tensor parameters) {
    add(list(dx), list(outGradient, parameters), k -> k.transformImagesBackward(at(dx), at(outGradient), at(parameters)));
  }

  @Override
  public void adjustColours(Tensor out, Tensor x, Tensor sums, Tensor parameters) {
    add(list(out), list(x, sums, parameters), k -> k.adjustColours(at(out), at(x), at(sums), at(parameters)));
  }

  @Override
  public void uniform(Tensor out, Noise noise, float low, float high) {
    add(list(out), list(), k -> k.uniform(at(out), noise, low, high));
  }

  @Override
  public void normal(Tensor out, Noise noise, float mean, LiveFloat deviation) {
    add(list(out), list(), k -> k.normal(at(out), noise, mean, deviation));
  }

  @Override
  public void discriminatorLoss(GanLoss loss, Tensor values, Tensor realGradient, Tensor fakeGradient, Tensor realLogits,
      Tensor fakeLogits, float realLabel) {
    add(list(values, realGradient, fakeGradient), list(realLogits, fakeLogits), k -> k.discriminatorLoss(loss, at(values),
        at(realGradient), at(fakeGradient), at(realLogits), at(fakeLogits), realLabel));
  }

  @Override
  public void generatorLoss(GanLoss loss, Tensor values, Tensor gradient, Tensor fakeLogits, Tensor realLogits) {
    add(list(values, gradient), list(fakeLogits, realLogits), k -> k.generatorLoss(loss, at(values), at(gradient), at(fakeLogits),
        at(realLogits)));
  }

  @Override
  public void softmaxCrossEntropy(Tensor values, Tensor gradient, Tensor logits, Tensor classes) {
    add(list(values, gradient), list(logits, classes), k -> k.softmaxCrossEntropy(at(values), at(gradient), at(logits), at(classes)));
  }

  @Override
  public void sgd(Tensor parameters, Tensor gradients, Tensor velocity, LiveFloat rate, float momentum) {
    add(list(parameters, velocity), list(parameters, velocity, gradients), k -> k.sgd(at(parameters), at(gradients), at(velocity), rate,
        momentum));
  }

  @Override
  public void adam(Tensor parameters, Tensor gradients, Tensor firstMoment, Tensor secondMoment, AdamStep step) {
    List<Tensor> changed = list(parameters, firstMoment, secondMoment);
    add(changed, list(parameters, firstMoment, secondMoment, gradients), k -> k.adam(at(parameters), at(gradients), at(firstMoment),
        at(secondMoment), step));
  }

  @Override
  public void movingAverage(Tensor average, Tensor values, LiveFloat rate) {
    add(list(average), list(average, values), k -> k.movingAverage(at(average), at(values), rate));
  }

  @Override
  public void clipByNorm(Tensor gradients, Tensor sumOfSquares, float limit) {
    add(list(gradients), list(gradients, sumOfSquares), k -> k.clipByNorm(at(gradients), at(sumOfSquares), limit));
  }

  @Override
  public int peakElements() {
    return device.peakElements();
  }

  @Override
  public void peak(Tensor out, int rounds, float factor, float addend) {
    add(list(out), list(), k -> k.peak(at(out), rounds, factor, addend));
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("a backend can't be closed while a program is recorded");
  }
}
