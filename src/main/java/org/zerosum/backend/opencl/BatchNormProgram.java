package org.zerosum.backend.opencl;

import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Rectifier;

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
  static ClRange rangeFor(Broadcast channels, DeviceClass deviceClass) {
    return RowsGrid.rangeFor(rows(channels), columns(channels), deviceClass);
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

  /**
   * Whether a CPU's task does all of a channel: where the reduction's lanes are whole vectors of an image, and there
   * are enough channels for all units.
   */
  static boolean isWholeChannels(Broadcast channels, int computeUnits, DeviceClass deviceClass) {
    return deviceClass == DeviceClass.CPU && ReduceProgram.isWholeVectors(channels.inner()) && channels.middle() >= computeUnits;
  }

  private boolean isWholeChannels(Broadcast channels) {
    return isWholeChannels(channels, session.device().computeUnits(), session.deviceClass());
  }

  /** Out, mean, inverse deviation and, unless null, the running statistics. */
  void training(ClBuffer out, ClBuffer mean, ClBuffer inverseDeviation, ClBuffer runningMean, ClBuffer runningVariance,
      ClBuffer x, ClBuffer gamma, ClBuffer beta, float epsilon, float momentum, Rectifier rectifier,
      Broadcast channels) {
    if (isWholeChannels(channels)) {
      ClKernel kernel = file.kernel("batch_norm_training_channels");
      ClArguments arguments = kernel.arguments().buffer(out).buffer(mean).buffer(inverseDeviation);
      appendRunning(arguments, runningMean, runningVariance).buffer(x).buffer(gamma).buffer(beta);
      appendExtents(arguments, channels, runningMean != null).int32(rectifier.kind().ordinal());
      appendScalars(arguments, channels, epsilon, momentum).float32(rectifier.slope());
      session.launch(kernel, sumsRangeFor(channels, session.deviceClass()));
      return;
    }
    ClKernel kernel = file.kernel("batch_norm_statistics");
    ClArguments arguments = kernel.arguments().buffer(mean).buffer(inverseDeviation);
    appendRunning(arguments, runningMean, runningVariance).buffer(x);
    appendScalars(appendExtents(arguments, channels, runningMean != null), channels, epsilon, momentum);
    session.launch(kernel, sumsRangeFor(channels, session.deviceClass()));
    apply(out, x, mean, inverseDeviation, gamma, beta, rectifier, channels);
  }

  private static ClArguments appendRunning(ClArguments arguments, ClBuffer runningMean, ClBuffer runningVariance) {
    return runningMean == null ? arguments.noBuffer().noBuffer()
        : arguments.buffer(runningMean).buffer(runningVariance);
  }

  private static ClArguments appendExtents(ClArguments arguments, Broadcast channels, boolean updateRunning) {
    return arguments.int32(channels.outer()).int32(channels.middle()).int32(channels.inner())
        .int32(updateRunning ? 1 : 0);
  }

  private static ClArguments appendScalars(ClArguments arguments, Broadcast channels, float epsilon, float momentum) {
    int m = channels.outer() * channels.inner();
    return arguments.float32(epsilon).float32(momentum).float32(1 - momentum).float32((float) (m / (m - 1.0)));
  }

  private void apply(ClBuffer out, ClBuffer x, ClBuffer mean, ClBuffer inverseDeviation, ClBuffer gamma, ClBuffer beta,
      Rectifier rectifier, Broadcast channels) {
    ClKernel kernel = variant(channels, "batch_norm_apply", "batch_norm_apply_columns");
    appendGrid(kernel.arguments().buffer(out).buffer(x).buffer(mean).buffer(inverseDeviation).buffer(gamma)
        .buffer(beta), channels).int32(rectifier.kind().ordinal()).float32(rectifier.slope());
    session.launch(kernel, rangeFor(channels, session.deviceClass()));
  }

  void inference(ClBuffer out, ClBuffer x, ClBuffer runningMean, ClBuffer runningVariance, ClBuffer gamma,
      ClBuffer beta, float epsilon, Broadcast channels) {
    ClKernel kernel = variant(channels, "batch_norm_inference", "batch_norm_inference_columns");
    appendGrid(kernel.arguments().buffer(out).buffer(x).buffer(runningMean).buffer(runningVariance).buffer(gamma)
        .buffer(beta), channels).float32(epsilon);
    session.launch(kernel, rangeFor(channels, session.deviceClass()));
  }

  /** dx and the gradients of gamma and beta; out is read but not looked at where the rectifier is none. */
  void backward(ClBuffer dx, ClBuffer gammaGradient, ClBuffer betaGradient, ClBuffer dy, ClBuffer out,
      Rectifier rectifier, ClBuffer x, ClBuffer mean, ClBuffer inverseDeviation, ClBuffer gamma, Broadcast channels) {
    boolean wholeChannels = isWholeChannels(channels);
    ClKernel kernel = file.kernel(wholeChannels ? "batch_norm_backward_channels" : "batch_norm_backward_sums");
    ClArguments arguments = kernel.arguments();
    if (wholeChannels) {
      arguments.buffer(dx);
    }
    arguments.buffer(gammaGradient).buffer(betaGradient).buffer(dy).buffer(out).buffer(x).buffer(mean)
        .buffer(inverseDeviation);
    if (wholeChannels) {
      arguments.buffer(gamma);
    }
    arguments.int32(channels.outer()).int32(channels.middle()).int32(channels.inner())
        .int32(rectifier.kind().ordinal()).float32(rectifier.slope());
    session.launch(kernel, sumsRangeFor(channels, session.deviceClass()));
    if (!wholeChannels) {
      backwardApply(dx, dy, out, rectifier, x, mean, inverseDeviation, gamma, gammaGradient, betaGradient, channels);
    }
  }

  private void backwardApply(ClBuffer dx, ClBuffer dy, ClBuffer out, Rectifier rectifier, ClBuffer x, ClBuffer mean,
      ClBuffer inverseDeviation, ClBuffer gamma, ClBuffer gammaGradient, ClBuffer betaGradient, Broadcast channels) {
    ClKernel kernel = variant(channels, "batch_norm_backward_apply", "batch_norm_backward_apply_columns");
    appendGrid(kernel.arguments().buffer(dx).buffer(dy).buffer(out).buffer(x).buffer(mean).buffer(inverseDeviation)
        .buffer(gamma).buffer(gammaGradient).buffer(betaGradient), channels)
        .int32(channels.outer() * channels.inner()).int32(rectifier.kind().ordinal()).float32(rectifier.slope());
    session.launch(kernel, rangeFor(channels, session.deviceClass()));
  }
}
