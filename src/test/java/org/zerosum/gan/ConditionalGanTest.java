package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/** Classes, packs and groups in the alternating algorithm. */
final class ConditionalGanTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void everythingIsGivenBack() {
    backend.close();
    assertEquals(0, backend.memory().tensors());
  }

  private static NetworkOptions conditional(Conditioning conditioning) {
    return NetworkOptions.PLAIN.withConditioning(conditioning);
  }

  private Gan mlp(NetworkOptions options) {
    return new Gan(backend, new Architecture.Mlp(2, 16, 2, 4, options), LatentDistribution.GAUSSIAN, 3);
  }

  /** Class 0 lies about (−0.6, 0.3), class 1 about (0.6, −0.3). */
  private static RealSamples twoClusters(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return RealSamples.labelled((samples, labels) -> {
      for (int n = 0; n < labels.length; n++) {
        labels[n] = random.nextInt(2);
        int sign = labels[n] == 0 ? -1 : 1;
        samples[2 * n] = (float) (0.6 * sign + 0.05 * random.nextGaussian());
        samples[2 * n + 1] = (float) (-0.3 * sign + 0.05 * random.nextGaussian());
      }
    });
  }

  @Test
  void drawnLabelsAreOneHotEvenlySpreadAndFunctionsOfTheirAddress() {
    for (int classes : new int[] {2, 3, 10, 64}) {
      Noise noise = new Noise(5, NoiseStreams.GENERATOR_LABELS, classes);
      float[] rows = Labels.draw(backend, 2_000, classes, noise).toArray();
      float[] u = backend.uniform(Shape.of(2_000, 1), noise, 0, classes).toArray();
      int[] counts = new int[classes];
      for (int n = 0; n < u.length; n++) {
        for (int c = 0; c < classes; c++) {
          assertEquals((int) u[n] == c ? 1 : 0, rows[n * classes + c], "sample " + n + " of " + classes + " classes");
        }
        counts[(int) u[n]]++;
      }
      double mean = 2_000.0 / classes;
      assertTrue(Arrays.stream(counts).allMatch(count -> Math.abs(count - mean) < 5 * Math.sqrt(mean)), Arrays.toString(counts));
      float[] few = Labels.draw(backend, 3, classes, noise).toArray();
      assertArrayEquals(Arrays.copyOf(rows, few.length), few, "the first ones do not depend on how many there are");
    }
  }

  @Test
  void descriptionsOfPlainPairsAreAsTheyWereAndOthersAreReadBack() {
    Map<String, String> plain = new Architecture.Dcgan(16, 1, 4, 7).describe();
    assertEquals(List.of("architecture", "image_size", "channels", "base_channels", "latent"), List.copyOf(plain.keySet()));
    NetworkOptions all = conditional(new Conditioning(10, Conditioning.Input.BATCH_NORM, new Conditioning.Head.Auxiliary(0.25f)))
        .withSpectralNorm().withMinibatchStdDev();
    for (Architecture architecture : List.of(new Architecture.Dcgan(16, 1, 4, 7, all),
        new Architecture.Dcgan(16, 3, 4, 7, conditional(Conditioning.projection(3))),
        new Architecture.Mlp(2, 8, 1, 4, NetworkOptions.PLAIN.withPacking(4).withMinibatchStdDev()),
        new Architecture.Mlp(2, 8, 1, 4, conditional(Conditioning.auxiliary(5))))) {
      Map<String, String> described = architecture.describe();
      assertEquals(architecture, Architecture.parse(described));
      described.replaceAll((key, value) -> key.equals("latent") || key.equals("architecture") ? value : "x");
      assertThrows(DataException.class, () -> Architecture.parse(described));
    }
    Map<String, String> damaged = new java.util.HashMap<>(new Architecture.Dcgan(16, 1, 4, 7, all).describe());
    for (String key : List.of("class_input", "conditioning", "auxiliary_weight", "spectral_norm")) {
      Map<String, String> one = new java.util.HashMap<>(damaged);
      one.put(key, "?");
      DataException e = assertThrows(DataException.class, () -> Architecture.parse(one));
      assertTrue(e.getMessage().contains(key) && e.getMessage().contains("'?'"), e.getMessage());
    }
  }

  @Test
  void everyPairFits() {
    for (Conditioning conditioning : new Conditioning[] {null, Conditioning.projection(3), Conditioning.auxiliary(3),
        Conditioning.projection(3).withInput(Conditioning.Input.BATCH_NORM)}) {
      Architecture dcgan = new Architecture.Dcgan(16, 3, 2, 5, conditional(conditioning).withSpectralNorm().withMinibatchStdDev());
      assertEquals(dcgan.batchShape(4), dcgan.generator().outputShape(Shape.of(4, 5)));
      int columns = conditioning != null && conditioning.head() instanceof Conditioning.Head.Auxiliary ? 4 : 1;
      assertEquals(Shape.of(4, columns), dcgan.discriminator().outputShape(dcgan.batchShape(4)));
    }
    Architecture packed = new Architecture.Dcgan(16, 3, 2, 5, NetworkOptions.PLAIN.withPacking(3));
    assertEquals(Shape.of(2, 1), packed.discriminator().outputShape(packed.batchShape(6)));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Conditioning.projection(1));
    assertThrows(IllegalArgumentException.class, () -> new Conditioning.Head.Auxiliary(0));
    assertThrows(IllegalArgumentException.class, () -> NetworkOptions.PLAIN.withPacking(0));
    assertThrows(IllegalArgumentException.class, () -> conditional(Conditioning.projection(3)).withPacking(2));
    assertThrows(IllegalArgumentException.class, () -> new Architecture.Mlp(2, 8, 1, 4,
        conditional(Conditioning.projection(3).withInput(Conditioning.Input.BATCH_NORM))));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> new GanTrainer(
        mlp(NetworkOptions.PLAIN.withPacking(3).withMinibatchStdDev()), TrainingOptions.defaults().withBatches(24, 27)));
    assertTrue(e.getMessage().contains("generated samples is 27") && e.getMessage().contains("a multiple of 12"), e.getMessage());
  }

  @Test
  void labelsThatAreMissingOrNoClassAreOneSentence() {
    Gan gan = mlp(conditional(Conditioning.projection(2)));
    GanTrainer trainer = new GanTrainer(gan, TrainingOptions.defaults().withBatches(4, 4));
    assertTrue(assertThrows(IllegalStateException.class, () -> trainer.step(samples -> { })).getMessage().contains("labelled"));
    DataException e = assertThrows(DataException.class,
        () -> trainer.step(RealSamples.labelled((_, labels) -> labels[2] = -1)));
    assertTrue(e.getMessage().contains("sample 2") && e.getMessage().contains("-1"), e.getMessage());
    assertThrows(ShapeException.class, () -> gan.generator().sample(3, 1));
    assertThrows(DataException.class, () -> gan.generator().sample(new int[] {0, 2}, 1));
    assertEquals(Shape.of(2, 2), gan.generator().sample(new int[] {0, 1}, 1).shape());
    assertNull(mlp(NetworkOptions.PLAIN).generator().drawLabels(3, new Noise(1, 1, 1)));
  }

  @Test
  void realAndGeneratedSamplesAreNeverInOneGroup() {
    Gan gan = mlp(NetworkOptions.PLAIN.withMinibatchStdDev());
    Tensor real = backend.normal(Shape.of(4, 2), new Noise(1, 50, 0), 0, 1);
    float[][] logits = new float[2][];
    for (int i = 0; i < 2; i++) {
      Tensor fake = backend.normal(Shape.of(8, 2), new Noise(1, 51, i), 0, 1);
      Tape tape = new Tape(backend);
      logits[i] = gan.discriminator().judge(gan.discriminator().network().training(tape), new Batch(real, null), new Batch(fake, null))
          .logits().value().toArray();
      assertEquals(12, logits[i].length);
    }
    assertArrayEquals(Arrays.copyOf(logits[0], 4), Arrays.copyOf(logits[1], 4), "what D says of the real ones");
    assertFalse(Arrays.equals(logits[0], logits[1]));
  }

  @Test
  void packsHaveOneLogit() {
    Gan gan = mlp(NetworkOptions.PLAIN.withPacking(2));
    assertEquals(Shape.of(3, 1), gan.discriminator().probabilities(backend.zeros(Shape.of(6, 2))).shape());
    assertThrows(ShapeException.class, () -> gan.discriminator().probabilities(backend.zeros(Shape.of(5, 2))));
    GanTrainer trainer = new GanTrainer(gan, TrainingOptions.defaults().withBatches(6, 4));
    StepReport report = trainer.step(samples -> Arrays.fill(samples, 0.5f));
    float[] d = gan.discriminator().network().parameters().toArray();
    assertTrue(report.isFinite() && report.realProbability() > 0 && report.realProbability() < 1);
    trainer.step(samples -> Arrays.fill(samples, 0.5f));
    assertFalse(Arrays.equals(d, gan.discriminator().network().parameters().toArray()));
  }

  @Test
  void theAuxiliaryGradientIsTheSumOfBoth() {
    Gan gan = mlp(conditional(new Conditioning(3, Conditioning.Input.EMBEDDING, new Conditioning.Head.Auxiliary(0.5f))));
    Network network = gan.discriminator().network();
    Tensor x = backend.normal(Shape.of(5, 2), new Noise(1, 50, 0), 0, 1);
    Tensor seed = backend.normal(Shape.of(5, 1), new Noise(1, 51, 0), 0, 1);
    Tensor labels = gan.generator().labels(2, 0, 1, 1, 0);
    float[][] gradients = new float[3][];
    for (int part = 0; part < 3; part++) {
      try (Scope _ = backend.openScope()) {
        Tape tape = new Tape(backend);
        Pass pass = network.training(tape);
        Variable y = tape.constant(labels);
        Judgement judgement = gan.discriminator().judge(pass, tape.constant(x), y);
        switch (part) {
          case 0 -> network.backward(pass, judgement.logits(), tape.constant(seed));
          case 1 -> network.backward(pass, judgement.classLoss(), tape.scalar(1));
          default -> new Outputs(judgement, seed).backward(network, pass);
        }
        gradients[part] = network.gradients().toArray();
      }
    }
    double[] sum = new double[gradients[0].length];
    Arrays.setAll(sum, i -> (double) gradients[0][i] + gradients[1][i]);
    FloatAssert.assertClose("gradient", sum, gradients[2], 1e-6);
  }

  @Test
  void eachClassIsLearned() {
    for (Conditioning conditioning : List.of(Conditioning.projection(2), Conditioning.auxiliary(2))) {
      try (Scope _ = backend.openScope()) {
        Gan gan = mlp(conditional(conditioning));
        Optimizer adam = Optimizer.Adam.forGan(2e-3);
        GanTrainer trainer = new GanTrainer(gan, TrainingOptions.defaults().withBatches(32, 32).withOptimizers(adam, adam));
        RealSamples data = twoClusters(4);
        while (trainer.steps() < 400) {
          trainer.step(data);
        }
        for (int label = 0; label < 2; label++) {
          int[] labels = new int[64];
          Arrays.fill(labels, label);
          float[] samples = gan.generator().sample(labels, 1).toArray();
          int right = 0;
          for (int n = 0; n < 64; n++) {
            right += (samples[2 * n] > 0) == (label == 1) && (samples[2 * n + 1] < 0) == (label == 1) ? 1 : 0;
          }
          assertTrue(right > 60, conditioning + ", class " + label + ": " + right + " of 64 lie in their class's quadrant");
        }
      }
    }
  }

  @Test
  void aRestoredStateContinuesExactly() {
    NetworkOptions options = conditional(Conditioning.auxiliary(2)).withSpectralNorm().withMinibatchStdDev();
    TrainingOptions training = TrainingOptions.defaults().withBatches(8, 4);
    GanTrainer whole = new GanTrainer(mlp(options), training);
    RealSamples samples = twoClusters(4);
    for (int i = 0; i < 5; i++) {
      whole.step(samples);
    }
    RealSamples again = twoClusters(4);
    GanTrainer first = new GanTrainer(mlp(options), training);
    for (int i = 0; i < 3; i++) {
      first.step(again);
    }
    GanTrainer second = new GanTrainer(mlp(options), training);
    TrainingState from = first.state();
    assertTrue(from.tensors().containsKey("discriminator.0.weight_u"));
    Map<String, Tensor> to = second.state().tensors();
    from.tensors().forEach((name, tensor) -> backend.write(to.get(name), tensor.toArray()));
    second.resumeAt(from.steps(), from.discriminatorUpdates(), from.generatorUpdates(), from.rateFactor());
    second.step(again);
    second.step(again);
    whole.state().tensors().forEach((name, tensor) -> assertArrayEquals(tensor.toArray(), to.get(name).toArray(), name));
  }
}
