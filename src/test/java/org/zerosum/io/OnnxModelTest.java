package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.DataException;

final class OnnxModelTest {
  @TempDir
  private Path folder;

  private Path tiny(int... shape) throws IOException {
    float[] weight = {1, 0, 0, 1, 2, -1, 0.5f, 0};
    return Files.write(folder.resolve("tiny.onnx"), TinyOnnx.model(shape, weight, 2));
  }

  @Test
  void aModelIsRunAndDescribed() throws IOException {
    try (OnnxModel model = OnnxModel.open(tiny(0, 2, 1, 2), 1)) {
      assertArrayEquals(new int[] {-1, 2, 1, 2}, model.inputShape());
      assertEquals(List.of("pooled", "flat", "scores"), model.outputNames());
      assertEquals(2, model.outputShape("pooled").length);
      List<float[]> out = model.run(new float[] {1, 3, 2, 4, 10, 20, 30, 40}, new int[] {2, 2, 1, 2}, List.of("scores", "pooled"));
      FloatAssert.assertSameBits("pooled", new float[] {2, 3, 15, 35}, out.get(1));
      // x · w: 1 + 2·2 + 4/2, 3 − 2; 10 + 30·2 + 40/2, 20 − 30.
      FloatAssert.assertSameBits("scores", new float[] {7, 1, 90, -10}, out.get(0));
    }
  }

  @Test
  void badModelsAndWrongShapesAreOneSentence() throws IOException {
    Path missing = folder.resolve("missing.onnx");
    assertTrue(assertThrows(DataException.class, () -> OnnxModel.open(missing, 1)).getMessage().contains("no such file"));
    Path text = Files.writeString(folder.resolve("text.onnx"), "this is no model");
    String damaged = assertThrows(DataException.class, () -> OnnxModel.open(text, 1)).getMessage();
    assertTrue(damaged.contains("text.onnx") && !damaged.contains("\n"), damaged);
    try (OnnxModel model = OnnxModel.open(tiny(0, 2, 1, 2), 1)) {
      String output = assertThrows(DataException.class, () -> model.outputShape("logits")).getMessage();
      assertTrue(output.contains("'logits'") && output.contains("pooled"), output);
      String shape = assertThrows(DataException.class, () -> model.run(new float[3], new int[] {1, 3, 1, 1}, List.of("pooled"))).getMessage();
      assertTrue(shape.contains("[1, 3, 1, 1]") && !shape.contains("\n"), shape);
    }
  }
}
