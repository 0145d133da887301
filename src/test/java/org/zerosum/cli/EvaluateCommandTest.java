package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.io.Json;
import org.zerosum.io.TinyOnnx;

final class EvaluateCommandTest {
  @TempDir
  private static Path temp;
  private static Path images;
  private static Path ring;
  private static Path unlabelled;

  @BeforeAll
  static void train() throws IOException {
    images = temp.resolve("images");
    ring = temp.resolve("ring");
    unlabelled = temp.resolve("unlabelled");
    Path pictures = Files.createDirectory(temp.resolve("pictures"));
    for (int i = 0; i < 12; i++) {
      BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
      picture.setRGB(i, i, 0xffffff);
      ImageIO.write(picture, "png", pictures.resolve(i + ".png").toFile());
    }
    trainImages("digits", images);
    trainImages(pictures.toString(), unlabelled);
    Cli.trainRing(ring, "--steps", 1).exits(0);
  }

  private static void trainImages(String data, Path run) {
    Cli.run("train", "--data", data, "--device", "vector", "--image-size", 16, "--base-channels", 2, "--latent", 5, "--batch-size", 4,
        "--steps", 1, "--samples", 4, "--out", run).exits(0);
  }

  private static Cli evaluate(Object... args) {
    return Cli.run(Stream.concat(Stream.of("evaluate", "--threads", 2, "--probe-steps", 2), Arrays.stream(args)).toArray());
  }

  private static Map<?, ?> document(Cli result) {
    return (Map<?, ?>) Json.parse(result.exits(0).out());
  }

  /** Metrics by name, without the extractor's in brackets. */
  private static Map<String, Double> metrics(Object list) {
    return ((List<?>) list).stream().map(Map.class::cast).collect(Collectors.toMap(
        metric -> metric.get("name").toString().replaceAll("\\[.*", ""), metric -> ((Number) metric.get("value")).doubleValue()));
  }

  private static Path tiny(int... shape) throws IOException {
    int inputs = shape[1] * shape[2] * shape[3];
    float[] weight = new float[3 * inputs];
    for (int i = 0; i < weight.length; i++) {
      weight[i] = (i % 7 - 3) / 10f;
    }
    return Files.write(Files.createTempDirectory(temp, "onnx").resolve("tiny.onnx"), TinyOnnx.model(shape, weight, 3));
  }

  @Test
  void theSameNumbersTwiceAndOnEveryDevice() throws IOException {
    Object[] args = {images, "--count", 30, "--extractor-steps", 3, "--json"};
    Cli trained = evaluate(Stream.concat(Arrays.stream(args), Stream.of("--device", "vector")).toArray()).exits(0);
    assertTrue(trained.err().contains("training an extractor on 54000 labelled samples of digits"), trained.err());
    assertTrue(Files.exists(images.resolve("extractor.safetensors")));
    assertEquals(trained.out(), Files.readString(images.resolve("evaluation.json")));
    Cli again = evaluate(images, "--count", 30, "--json", "--device", "vector", "--batch-size", 7).exits(0);
    assertEquals(trained.out(), again.out());
    assertEquals("", again.err());
    Path copy = temp.resolve("copy.json");
    assertEquals(trained.out(), evaluate(images, "--data", "digits", "--count", 30, "--json", "--device", "scalar", "--out", copy).exits(0).out());
    assertEquals(trained.out(), Files.readString(copy));
    Map<?, ?> document = document(trained);
    assertEquals("test", document.get("split"));
    assertEquals(30L, document.get("generated_samples"));
    Map<?, ?> fid = (Map<?, ?>) ((List<?>) document.get("metrics")).getFirst();
    assertTrue(fid.get("name").toString().matches("fid\\[zerosum-digits16-cnn-[0-9a-f]{8}]"), fid.toString());
    assertTrue(document.get("warnings").toString().contains("rank 29 at most in 128 features"), document.toString());
  }

  @Test
  void pointsAreMeasuredAsTheyAre() {
    Map<?, ?> document = document(evaluate(ring, "--count", 400, "--baselines", "--device", "scalar", "--json"));
    Map<String, Double> found = metrics(document.get("metrics"));
    Map<String, Double> data = metrics(((Map<?, ?>) document.get("baselines")).get("data"));
    Map<String, Double> noise = metrics(((Map<?, ?>) document.get("baselines")).get("noise"));
    assertEquals(8, data.get("modes_covered"));
    assertTrue(data.get("high_quality") > 0.95 && noise.get("high_quality") < 0.05);
    assertTrue(data.get("reverse_kl") < 0.1 && data.get("jsd") < 0.35 && noise.get("jsd") > 0.5, document.toString());
    assertTrue(data.get("fid") < 0.05 && found.get("fid") > data.get("fid") && found.get("recall") <= 1);
    assertFalse(found.containsKey("inception_score"));
    Cli text = evaluate(ring, "--data", "ring", "--count", 400, "--device", "scalar").exits(0);
    assertTrue(text.out().contains("modes_covered") && text.out().contains("400 samples of"), text.out());
    evaluate(ring, "--extractor", "x", "--device", "scalar").fails(2, "--extractor", "points");
    evaluate(ring, "--data", "digits", "--device", "scalar").fails(4, "shape [2]", "[1, 32, 32]");
    evaluate(images, "--data", "ring", "--device", "scalar").fails(4, "shape [1, 16, 16]");
  }

  @Test
  void missingLabelsNameTheRemedy() {
    evaluate(unlabelled, "--device", "vector").fails(4, "0 labelled samples", "--onnx", "--extractor");
  }

  @Test
  void anOnnxModelIsAnExtractor() throws IOException {
    Path model = tiny(0, 1, 16, 16);
    Map<?, ?> document = document(evaluate(unlabelled, "--onnx", model, "--onnx-output", "scores", "--onnx-logits", "scores", "--device", "vector",
        "--json"));
    Map<?, ?> extractor = (Map<?, ?>) document.get("extractor");
    assertTrue(extractor.get("name").toString().matches("onnx-tiny-[0-9a-f]{8}"), extractor.toString());
    assertEquals(3L, extractor.get("features"));
    assertTrue(metrics(document.get("metrics")).get("inception_score") >= 1);
    assertTrue(document.get("warnings").toString().contains("no test split"), document.toString());
    // A fixed batch of 5, RGB and 24 × 24: samples are repeated, scaled and grouped.
    Path large = tiny(5, 3, 24, 24);
    Cli scaled = evaluate(unlabelled, "--onnx", large, "--onnx-size", 24, "--onnx-channels", 3, "--onnx-range", "0,1", "--device", "vector",
        "--json");
    assertEquals(3L, ((Map<?, ?>) document(scaled).get("extractor")).get("features"));
    evaluate(unlabelled, "--onnx", large, "--device", "vector").fails(4, "[5, 3, 24, 24]", "[N, 1, 16, 16]", "--onnx-size");
    evaluate(unlabelled, "--onnx", model, "--onnx-output", "none", "--device", "vector").fails(4, "'none'", "pooled");
    evaluate(unlabelled, "--onnx", temp.resolve("no.onnx"), "--device", "vector").fails(4, "no such file");
  }

  /** The means of a batch of planes do not depend on how they are cut into batches, and are those of the samples. */
  @Test
  void samplesReachTheModelInItsRange() throws IOException {
    Path model = tiny(0, 1, 16, 16);
    double asTheyAre = fidOfMeans(model, "-1,1");
    assertEquals(asTheyAre * 127.5 * 127.5, fidOfMeans(model, "0,255"), 1e-3 * asTheyAre * 127.5 * 127.5);
  }

  private static double fidOfMeans(Path model, String range) {
    return metrics(document(evaluate(unlabelled, "--onnx", model, "--onnx-range", range, "--device", "vector", "--json")).get("metrics")).get("fid");
  }

  @Test
  void aMissingRuntimeIsWrongUsageWithTheRemedy() throws Exception {
    String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(entry -> !entry.contains("onnxruntime"))
        .collect(Collectors.joining(File.pathSeparator));
    Path err = temp.resolve("err.txt");
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-modules",
        "jdk.incubator.vector", "-cp", path, "org.zerosum.cli.Main", "evaluate", unlabelled.toString(), "--device", "scalar", "--onnx",
        tiny(0, 1, 16, 16).toString()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    String message = Files.readString(err);
    assertEquals(2, process.exitValue(), message);
    assertTrue(message.contains("needs ONNX Runtime") && message.contains("mvn dependency:copy"), message);
  }

  @Test
  void extractorsThatDoNotFitAreRefusedAndKept() throws IOException {
    Path text = Files.writeString(temp.resolve("text.safetensors"), "this is no extractor at all");
    evaluate(images, "--extractor", text, "--device", "vector").fails(4, "text.safetensors");
    assertEquals("this is no extractor at all", Files.readString(text));
    Path checkpoint = images.resolve("checkpoints/last.safetensors");
    evaluate(images, "--extractor", checkpoint, "--device", "vector").fails(4, "zerosum-extractor-1", "--extractor");
    // Trained on small coloured pictures in two classes, then asked to look at grey ones.
    Path folder = temp.resolve("coloured");
    for (int i = 0; i < 30; i++) {
      BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
      picture.setRGB(i / 2, 3, i % 2 == 0 ? 0xff0000 : 0x00ff00);
      Path file = folder.resolve(i % 2 == 0 ? "red" : "green").resolve(i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(picture, "png", file.toFile());
    }
    Path run = temp.resolve("coloured-run");
    trainImages(folder.toString(), run);
    Path extractor = temp.resolve("coloured.safetensors");
    evaluate(run, "--extractor", extractor, "--extractor-steps", 2, "--device", "vector").exits(0);
    evaluate(images, "--extractor", extractor, "--device", "vector").fails(4, "[3, 16, 16]", "[1, 16, 16]", "--extractor");
    Files.move(folder.resolve("red"), folder.resolve("blue"));
    Files.delete(folder.resolve("blue/2.png"));
    Map<?, ?> other = document(evaluate(run, "--extractor", extractor, "--device", "vector", "--json"));
    assertTrue(other.get("warnings").toString().contains("trained on other data (coloured16)"), other.toString());
  }

  @Test
  void tooFewSamplesAreOneSentence() throws IOException {
    Path few = Files.createDirectory(temp.resolve("few"));
    for (int i = 0; i < 9; i++) {
      Files.copy(temp.resolve("pictures").resolve(i + ".png"), few.resolve(i + ".png"));
    }
    evaluate(unlabelled, "--data", few, "--device", "vector").fails(4, "9 samples are too few", "10");
    evaluate(unlabelled, "--count", 9, "--device", "vector").fails(2, "--count is 9");
    evaluate(unlabelled, "--baselines", "--device", "vector").fails(2, "halves of 6 samples", "--count");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--batch-size 0", "--extractor-steps 0", "--threads -1", "--onnx-size 8", "--onnx-logits x", "--onnx m --extractor f",
      "--onnx m --onnx-range 1,0", "--onnx m --onnx-range 1", "--onnx m --onnx-channels 0", "--onnx m --onnx-size 0", "--device gpu"})
  void wrongUsageIsExitCode2(String line) {
    evaluate(Stream.concat(Stream.of(images), Stream.of(line.split(" "))).toArray()).fails(2, "zerosum: ");
  }

  @Test
  void runsThatAreNoneAreOneSentence() {
    evaluate(temp.resolve("missing")).fails(4, "no such file");
    evaluate(images.resolve("checkpoints/last.safetensors")).fails(2, "--data", "options.json");
    evaluate().fails(2, "RUN");
  }
}
