package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Broadcast;

/** {@code batch_norm.cl}: batch normalisation, training and inference, forward and backward. */
final class BatchNormProgram {
  private final Session session;
  private final KernelFile file;

  BatchNormProgram(Session session) {
    this.session = session;
    this.file = session.file("batch_norm.cl", "");
  }

  /** The per-channel sums: one work-group per channel. */
  static ClRange sumsRangeFor(Broadcast channels, DeviceClass deviceClass) {
    return ReduceProgram.rangeFor(channels.middle(), deviceClass);
  }

  /** The kernels over all elements. */
  static ClRange rangeFor(Broadcast channels) {
    return RowsGrid.rangeFor(rows(channels), columns(channels));
  }

  private static int rows(Broadcast channels) {
    return channels.inner() == 1 ? channels.outer() : channels.outer() * channels.middle();
  }

  private static int columns(Broadcast channels) {
    return channels.inner() == 1 ? channels.middle() : channels.inner();
  }

  private ClKernel variant(Broadcast channels, String perRow, String perColumn) {
    return file.kernel(channels.inner() == 1 ? perColumn : perRow);
  }

  /** Appends rows, columns and, where a row is a channel, the number of channels. */
  private static ClArguments appendGrid(ClArguments arguments, Broadcast channels) {
    arguments.int32(rows(channels)).int32(columns(channels));
    return channels.inner() == 1 ? arguments : arguments.int32(channels.middle());
  }

  /** Mean, inverse deviation and, unless null, the running statistics. */
  void statistics(ClBuffer mean, ClBuffer inverseDeviation, ClBuffer runningMean, ClBuffer runningVariance, ClBuffer x,
      float epsilon, float momentum, Broadcast channels) {
    int m = channels.outer() * channels.inner();
    ClKernel kernel = file.kernel("batch_norm_statistics");
    ClArguments arguments = kernel.arguments().buffer(mean).buffer(inverseDeviation);
    if (runningMean == null) {
      arguments.noBuffer().noBuffer();
    } else {
      arguments.buffer(runningMean).buffer(runningVariance);
    }
    arguments.buffer(x).int32(channels.outer()).int32(channels.middle()).int32(channels.inner())
        .int32(runningMean == null ? 0 : 1).float32(epsilon).float32(momentum).float32(1 - momentum)
        .float32((float) (m / (m - 1.0)));
    session.launch(kernel, sumsRangeFor(channels, session.deviceClass()));
  }

  void apply(ClBuffer out, ClBuffer x, ClBuffer mean, ClBuffer inverseDeviation, ClBuffer gamma, ClBuffer beta,
      Broadcast channels) {
    ClKernel kernel = variant(channels, "batch_norm_apply", "batch_norm_apply_columns");
    appendGrid(kernel.arguments().buffer(out).buffer(x).buffer(mean).buffer(inverseDeviation).buffer(gamma)
        .buffer(beta), channels);
    session.launch(kernel, rangeFor(channels));
  }

  void inference(ClBuffer out, ClBuffer x, ClBuffer runningMean, ClBuffer runningVariance, ClBuffer gamma,
      ClBuffer beta, float epsilon, Broadcast channels) {
    ClKernel kernel = variant(channels, "batch_norm_inference", "batch_norm_inference_columns");
    appendGrid(kernel.arguments().buffer(out).buffer(x).buffer(runningMean).buffer(runningVariance).buffer(gamma)
        .buffer(beta), channels).float32(epsilon);
    session.launch(kernel, rangeFor(channels));
  }

  void backwardSums(ClBuffer gammaGradient, ClBuffer betaGradient, ClBuffer dy, ClBuffer x, ClBuffer mean,
      ClBuffer inverseDeviation, Broadcast channels) {
    ClKernel kernel = file.kernel("batch_norm_backward_sums");
    kernel.arguments().buffer(gammaGradient).buffer(betaGradient).buffer(dy).buffer(x).buffer(mean)
        .buffer(inverseDeviation).int32(channels.outer()).int32(channels.middle()).int32(channels.inner());
    session.launch(kernel, sumsRangeFor(channels, session.deviceClass()));
  }

  void backwardApply(ClBuffer dx, ClBuffer dy, ClBuffer x, ClBuffer mean, ClBuffer inverseDeviation, ClBuffer gamma,
      ClBuffer gammaGradient, ClBuffer betaGradient, Broadcast channels) {
    ClKernel kernel = variant(channels, "batch_norm_backward_apply", "batch_norm_backward_apply_columns");
    appendGrid(kernel.arguments().buffer(dx).buffer(dy).buffer(x).buffer(mean).buffer(inverseDeviation).buffer(gamma)
        .buffer(gammaGradient).buffer(betaGradient), channels).int32(channels.outer() * channels.inner());
    session.launch(kernel, rangeFor(channels));
  }
}
