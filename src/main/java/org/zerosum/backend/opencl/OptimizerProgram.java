package org.zerosum.backend.opencl;

import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.LiveFloat;

/** {@code optimizer.cl}: one launch over a network's flat parameters. */
final class OptimizerProgram {
  private static final int GROUP = 256;

  private final Session session;
  private final KernelFile file;

  OptimizerProgram(Session session) {
    this.session = session;
    this.file = session.file("optimizer.cl", "");
  }

  static ClRange rangeFor(int count) {
    return RowsGrid.elementsRangeFor(count, GROUP);
  }

  void sgd(ClBuffer parameters, ClBuffer gradients, int count, LiveFloat rate) {
    ClKernel kernel = file.kernel("sgd");
    kernel.arguments().buffer(parameters).buffer(gradients).int32(count).live32(RandomProgram.bits(rate));
    session.launch(kernel, rangeFor(count));
  }

  void sgdMomentum(ClBuffer parameters, ClBuffer velocity, ClBuffer gradients, int count, LiveFloat rate, float momentum) {
    ClKernel kernel = file.kernel("sgd_momentum");
    kernel.arguments().buffer(parameters).buffer(velocity).buffer(gradients).int32(count)
        .live32(RandomProgram.bits(rate)).float32(momentum);
    session.launch(kernel, rangeFor(count));
  }

  void adam(ClBuffer parameters, ClBuffer firstMoment, ClBuffer secondMoment, ClBuffer gradients, int count,
      AdamStep step) {
    ClKernel kernel = file.kernel("adam");
    kernel.arguments().buffer(parameters).buffer(firstMoment).buffer(secondMoment).buffer(gradients).int32(count)
        .float32(step.beta1()).float32(step.oneMinusBeta1()).float32(step.beta2()).float32(step.oneMinusBeta2())
        .live32(() -> Float.floatToRawIntBits(step.rate()))
        .live32(() -> Float.floatToRawIntBits(step.inverseRootCorrection())).float32(step.epsilon());
    session.launch(kernel, rangeFor(count));
  }

  void movingAverage(ClBuffer average, ClBuffer values, int count, LiveFloat rate) {
    ClKernel kernel = file.kernel("moving_average");
    kernel.arguments().buffer(average).buffer(values).int32(count).live32(RandomProgram.bits(rate));
    session.launch(kernel, rangeFor(count));
  }

  void clipByNorm(ClBuffer gradients, ClBuffer sumOfSquares, int count, float limit) {
    ClKernel kernel = file.kernel("clip_by_norm");
    kernel.arguments().buffer(gradients).buffer(sumOfSquares).int32(count).float32(limit);
    session.launch(kernel, rangeFor(count));
  }
}
