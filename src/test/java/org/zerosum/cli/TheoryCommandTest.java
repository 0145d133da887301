package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.io.Json;

/** The theory's studies by their documents and pictures: numbers against closed forms, and refusals. */
final class TheoryCommandTest {
  private static final double LOG_2 = Math.log(2);

  @TempDir
  private Path temp;

  /** Runs a study on the scalar backend, unless another device is named, and checks its picture. */
  private Map<?, ?> study(int width, int height, String... words) throws IOException {
    Path picture = temp.resolve("picture.png");
    Stream<String> device = Arrays.asList(words).contains("--device") ? Stream.of() : Stream.of("--device", "scalar");
    Object[] args = Stream.of(Stream.of("theory"), Stream.of(words), device, Stream.of("--json", "--out", picture.toString()))
        .flatMap(part -> part).toArray();
    Map<?, ?> document = (Map<?, ?>) Json.parse(Cli.run(args).exits(0).out());
    assertEquals(words[0], document.get("study"));
    assertEquals(picture.toString(), document.get("picture"));
    BufferedImage image = ImageIO.read(picture.toFile());
    assertEquals(width, image.getWidth());
    assertEquals(height, image.getHeight());
    Set<Integer> colours = new HashSet<>();
    for (int y = 0; y < height; y += 2) {
      for (int x = 0; x < width; x += 2) {
        colours.add(image.getRGB(x, y));
      }
    }
    assertTrue(colours.size() > 20, "the picture is blank: " + colours.size() + " colours");
    return document;
  }

  private static Object at(Object document, String... path) {
    for (String key : path) {
      document = ((Map<?, ?>) document).get(key);
    }
    return document;
  }

  private static double number(Object document, String... path) {
    return ((Number) at(document, path)).doubleValue();
  }

  private static List<?> list(Object document, String... path) {
    return (List<?>) at(document, path);
  }

  @Test
  void aTrainedDiscriminatorComesCloseToTheOptimalOne() throws IOException {
    Map<?, ?> found = study(1120, 400, "discriminator", "--device", "vector", "--steps", "1200", "--hidden-layers", "2");
    assertEquals(-Math.log(4) + 2 * number(found, "jsd", "value"), number(found, "value_of_optimum", "value"), 1e-9);
    assertEquals(number(found, "value_by_jsd", "value"), number(found, "value_of_optimum", "value"), 1e-9);
    assertTrue(number(found, "jsd", "error") < 1e-6 && number(found, "jsd", "value") > 0 && number(found, "jsd", "value") < LOG_2);
    double gap = number(found, "value_of_optimum", "value") - number(found, "value", "value");
    assertTrue(gap > 0 && gap < 0.003, "V(D*, G) - V(D, G) = " + gap);
    assertTrue(number(found, "mean_difference", "value") < 0.015, found.toString());
    assertTrue(number(found, "largest_difference") < 0.1, found.toString());
    assertTrue(number(found, "lemma_1_2_defect") < 1e-12);
    assertEquals(1, number(found, "mean_density_of_data", "value"), 0.03);
    double bound = number(found, "held_out", "jsd_at_least");
    double error = number(found, "held_out", "standard_error");
    assertTrue(bound < number(found, "jsd", "value") + 3 * error && bound > number(found, "jsd", "value") - 0.003 - 3 * error);
  }

  @Test
  void disjointSupportsReachLog2() throws IOException {
    Map<?, ?> found = study(1120, 400, "discriminator", "--data", "uniform(-2,-1)", "--generator", "uniform(1,2)", "--steps", "150",
        "--hidden", "16", "--batch-size", "128");
    assertEquals(LOG_2, number(found, "jsd", "value"), 1e-12);
    assertEquals(0, number(found, "value_of_optimum", "value"), 1e-12);
    assertTrue(number(found, "value", "value") > -0.05 && number(found, "value", "value") < 0);
    assertEquals(1, number(found, "held_out", "accuracy"));
    assertNull(at(found, "kl_data_generator", "value"), "infinity is no JSON number");
  }

  @Test
  void thePlaneAndDiscreteSetsHaveTheirPictures() throws IOException {
    Map<?, ?> plane = study(1320, 400, "discriminator", "--data", "normal(0,0,1)", "--generator", "normal(2,0,1)", "--steps", "200",
        "--hidden", "16", "--hidden-layers", "1", "--device", "vector");
    // The logarithm of the ratio is linear, so one narrow network finds D*.
    assertTrue(number(plane, "mean_difference", "value") < 0.05, plane.toString());
    Map<?, ?> die = study(1120, 400, "discriminator", "--data", "loaded-die", "--steps", "400", "--hidden", "32", "--batch-size", "256",
        "--device", "vector");
    double expected = 0.5 * (5 * 0.1 * Math.log(0.1 / (4 / 30.0)) + 0.5 * Math.log(0.5 / (1 / 3.0))
        + 5 / 6.0 * Math.log(1 / 6.0 / (4 / 30.0)) + 1 / 6.0 * Math.log(0.5));
    assertEquals(expected, number(die, "jsd", "value"), 1e-12);
    assertTrue(number(die, "largest_difference") < 0.05, die.toString());
    assertEquals("die", die.get("generator"));
  }

  @Test
  void devicesGiveTheSameNumbers() throws IOException {
    String[] words = {"discriminator", "--steps", "20", "--hidden", "8", "--batch-size", "16"};
    Map<?, ?> scalar = study(1120, 400, words);
    String[] onVector = Stream.concat(Stream.of(words), Stream.of("--device", "vector")).toArray(String[]::new);
    Map<?, ?> vector = study(1120, 400, onVector);
    assertEquals("vector", vector.remove("device"));
    assertEquals("scalar", scalar.remove("device"));
    assertEquals(scalar, vector);
  }

  @Test
  void theExtremesOfGarciasLemmas() throws IOException {
    Map<?, ?> found = study(1120, 400, "extremes", "--device", "vector", "--steps", "300");
    List<?> rows = list(found, "generators");
    assertEquals(5, rows.size());
    for (Object row : rows) {
      assertEquals(0, number(row, "ignorant", "loss"), 1e-6);
      assertEquals(0, number(row, "ignorant", "gradient_norm_saturating"));
      assertEquals(0, number(row, "ignorant", "gradient_norm_non_saturating"));
      assertEquals(2 * LOG_2, number(row, "perfect", "loss"), 1e-12);
      assertEquals(0, number(row, "perfect", "gradient_norm_saturating"));
      assertTrue(number(row, "perfect", "gradient_norm_non_saturating") > 1, "-log D still pulls: " + row);
    }
    List<?> way = list(found, "trained");
    assertTrue(number(way.getLast(), "loss") > 2 * LOG_2 - 0.02 && number(way.getLast(), "loss") <= 2 * LOG_2);
    assertTrue(number(way.getLast(), "gradient_norm_saturating") < 0.05 * number(way.getFirst(), "gradient_norm_saturating"));
    assertTrue(number(way.getLast(), "gradient_norm_non_saturating") > number(way.getFirst(), "gradient_norm_non_saturating"));
  }

  @Test
  void gradientsThroughTheLogitFollowTheFormulas() throws IOException {
    Map<?, ?> found = study(1120, 400, "gradients", "--points", "41");
    for (Object loss : list(found, "losses")) {
      assertTrue(number(loss, "largest_deviation_through_logit") < 3e-7, loss.toString());
      assertTrue(number(loss, "largest_deviation_fused") < 3e-7, loss.toString());
      for (Object row : list(loss, "rows")) {
        double d = number(row, "d");
        boolean saturating = at(loss, "loss").equals("saturating");
        double atLogit = saturating ? -d : -1 / (1 + Math.exp(number(row, "logit")));
        assertEquals(atLogit, number(row, "autograd_at_logit"), 3e-7 * Math.abs(atLogit));
        if (!saturating) {
          assertEquals(-1 / d, number(row, "autograd_at_probability"), 3e-7 / d);
        }
      }
    }
    Object saturating = list(found, "losses").getLast();
    assertTrue(number(saturating, "not_finite_through_probability") > 0, "1 - D rounds to 0 in float32, its logarithm is infinite");
    assertEquals(0, number(list(found, "losses").getFirst(), "not_finite_through_probability"));
  }

  @Test
  void dynamicsGrowCircleAndConverge() throws IOException {
    Map<?, ?> found = study(1380, 500, "dynamics");
    assertEquals(8, list(found, "games").size());
    for (Object game : list(found, "games")) {
      double growth = number(game, "growth");
      assertEquals(growth, number(game, "measured_growth"), 1e-4, game.toString());
      boolean alternating = at(game, "updates").equals("alternating");
      double coupling = at(game, "game").equals("bilinear") ? 1 : 0.5;
      double gamma = number(game, "penalty");
      assertEquals(Math.sqrt(1 - 0.2 * gamma + (alternating ? 0 : 0.04 * coupling * coupling)), growth, 1e-12);
      if (((Map<?, ?>) game).containsKey("energy_at_end")) {
        double expected = number(game, "energy_at_start") * (alternating ? 1 : Math.pow(1.04, 150));
        assertEquals(expected, number(game, "energy_at_end"), 1e-9 * expected);
      }
      assertEquals(gamma > 0, number(game, "distance_at_end") < 0.5, game.toString());
    }
    for (Object row : list(found, "ratios")) {
      assertEquals(Math.sqrt(1.01), number(row, "growth_simultaneous"), 1e-12);
      assertEquals(1, number(row, "growth_alternating"), 1e-12);
      assertEquals(number(row, "growth_simultaneous_penalty"), number(row, "measured_growth_simultaneous_penalty"), 1e-3);
    }
    assertTrue(number(found, "dirac_by_autograd_largest_deviation") < 1e-5, "losses, autograd and R1 against the formulas");
  }

  /** The full run: p_g near p_data and D near 1/2, with a fixed seed. */
  @Test
  void aGanReachesTheEquilibrium() throws IOException {
    Map<?, ?> found = study(1320, 380, "equilibrium", "--device", "vector");
    assertTrue(number(found, "jsd") < 0.002, "JSD(p_data, p_g) = " + found.get("jsd"));
    assertTrue(number(found, "jsd") < 0.1 * number(list(found, "way").getFirst(), "jsd"), "it came from farther away");
    assertTrue(number(found, "mean_distance_from_half") < 0.02, "mean |D - 1/2| = " + found.get("mean_distance_from_half"));
    assertTrue(number(found, "largest_distance_from_half") < 0.15, "largest |D - 1/2| = " + found.get("largest_distance_from_half"));
    assertEquals(-Math.log(4), number(found, "value"), 0.005);
    assertTrue(number(found, "jsd_of_as_many_real_samples") < 0.0001);
    double bound = number(found, "probe", "jsd_at_least");
    assertTrue(bound < 0.001, "a fresh D finds " + bound);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "discriminator", "extremes", "gradients", "dynamics", "equilibrium"})
  void everyStudyHasHelp(String study) {
    Cli help = Cli.run(Stream.of(("theory " + study + " --help").split(" +")).toArray()).exits(0);
    assertTrue(help.out().contains("Usage: zerosum theory " + study), help.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fly", "discriminator --data six", "discriminator --data normal(0,-1)", "discriminator --data normal(0)",
      "discriminator --data normal(0,x)", "discriminator --data 0.5*normal(0,1)", "discriminator --data 0.5*normal(0,1)+normal(1,1)",
      "discriminator --data normal(0,1)+point(2)", "discriminator --data uniform(2,1)", "discriminator --generator normal(0,0,1)",
      "discriminator --data die --generator normal(0,1)", "discriminator --data point(1)+point(1)", "discriminator --steps 0",
      "discriminator --batch-size 0", "discriminator --hidden 0", "discriminator --learning-rate 0", "discriminator --device gpu",
      "discriminator --data normal(0,1)+normal(1,1,1)", "discriminator --threads -1", "extremes --generators 0", "extremes --samples 1",
      "extremes --steps 0", "gradients --logits 0", "gradients --logits 200", "gradients --points 1", "dynamics --learning-rate-g 0",
      "dynamics --learning-rate-d -1", "dynamics --ratios 1,0", "dynamics --ratios one", "dynamics --penalty -1", "dynamics --start 0,0",
      "dynamics --start 1", "dynamics --steps 0", "equilibrium --data die", "equilibrium --data wide-ring", "equilibrium --data none",
      "equilibrium --steps 5", "equilibrium --batch-size 1", "equilibrium --learning-rate-d 0", "equilibrium --seed x"})
  void wrongUsageIsOneLineAndExitCode2(String line) {
    Path picture = temp.resolve("never.png");
    Object[] args = Stream.of(Stream.of("theory"), Stream.of(line.split(" ")).filter(word -> !word.isEmpty()),
        line.isEmpty() || line.equals("fly") ? Stream.of() : Stream.of("--out", picture)).flatMap(part -> part).toArray();
    Cli result = Cli.run(args).fails(2, "zerosum: ");
    assertEquals("", result.out());
    assertFalse(Files.exists(picture));
  }

  @Test
  void messagesSayTheRemedyAndOtherFailuresKeepTheirCodes() throws IOException {
    Cli.run("theory").fails(2, "discriminator, extremes, gradients, dynamics or equilibrium");
    Cli.run("theory", "discriminator", "--data", "six").fails(2, "--data 'six'", "wide-ring", "normal(m,s)");
    Cli.run("theory", "dynamics", "--ratios", "0").fails(2, "--ratios is 0.0", "above 0");
    Cli.run("theory", "gradients", "--out", temp).fails(2, "is a folder");
    Cli.run("theory", "gradients", "--device", "opencl:999:9", "--out", temp.resolve("no.png")).fails(3, "opencl:999:9");
    Path file = Files.writeString(temp.resolve("file"), "");
    Cli.run("theory", "gradients", "--device", "scalar", "--out", file.resolve("p.png")).fails(1, "cannot be written");
  }

  @Test
  void withoutJsonItIsText() {
    Cli text = Cli.run("theory", "dynamics", "--steps", 10, "--device", "scalar", "--out", temp.resolve("d.png")).exits(0);
    assertTrue(text.out().contains("bilinear  simultaneous") && text.out().contains("picture: "), text.out());
    assertEquals("", text.err());
  }
}
