package org.zerosum.backend;

import java.util.Arrays;
import java.util.List;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The losses of a GAN by unfused operations, in the order of docs/arithmetic.md, section 7: the same bits. */
record LossComposite(Backend on, GanLoss loss, float label) {
  /** A mean's summands and their derivatives. */
  private record Share(Tensor terms, Tensor slopes) {}

  List<Tensor> of(float[] real, float[] fake) {
    Tensor a = on.tensor(Shape.of(real.length, 1), real);
    Tensor b = on.tensor(Shape.of(fake.length, 1), fake);
    Tensor zero = on.zeros(Shape.of());
    boolean relative = loss == GanLoss.RELATIVISTIC_AVERAGE;
    Tensor forReal = on.subtract(a, relative ? mean(b) : zero);
    Tensor forFake = on.subtract(b, relative ? mean(a) : zero);
    Share onReal = real(forReal);
    Share onFake = fake(forFake);
    Tensor value = on.negate(on.add(mean(on.softplus(on.negate(a))), mean(on.softplus(b))));
    Tensor realGradient = gradient(onReal.slopes, relative ? mean(onFake.slopes) : zero);
    Tensor fakeGradient = gradient(onFake.slopes, relative ? mean(onReal.slopes) : zero);
    Share generator = generator(forFake);
    Share opposite = new Share(on.softplus(forReal), on.sigmoid(forReal));
    Tensor generatorLoss = mean(generator.terms);
    Tensor slopes = on.subtract(generator.slopes, relative ? mean(opposite.slopes) : zero);
    return List.of(
        joined(on.add(mean(onReal.terms), mean(onFake.terms)), value, mean(on.sigmoid(a)), mean(on.sigmoid(b)), mean(a), mean(b)),
        realGradient, fakeGradient,
        joined(relative ? on.add(generatorLoss, mean(opposite.terms)) : generatorLoss, mean(on.sigmoid(b)), mean(b), saturated(slopes),
            on.addScalar(mean(on.exp(on.negate(b))), 1)),
        gradient(slopes, zero));
  }

  private Share real(Tensor x) {
    return switch (loss) {
      case SATURATING, NON_SATURATING, RELATIVISTIC_AVERAGE -> new Share(
          on.add(on.scale(on.softplus(on.negate(x)), label), on.scale(on.softplus(x), 1 - label)),
          on.subtract(on.scale(on.sigmoid(x), 1 - label), on.scale(on.sigmoid(on.negate(x)), label)));
      case LEAST_SQUARES -> square(on.addScalar(x, -label));
      case HINGE -> hinge(on.addScalar(on.negate(x), 1), -1);
      case WASSERSTEIN -> new Share(on.negate(x), on.full(x.shape(), -1));
    };
  }

  private Share fake(Tensor x) {
    return switch (loss) {
      case SATURATING, NON_SATURATING, RELATIVISTIC_AVERAGE -> new Share(on.softplus(x), on.sigmoid(x));
      case LEAST_SQUARES -> square(x);
      case HINGE -> hinge(on.addScalar(x, 1), 1);
      case WASSERSTEIN -> new Share(x, on.full(x.shape(), 1));
    };
  }

  private Share generator(Tensor x) {
    return switch (loss) {
      case SATURATING -> new Share(on.negate(on.softplus(x)), on.negate(on.sigmoid(x)));
      case NON_SATURATING, RELATIVISTIC_AVERAGE ->
          new Share(on.softplus(on.negate(x)), on.negate(on.sigmoid(on.negate(x))));
      case LEAST_SQUARES -> square(on.addScalar(x, -1));
      case HINGE, WASSERSTEIN -> new Share(on.negate(x), on.full(x.shape(), -1));
    };
  }

  private Share square(Tensor difference) {
    return new Share(on.scale(on.multiply(difference, difference), 0.5f), difference);
  }

  private Share hinge(Tensor margin, float slope) {
    return new Share(on.relu(margin), on.binary(BinaryOp.RELU_BACKWARD, on.full(margin.shape(), slope), margin, 0));
  }

  private Tensor mean(Tensor x) {
    return on.divide(on.sum(x), on.full(Shape.of(), x.count()));
  }

  private Tensor gradient(Tensor slopes, Tensor other) {
    return on.divide(on.subtract(slopes, other), on.full(Shape.of(), slopes.count()));
  }

  private Tensor saturated(Tensor slopes) {
    float[] values = slopes.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]) < 0.01f ? 1 : 0;
    }
    return mean(on.tensor(slopes.shape(), values));
  }

  private Tensor joined(Tensor... scalars) {
    return on.concatenate(Arrays.stream(scalars).map(scalar -> on.reshape(scalar, Shape.of(1))).toList(), 0);
  }
}
