package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.gan.Gan;
import org.zerosum.io.Json;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;

final class BenchCommandTest {
  @ParameterizedTest
  @ValueSource(strings = {"matmul --m 9 --n 7 --k 33", "matmul --m 9 --n 7 --k 33 --transpose-a --transpose-b",
      "conv2d --batch-size 5 --in-channels 3 --out-channels 6 --image-size 9",
      "conv2d --batch-size 2 --in-channels 5 --out-channels 2"
          + " --image-size 8 --pass backward-input",
          "conv2d --batch-size 3 --in-channels 2 --out-channels 7 --image-size 8 --pass backward-weight",
      "conv-transpose2d --batch-size 5 --in-channels 3 --out-channels 6 --image-size 4",
      "conv-transpose2d --batch-size 2 --in-channels 6 --out-channels 2 --image-size 4 --pass backward-input",
      "conv-transpose2d --batch-size 2 --in-channels 6 --out-channels 2 --image-size 4 --pass backward-weight",
      "batch-norm --batch-size 3 --channels 7 --image-size 5", "adam --parameters 1000",
      "train-step --image-size 16 --channels 1 --base-channels 2 --batch-size 3",
      "train-step --image-size 16 --channels 1 --base-channels 2 --batch-size 8 --conditional --spectral-norm --minibatch-stddev",
      "train-step --image-size 16 --channels 1 --base-channels 2 --batch-size 6 --pack 3"})
  void rowsHaveTimesRatesAndEquality(String line) {
    Object[] args = Stream.concat(Stream.of(("bench " + line).split(" ")),
        Stream.of("--device", "vector", "--device", "scalar", "--warm-up", 0, "--runs", 2, "--no-peak", "--json"))
        .toArray();
    Cli result = Cli.run(args).exits(0);
    List<?> rows = (List<?>) ((Map<?, ?>) Json.parse(result.out())).get("results");
    assertEquals(2, rows.size());
    for (Object row : rows) {
      Map<?, ?> map = (Map<?, ?>) row;
      assertEquals(line.split(" ")[0], map.get("benchmark"));
      assertEquals(true, map.get("equal_bits"), line);
      assertTrue(number(map, "min_ms") <= number(map, "median_ms")
          && number(map, "median_ms") <= number(map, "max_ms"));
      assertTrue(map.containsKey("gflops") || map.containsKey("gigabytes_per_second"));
      assertFalse(map.containsKey("share_of_peak") || map.containsKey("peak_gflops"));
      assertTrue(number(map, "ratio_to_fastest") >= 1 && map.get("fastest") instanceof String);
    }
    assertEquals("vector", ((Map<?, ?>) rows.getFirst()).get("device"));
  }

  private static double number(Map<?, ?> map, String key) {
    return ((Number) map.get(key)).doubleValue();
  }

  @Test
  void linesForPeople() {
    Cli result = Cli.run("bench", "peak", "--sizes", "16,32", "--device", "vector", "--device", "scalar", "--warm-up",
        0, "--runs", 1).exits(0);
    List<String> lines = result.out().lines().toList();
    assertEquals(5 * 3, lines.size(), result.out());
    for (String name : List.of("peak-fma", "peak-copy", "peak-sum", "peak-matmul {m=16", "peak-matmul {m=32")) {
      assertEquals(2, lines.stream().filter(line -> line.startsWith(name) && line.contains(" % of peak, bits equal"))
          .count(), name);
    }
    assertEquals(5, lines.stream().filter(line -> line.matches("fastest: (vector|scalar), .* times as fast as .*"))
        .count());
    assertTrue(result.out().contains("GFLOP/s") && result.out().contains("GB/s"), result.out());
  }

  @Test
  void rowsHaveTheirShareOfTheDevicesOwnLimit() {
    for (String line : List.of("bench matmul --m 9 --n 7 --k 33", "bench adam --parameters 1000")) {
      Object[] args = Stream.concat(Stream.of(line.split(" ")),
          Stream.of("--device", "vector", "--warm-up", 0, "--runs", 1, "--json")).toArray();
      Map<?, ?> row = (Map<?, ?>) ((List<?>) ((Map<?, ?>) Json.parse(Cli.run(args).exits(0).out())).get("results"))
          .getFirst();
      String unit = line.contains("matmul") ? "gflops" : "gigabytes_per_second";
      assertEquals(number(row, unit) / number(row, "peak_" + unit), number(row, "share_of_peak"), 1e-12);
      assertTrue(row.containsKey("peak_gflops") && row.containsKey("peak_gigabytes_per_second"));
      assertFalse(row.containsKey("fastest"), "there is nothing to compare");
    }
  }

  @Test
  void aMissingDeviceIsExitCode3() {
    Cli.run("bench", "matmul", "--device", "opencl:999:0", "--m", 4, "--n", 4, "--k", 4).fails(3, "opencl:999:0");
  }

  @Test
  void theWorkOfAStepIsCountedByHand() {
    try (Backend backend = new Backend(new ScalarKernels())) {
      Gan gan = Gan.dcgan(backend, 16, 3, 8, 10, 1);
      // G: 10 -> 16*16; [16, 4, 4] -> [8, 8, 8] -> [3, 16, 16]. D: [3, 16, 16] -> [8, 8, 8] -> [16, 4, 4] -> 1.
      double g1 = 10 * 256;
      double g = g1 + 16 * 4 * 4 * 8 * 16 + 8 * 8 * 8 * 3 * 16;
      double d1 = 8 * 8 * 8 * 3 * 16;
      double d = d1 + 16 * 4 * 4 * 8 * 16 + 256;
      assertEquals(new StepWork(g, g1), StepWork.of(gan.generator().network(), Shape.of(1, 10)));
      assertEquals(new StepWork(d, d1), StepWork.of(gan.discriminator().network(), Shape.of(1, 3, 16, 16)));
      assertEquals(2 * (5 * g + 9 * (3 * d - d1) + 5 * (3 * g - g1 + 2 * d)), StepWork.flops(gan, 4, 5));
    }
  }
}
