package org.zerosum.backend.scalar;

import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Tensor;

/** docs/arithmetic.md, section 6. */
final class ScalarNormalization {
  private ScalarNormalization() {}

  static void training(Tensor outTensor, Tensor meanTensor, Tensor inverseTensor, Tensor runningMean, Tensor runningVariance, Tensor xTensor,
      Tensor gamma, Tensor beta, float epsilon, float momentum, Broadcast channels) {
    HostStorage x = HostStorage.of(xTensor);
    HostStorage mean = HostStorage.of(meanTensor);
    HostStorage inverse = HostStorage.of(inverseTensor);
    int m = channels.outer() * channels.inner();
    float unbiased = (float) (m / (m - 1.0));
    float keep = 1 - momentum;
    for (int c = 0; c < channels.middle(); c++) {
      float mu = ScalarReduction.sum(x, channels, c) / m;
      int channel = c;
      float variance = ScalarReduction.sum(m, e -> {
        float d = x.get(ScalarReduction.index(channels, channel, e)) - mu;
        return d * d;
      }) / m;
      mean.set(c, mu);
      inverse.set(c, inverseDeviation(variance, epsilon));
      if (runningMean != null) {
        HostStorage rm = HostStorage.of(runningMean);
        HostStorage rv = HostStorage.of(runningVariance);
        rm.set(c, rm.get(c) * keep + mu * momentum);
        rv.set(c, rv.get(c) * keep + variance * unbiased * momentum);
      }
    }
    apply(HostStorage.of(outTensor), x, mean, inverse, HostStorage.of(gamma), HostStorage.of(beta), channels);
  }

  static void inference(Tensor out, Tensor x, Tensor runningMean, Tensor runningVariance, Tensor gamma, Tensor beta, float epsilon,
      Broadcast channels) {
    HostStorage inverse = new HostStorage(new float[channels.middle()], 0, channels.middle());
    for (int c = 0; c < channels.middle(); c++) {
      inverse.set(c, inverseDeviation(HostStorage.of(runningVariance).get(c), epsilon));
    }
    apply(HostStorage.of(out), HostStorage.of(x), HostStorage.of(runningMean), inverse, HostStorage.of(gamma), HostStorage.of(beta),
        channels);
  }

  private static float inverseDeviation(float variance, float epsilon) {
    return 1 / (float) Math.sqrt(variance + epsilon);
  }

  private static void apply(HostStorage out, HostStorage x, HostStorage mean, HostStorage inverse, HostStorage gamma, HostStorage beta,
      Broadcast channels) {
    for (int e = 0; e < x.count(); e++) {
      int c = e / channels.inner() % channels.middle();
      out.set(e, (x.get(e) - mean.get(c)) * inverse.get(c) * gamma.get(c) + beta.get(c));
    }
  }

  private static HostStorage gated(HostStorage gradient, Tensor out, Rectifier rectifier) {
    if (rectifier.isNone()) {
      return gradient;
    }
    HostStorage result = HostStorage.of(out);
    HostStorage gated = new HostStorage(new float[gradient.count()], 0, gradient.count());
    for (int e = 0; e < gradient.count(); e++) {
      gated.set(e, rectifier.gate(gradient.get(e), result.get(e)));
    }
    return gated;
  }

  static void backward(Tensor dxTensor, Tensor gammaGradient, Tensor betaGradient, Tensor outGradient, Tensor out, Rectifier rectifier,
      Tensor xTensor, Tensor meanTensor, Tensor inverseTensor, Tensor gamma, Broadcast channels) {
    HostStorage dy = gated(HostStorage.of(outGradient), out, rectifier);
    HostStorage x = HostStorage.of(xTensor);
    HostStorage dx = HostStorage.of(dxTensor);
    int m = channels.outer() * channels.inner();
    for (int channel = 0; channel < channels.middle(); channel++) {
      int c = channel;
      float mean = HostStorage.of(meanTensor).get(c);
      float inverse = HostStorage.of(inverseTensor).get(c);
      float sumDy = ScalarReduction.sum(dy, channels, c);
      float sumDyXhat = ScalarReduction.sum(m, e -> {
        int i = ScalarReduction.index(channels, c, e);
        return dy.get(i) * ((x.get(i) - mean) * inverse);
      });
      HostStorage.of(betaGradient).set(c, sumDy);
      HostStorage.of(gammaGradient).set(c, sumDyXhat);
      float meanDy = sumDy / m;
      float meanDyXhat = sumDyXhat / m;
      float factor = HostStorage.of(gamma).get(c) * inverse;
      for (int e = 0; e < m; e++) {
        int i = ScalarReduction.index(channels, c, e);
        dx.set(i, (dy.get(i) - meanDy - (x.get(i) - mean) * inverse * meanDyXhat) * factor);
      }
    }
  }
}
