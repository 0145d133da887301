package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelSourcesTest {
  @ParameterizedTest
  @ValueSource(strings = {"elementwise.cl", "reduce.cl", "rectifier_backward.cl", "batch_norm.cl", "gan_loss.cl", "softmax.cl",
      "optimizer.cl", "random.cl", "images.cl",
      "matmul.cl", "conv2d.cl", "conv2d_backward_weight.cl", "conv_transpose2d.cl", "conv2d_winograd.cl",
      "conv2d_backward_weight_winograd.cl", "conv_transpose2d_winograd.cl", "probe.cl",
      "peak.cl"})
  void everyFileLoadsWithoutIncludesLeft(String file) {
    String text = KernelSources.load(file);
    assertTrue(text.contains("__kernel"), file);
    assertFalse(text.lines().anyMatch(line -> line.strip().startsWith("#include")), file);
    assertTrue(text.contains("#pragma OPENCL FP_CONTRACT OFF"), file);
  }

  @Test
  void includesEachFileOnceAndKeepsLineNumbers() {
    String text = KernelSources.load("gan_loss.cl");
    assertEquals(1, text.lines().filter("#ifndef ZEROSUM_MATH_CLH"::equals).count());
    assertEquals(1, text.lines().filter("#line 1 \"reduction.clh\""::equals).count());
    assertTrue(text.startsWith("#line 1 \"gan_loss.cl\"\n"));
    // Each line of the file that is no include stands at the number that the last directive gives it.
    int number = 0;
    String current = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("#line ")) {
        number = Integer.parseInt(line.split(" ")[1]) - 1;
        current = line.split(" ")[2];
      } else {
        number++;
        if (line.startsWith("static inline float finish_gradient")) {
          assertEquals("\"gan_loss.cl\"", current);
          assertEquals(lineOf("gan_loss.cl", "static inline float finish_gradient"), number);
        }
      }
    }
  }

  private static int lineOf(String file, String start) {
    try (InputStream in = KernelSourcesTest.class.getResourceAsStream("/org/zerosum/kernels/" + file)) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith(start)) {
          return i + 1;
        }
      }
      throw new AssertionError(start + " is not in " + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void missingFileIsNamed() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> KernelSources.load("nothing.cl"));
    assertTrue(e.getMessage().startsWith("The kernel file nothing.cl is not on the class path"), e.getMessage());
  }
}
