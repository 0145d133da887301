package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, versions, and options that cannot be followed. */
final class UsageTest {
  @TempDir
  private Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"", "train", "sample", "interpolate", "evaluate", "report", "devices", "verify", "gradcheck", "bench",
      "bench matmul",
      "bench conv2d",
      "bench conv-transpose2d", "bench batch-norm", "bench adam", "bench train-step", "bench peak"})
  void everyCommandHasHelp(String command) {
    Object[] args = Stream.concat(Stream.of(command.split(" ")).filter(word -> !word.isEmpty()), Stream.of("--help"))
        .toArray();
    Cli help = Cli.run(args).exits(0);
    assertTrue(help.out().contains("Usage: zerosum" + (command.isEmpty() ? "" : " " + command)), help.out());
    assertFalse(help.out().contains("\u001b"), "colours in a file");
    assertEquals("", help.err());
  }

  @Test
  void exitCodesAreInTheHelp() {
    assertTrue(Cli.run("-h").out().contains("130"));
    assertTrue(Cli.run("--version").exits(0).out().startsWith("zerosum "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fly", "train --fly", "bench", "bench fly", "train --steps ten", "train --steps 0",
      "train --steps -5",
      "train --steps 5 --epochs 5", "train --epochs 0", "train --batch-size 0", "train --fake-batch-size 1",
      "train --base-channels 0",
      "train --base-channels 5000", "train --image-size 33", "train --channels 2", "train --latent 0",
      "train --latent-distribution cauchy",
      "train --hidden 8", "train --data ring --hidden 0", "train --data ring --hidden-layers 0",
      "train --data ring --base-channels 8",
      "train --data ring --image-size 16", "train --learning-rate-d 0", "train --learning-rate-g -1",
      "train --learning-rate-d NaN",
      "train --optimizer lion", "train --beta1 1", "train --beta2 -0.1", "train --optimizer sgd --beta1 0.5",
      "train --momentum 0.9",
      "train --optimizer sgd --momentum 1", "train --discriminator-steps 0", "train --generator-steps 0",
      "train --objective fence",
      "train --label-smoothing 1", "train --label-smoothing -0.1", "train --sample-every 0",
      "train --checkpoint-every 0", "train --samples 0",
      "train --threads -1", "train --seed x", "train --device gpu",
      "train --steps 1000000000 --discriminator-steps 100", "sample",
      "sample x --count 0", "sample x --columns 65", "sample x --scale 100", "sample x --threads -1", "interpolate",
      "interpolate x --frames 1",
      "interpolate x --scale -1", "verify --steps -1", "verify --base-channels 0", "verify --batch-size 1",
      "verify --devices gpu", "verify --run none", "gradcheck --layer dense", "gradcheck --order 0", "gradcheck --tolerance 2",
      "gradcheck --class none.Such --input-shape 2,3", "gradcheck --device gpu",
      "verify --data ring --base-channels 4", "bench matmul --m 0", "bench matmul --runs 0",
      "bench matmul --device gpu",
      "bench matmul --m 65536 --n 65536", "bench conv2d --kernel 40", "bench conv2d --pass sideways",
      "bench conv2d --stride 0",
      "bench conv-transpose2d --padding 64", "bench batch-norm --batch-size 1", "bench adam --parameters 0",
      "bench train-step --image-size 20",
      "bench train-step --batch-size 1", "bench peak --sizes 0", "bench matmul --warm-up -1"})
  void wrongUsageIsOneLineAndExitCode2(String line) {
    Object[] words = Stream.of(line.split(" ")).filter(word -> !word.isEmpty()).toArray();
    Object[] args = line.startsWith("train") ? Stream.concat(Stream.of(words), Stream.of("--out", temp.resolve("run")))
        .toArray() : words;
    Cli result = Cli.run(args).fails(2, "zerosum: ");
    assertEquals("", result.out());
    assertFalse(Files.exists(temp.resolve("run")));
  }

  @Test
  void messagesSayTheRemedy() {
    Cli.run("train", "--fly").fails(2, "'--fly'", "zerosum train --help");
    Cli.run("train", "--objective", "fence").fails(2, "saturating, non-saturating");
    Cli.run("train", "--image-size", 33).fails(2, "16, 32, 64 or 128");
    Cli.run("train", "--device", "gpu").fails(2, "'gpu'", "zerosum devices");
  }

  @Test
  void debugShowsTheStackTrace() {
    Cli result = Cli.run("train", "--data", temp.resolve("missing"), "--debug").exits(4);
    assertTrue(result.err().contains("\tat org.zerosum."), result.err());
  }

  @Test
  void devicesAreListed() {
    Cli text = Cli.run("devices").exits(0);
    assertTrue(text.out().contains("scalar") && text.out().contains("vector") && text.out().contains("auto chooses "),
        text.out());
    Object document = org.zerosum.io.Json.parse(Cli.run("devices", "--json").exits(0).out());
    assertTrue(document instanceof java.util.Map<?, ?> map && map.get("devices") instanceof java.util.List<?> list
        && list.size() >= 2
        && map.get("auto") instanceof java.util.Map<?, ?> auto && auto.get("reason") instanceof String);
  }
}
