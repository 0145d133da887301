package org.zerosum.backend;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LiveFloat;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.NormalizationOps.BatchNorm;
import org.zerosum.tensor.NormalizationOps.BatchNormGradients;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Copies, slices, concatenations, padding and views. */
interface ShapeContract extends BackendUnderTest {
  Shape BLOCK = Shape.of(3, 4, 5, 2);

  @Test
  default void slicesAndPaddingWorkAlongAllAxes() {
    float[] x = Samples.random(1, BLOCK.count());
    for (int axis = 0; axis < BLOCK.rank(); axis++) {
      for (int from = 0; from < BLOCK.extent(axis); from++) {
        for (int to = from + 1; to <= BLOCK.extent(axis); to++) {
          try (Scope _ = backend().openScope()) {
            String what = "axis " + axis + " from " + from + " to " + to;
            Tensor slice = backend().slice(backend().tensor(BLOCK, x), axis, from, to);
            FloatAssert.assertSameBits("slice " + what, sliced(x, BLOCK, axis, from, to), slice.toArray());
            float[] padded = backend().padAxis(slice, axis, from, BLOCK.extent(axis)).toArray();
            FloatAssert.assertSameBits("pad " + what, masked(x, axis, from, to), padded);
          }
        }
      }
    }
  }

  @Test
  default void concatenationJoinsAlongAllAxes() {
    float[] x = Samples.random(2, BLOCK.count());
    for (int axis = 0; axis < BLOCK.rank(); axis++) {
      try (Scope _ = backend().openScope()) {
        Tensor whole = backend().tensor(BLOCK, x);
        int extent = BLOCK.extent(axis);
        List<Tensor> parts = extent == 2
            ? List.of(backend().slice(whole, axis, 0, 1), backend().slice(whole, axis, 1, 2))
            : List.of(backend().slice(whole, axis, 0, 1), backend().slice(whole, axis, 1, extent - 1),
                backend().slice(whole, axis, extent - 1, extent));
        FloatAssert.assertSameBits("axis " + axis, x, backend().concatenate(parts, axis).toArray());
        FloatAssert.assertSameBits("one part", x, backend().concatenate(List.of(whole), axis).toArray());
        Tensor twice = backend().concatenate(List.of(whole, whole), axis);
        FloatAssert.assertSameBits("second half", x, backend().slice(twice, axis, extent, 2 * extent).toArray());
      }
    }
  }

  @Test
  default void copiesAreIndependentOfWhatTheyCopied() {
    float[] x = Samples.random(3, 1037);
    try (Scope _ = backend().openScope()) {
      Tensor original = backend().tensor(Shape.of(17, 61), x);
      Tensor copy = backend().copy(original);
      backend().fill(original, 1);
      FloatAssert.assertSameBits("copy", x, copy.toArray());
      backend().copyInto(original, 500, backend().slice(copy, 0, 0, 2));
      float[] expected = new float[1037];
      Arrays.fill(expected, 1);
      System.arraycopy(x, 0, expected, 500, 122);
      FloatAssert.assertSameBits("copyInto", expected, original.toArray());
      backend().copyInto(original, copy);
      FloatAssert.assertSameBits("copyInto whole", x, original.toArray());
    }
  }

  @Test
  default void reshapesShareMemory() {
    try (Scope _ = backend().openScope()) {
      Tensor x = backend().tensor(Shape.of(6, 35), Samples.random(4, 210));
      Tensor seen = backend().reshape(x, Shape.of(2, 3, 5, 7));
      backend().fill(x, -3);
      float[] expected = new float[210];
      Arrays.fill(expected, -3);
      FloatAssert.assertSameBits("reshape", expected, seen.toArray());
    }
  }

  @Test
  default void operationsReadAndWriteViewsAndNothingBesides() {
    float[] x = Samples.random(5, 1024);
    matchesScalar("views", backend -> {
      Tensor base = backend.tensor(Shape.of(1024), x);
      Tensor a = backend.view(base, 128, Shape.of(9, 11));
      Tensor b = backend.view(base, 256, Shape.of(11, 13));
      Tensor bias = backend.view(base, 512, Shape.of(13));
      Tensor target = backend.view(base, 640, Shape.of(9, 13));
      backend.copyInto(target, backend.matmul(a, b, false, false, bias));
      Tensor moved = backend.view(base, 896, Shape.of(13));
      backend.addInto(moved, bias);
      backend.fill(backend.view(base, 384, Shape.of(5)), 2.5f);
      backend.write(backend.view(base, 0, Shape.of(3)), 1, 2, 3);
      backend.sgd(moved, bias, null, 0.1f, 0);
      return List.of(base, backend.sum(a), backend.tanh(b), backend.sumTo(target, Shape.of(13)));
    });
  }

  @Test
  default void everyKindOfOperationTakesViews() {
    float[] x = Samples.positive(7, 4096);
    matchesScalar("views", backend -> {
      Tensor base = backend.tensor(Shape.of(4096), x);
      Tensor other = backend.tensor(Shape.of(4096), Samples.random(8, 4096));
      Tensor images = backend.view(base, 128, Shape.of(2, 3, 5, 5));
      Tensor weight = backend.view(other, 256, Shape.of(4, 3, 3, 3));
      Tensor transposedWeight = backend.view(other, 384, Shape.of(3, 4, 3, 3));
      Tensor bias = backend.view(base, 896, Shape.of(4));
      Tensor channels = backend.view(base, 1024, Shape.of(3));
      Tensor running = backend.view(base, 1152, Shape.of(3));
      Tensor runningVariance = backend.view(base, 1280, Shape.of(3));
      Tensor logits = backend.view(other, 1280, Shape.of(33));
      Tensor fake = backend.view(other, 1408, Shape.of(17));
      Tensor noise = backend.view(base, 2048, Shape.of(101));
      Tensor moments = backend.view(base, 2304, Shape.of(101));
      Tensor squares = backend.view(base, 2560, Shape.of(101));
      Conv2d conv = Conv2d.of(2, 1);
      Tensor convolved = backend.conv2d(images, weight, bias, conv);
      Tensor up = backend.convTranspose2d(images, transposedWeight, bias, ConvTranspose2d.of(2, 1));
      Tensor weightGradient = backend.conv2dBackwardWeight(images, convolved, weight.shape(), conv);
      BatchNorm norm = backend.batchNormTraining(images, channels, channels, running, runningVariance, 1e-5f, 0.1f);
      Tensor inference = backend.batchNormInference(images, channels, running, running, runningVariance, 1e-5f);
      BatchNormGradients gradients = backend.batchNormBackward(norm.out(), images, norm.mean(), running, channels);
      DiscriminatorLoss loss = backend.discriminatorLoss(GanLoss.SATURATING, logits, fake, 0.9f);
      backend.kernels().normal(noise, new Noise(1, 2, 3), 0, new LiveFloat(1));
      backend.adam(noise, backend.copy(squares), moments, squares, AdamStep.of(0.01, 0.5, 0.999, 1e-8, 1));
      Tensor parts = backend.concatenate(List.of(backend.slice(logits, 0, 3, 9), fake), 0);
      return List.of(convolved, up, weightGradient, norm.out(), inference, gradients.input(), gradients.gamma(), loss.values(),
          loss.realGradient(), loss.fakeGradient(), parts, backend.sumOfSquares(fake), backend.channelSum(images), base);
    });
  }

  @Test
  default void writingOneViewLeavesTheRestOfTheBaseAlone() {
    float[] x = Samples.random(6, 1024);
    try (Scope _ = backend().openScope()) {
      Tensor base = backend().tensor(Shape.of(1024), x);
      Tensor view = backend().view(base, 384, Shape.of(7, 11));
      backend().fill(view, 9);
      float[] expected = x.clone();
      Arrays.fill(expected, 384, 384 + 77, 9);
      FloatAssert.assertSameBits("base", expected, base.toArray());
    }
  }

  private static float[] sliced(float[] x, Shape shape, int axis, int from, int to) {
    int inner = shape.product(axis + 1, shape.rank());
    float[] part = new float[x.length / shape.extent(axis) * (to - from)];
    int place = 0;
    for (int e = 0; e < x.length; e++) {
      int index = e / inner % shape.extent(axis);
      if (index >= from && index < to) {
        part[place++] = x[e];
      }
    }
    return part;
  }

  private static float[] masked(float[] x, int axis, int from, int to) {
    int inner = BLOCK.product(axis + 1, BLOCK.rank());
    float[] masked = x.clone();
    for (int e = 0; e < x.length; e++) {
      int index = e / inner % BLOCK.extent(axis);
      masked[e] = index >= from && index < to ? x[e] : 0;
    }
    return masked;
  }
}
