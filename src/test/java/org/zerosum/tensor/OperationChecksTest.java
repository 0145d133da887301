package org.zerosum.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.zerosum.backend.scalar.ScalarKernels;

class OperationChecksTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
  }

  private Tensor of(int... extents) {
    return backend.zeros(Shape.of(extents));
  }

  private static void fails(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void contractionsNameWhatDoesNotFit() {
    fails("matmul: inner extents differ, 3 and 4 (left [2, 3], right [4, 5])", () -> backend.matmul(of(2, 3), of(4, 5), false, false));
    fails("matmul: inner extents differ, 2 and 5 (left [2, 3] transposed, right [4, 5] transposed)",
        () -> backend.matmul(of(2, 3), of(4, 5), true, true));
    fails("matmul: left matrix must have 2 axes but has shape [3]", () -> backend.matmul(of(3), of(3, 5), false, false));
    fails("matmul: right matrix must have 2 axes but has shape []", () -> backend.matmul(of(3, 1), of(), false, false));
    fails("matmul: bias has shape [4] but there are 5 output channels; it must be [5]",
        () -> backend.matmul(of(2, 3), of(3, 5), false, false, of(4)));
    fails("conv2d: bias has shape [1, 4] but there are 4 output channels; it must be [4]",
        () -> backend.conv2d(of(1, 2, 4, 4), of(4, 2, 3, 3), of(1, 4), Conv2d.of(1, 1)));
    fails("conv2dBackwardInput: the output gradient has shape [1, 4, 3, 3] but must have [1, 4, 4, 4]",
        () -> backend.conv2dBackwardInput(of(1, 4, 3, 3), of(4, 2, 3, 3), Shape.of(1, 2, 4, 4), Conv2d.of(1, 1)));
    fails("conv2dBackwardWeight: the output gradient has shape [1, 4, 3, 3] but must have [1, 4, 4, 4]",
        () -> backend.conv2dBackwardWeight(of(1, 2, 4, 4), of(1, 4, 3, 3), Shape.of(4, 2, 3, 3), Conv2d.of(1, 1)));
    fails("convTranspose2d: bias has shape [2] but there are 3 output channels; it must be [3]",
        () -> backend.convTranspose2d(of(1, 2, 4, 4), of(2, 3, 4, 4), of(2), ConvTranspose2d.of(2, 1)));
    fails("convTranspose2dBackwardInput: the output gradient has shape [1, 3, 4, 4] but must have [1, 3, 8, 8]",
        () -> backend.convTranspose2dBackwardInput(of(1, 3, 4, 4), of(2, 3, 4, 4), Shape.of(1, 2, 4, 4), ConvTranspose2d.of(2, 1)));
    fails("convTranspose2dBackwardWeight: the output gradient has shape [1, 3, 4, 4] but must have [1, 3, 8, 8]",
        () -> backend.convTranspose2dBackwardWeight(of(1, 2, 4, 4), of(1, 3, 4, 4), Shape.of(2, 3, 4, 4), ConvTranspose2d.of(2, 1)));
  }

  @Test
  void elementwiseOperationsAndReductionsNameWhatDoesNotFit() {
    String rule = "; aligned at the last axis, extents must be equal or 1, and the axes that are not 1 must be neighbours";
    fails("multiply: [3] cannot be laid along [2, 4]" + rule, () -> backend.multiply(of(2, 4), of(3)));
    fails("sumTo: [3] cannot be laid along [2, 4]" + rule, () -> backend.sumTo(of(2, 4), Shape.of(3)));
    fails("expand: [3] cannot be laid along [2, 4]" + rule, () -> backend.expand(of(3), Shape.of(2, 4)));
    fails("channelSum: the tensor must have a batch and a channel axis but has shape [3]", () -> backend.channelSum(of(3)));
    fails("rectifierBackward: the output gradient must have a batch and a channel axis but has shape [3]",
        () -> backend.rectifierBackward(of(3), of(3), Rectifier.RELU, false));
    fails("rectifierBackward: the rectified result has shape [2, 3] but the output gradient has [3, 3]; they must be equal",
        () -> backend.rectifierBackward(of(3, 3), of(2, 3), Rectifier.RELU, true));
    fails("addInto: target has shape [3] but source has [1]; they must be equal", () -> backend.addInto(of(3), of(1)));
  }

  @Test
  void shapeOperationsNameWhatDoesNotFit() {
    fails("reshape: [2, 3] has 6 elements but [5] has 5", () -> backend.reshape(of(2, 3), Shape.of(5)));
    fails("slice: range 1 to 4 does not lie in axis 1 of [2, 3]", () -> backend.slice(of(2, 3), 1, 1, 4));
    fails("slice: range 1 to 1 does not lie in axis 1 of [2, 3]", () -> backend.slice(of(2, 3), 1, 1, 1));
    fails("slice: range -1 to 1 does not lie in axis 0 of [2, 3]", () -> backend.slice(of(2, 3), 0, -1, 1));
    fails("slice: axis 2 does not exist in shape [2, 3]", () -> backend.slice(of(2, 3), 2, 0, 1));
    fails("padAxis: axis -1 does not exist in shape [2, 3]", () -> backend.padAxis(of(2, 3), -1, 0, 1));
    fails("padAxis: [2, 3] from entry 2 on does not fit into 4 entries of axis 1", () -> backend.padAxis(of(2, 3), 1, 2, 4));
    fails("padAxis: [2, 3] from entry 2147483647 on does not fit into 4 entries of axis 1",
        () -> backend.padAxis(of(2, 3), 1, Integer.MAX_VALUE, 4));
    fails("concatenate: [3, 3] does not fit to [2, 2]; only axis 0 may differ", () -> backend.concatenate(List.of(of(2, 2), of(3, 3)), 0));
    fails("concatenate: [2] does not fit to [2, 2]; only axis 1 may differ", () -> backend.concatenate(List.of(of(2, 2), of(2)), 1));
    fails("concatenate: axis 2 does not exist in shape [2, 2]", () -> backend.concatenate(List.of(of(2, 2)), 2));
    fails("view: [4] at element 64 must lie in [300] and start at a multiple of 128", () -> backend.view(of(300), 64, Shape.of(4)));
    fails("view: [50] at element 256 must lie in [300] and start at a multiple of 128", () -> backend.view(of(300), 256, Shape.of(50)));
    fails("view: [4] at element -128 must lie in [300] and start at a multiple of 128", () -> backend.view(of(300), -128, Shape.of(4)));
    fails("copyInto: [3] does not fit into [4] at element 2", () -> backend.copyInto(of(4), 2, of(3)));
    fails("copyInto: [3] does not fit into [4] at element -1", () -> backend.copyInto(of(4), -1, of(3)));
    fails("write: 3 values do not fill a tensor of shape [2, 2]", () -> backend.tensor(Shape.of(2, 2), 1, 2, 3));
  }

  @Test
  void imageOperationsNameWhatDoesNotFit() {
    fails("transformImages: x must have 4 axes but has shape [2, 3]", () -> backend.transformImages(of(2, 3), of(2, 7)));
    fails("transformImages: parameters has shape [3, 7] but must have [2, 7]", () -> backend.transformImages(of(2, 3, 4, 4), of(3, 7)));
    fails("transformImagesBackward: the output gradient must have 4 axes but has shape [2]",
        () -> backend.transformImagesBackward(of(2), of(2, 7)));
    fails("adjustColours: parameters has shape [2, 3] but must have [2, 2]", () -> backend.adjustColours(of(2, 3, 4, 4), of(2, 3)));
  }

  @Test
  void normalizationLossesAndOptimisersNameWhatDoesNotFit() {
    fails("batchNormTraining: one value per channel has no variance (x [1, 3]); use a batch of at least 2",
        () -> backend.batchNormTraining(of(1, 3), of(3), of(3), null, null, 1e-5f, 0.1f));
    fails("batchNormTraining: momentum is 1.5 but must lie in [0.0, 1.0]",
        () -> backend.batchNormTraining(of(2, 3), of(3), of(3), null, null, 1e-5f, 1.5f));
    fails("batchNormTraining: momentum is NaN but must lie in [0.0, 1.0]",
        () -> backend.batchNormTraining(of(2, 3), of(3), of(3), null, null, 1e-5f, Float.NaN));
    fails("batchNormTraining: gamma has shape [2] but must have [3]",
        () -> backend.batchNormTraining(of(2, 3), of(2), of(3), null, null, 1e-5f, 0.1f));
    fails("batchNormTraining: runningVariance has shape [2] but must have [3]",
        () -> backend.batchNormTraining(of(2, 3), of(3), of(3), of(3), of(2), 1e-5f, 0.1f));
    fails("batchNormInference: the input must have a batch and a channel axis but has shape [3]",
        () -> backend.batchNormInference(of(3), of(3), of(3), of(3), of(3), 1e-5f));
    fails("batchNormBackward: x has shape [2, 3] but the output gradient has [3, 3]; they must be equal",
        () -> backend.batchNormBackward(of(3, 3), of(2, 3), of(3), of(3), of(3)));
    fails("discriminatorLoss: the label of real samples is 1.5 but must lie in [0.0, 1.0]",
        () -> backend.discriminatorLoss(GanLoss.SATURATING, of(1), of(1), 1.5f));
    fails("discriminatorLoss: the loss HINGE has no label of real samples, but it is 0.9; leave it at 1",
        () -> backend.discriminatorLoss(GanLoss.HINGE, of(1), of(1), 0.9f));
    fails("generatorLoss: the loss RELATIVISTIC_AVERAGE needs the logits of real samples too, but there are none",
        () -> backend.generatorLoss(GanLoss.RELATIVISTIC_AVERAGE, of(1), null));
    fails("generatorLoss: the loss WASSERSTEIN has no use for the logits of real samples; pass null",
        () -> backend.generatorLoss(GanLoss.WASSERSTEIN, of(1), of(1)));
    fails("softmaxCrossEntropy: logits must have 2 axes but has shape [6]", () -> backend.softmaxCrossEntropy(of(6), of(2)));
    fails("softmaxCrossEntropy: classes has shape [3] but must have [2]", () -> backend.softmaxCrossEntropy(of(2, 3), of(3)));
    fails("movingAverage: average has shape [3] but values has [2]; they must be equal", () -> backend.movingAverage(of(3), of(2), 0.9f));
    fails("movingAverage: the decay is 1.5 but must lie in [0.0, 1.0]", () -> backend.movingAverage(of(3), of(3), 1.5f));
    fails("clipByNorm: the sum of squares must be one element but has shape [3]", () -> backend.clipByNorm(of(3), of(3), 1));
    fails("clipByNorm: the limit is 0.0 but must be above 0", () -> backend.clipByNorm(of(3), of(1), 0));
    fails("clipWeights: the limit is -0.1 but must be above 0", () -> backend.clipWeights(of(3), -0.1f));
    fails("clamp: the limit is -1.0 but must lie in [0.0, Infinity]", () -> backend.clamp(of(3), -1));
    fails("sgd: parameters has shape [3] but gradients has [2]; they must be equal", () -> backend.sgd(of(3), of(2), null, 0.1f, 0));
    fails("sgd: momentum 0.9 needs a velocity tensor", () -> backend.sgd(of(3), of(3), null, 0.1f, 0.9f));
    fails("adam: parameters has shape [3] but second moment has [2]; they must be equal",
        () -> backend.adam(of(3), of(3), of(3), of(2), AdamStep.of(0.1, 0.5, 0.999, 1e-8, 1)));
  }
}
