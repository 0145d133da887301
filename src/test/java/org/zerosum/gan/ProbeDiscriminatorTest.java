package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.MemoryUse;
import org.zerosum.tensor.Scope;

/** The lower bound on the JSD: tight where D can tell, about 0 where nobody can, never above the truth beyond its error. */
final class ProbeDiscriminatorTest {
  private static final double LOG_2 = Math.log(2);

  private final Backend backend = new Backend(new VectorKernels(2));

  @AfterEach
  void everythingIsGivenBack() {
    backend.close();
    MemoryUse left = backend.memory();
    assertEquals(0, left.tensors());
    assertEquals(0, left.bytesInUse());
  }

  private static RealSamples normal(double mean, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return out -> {
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) (mean + random.nextGaussian());
      }
    };
  }

  private ProbeDiscriminator probe() {
    return new ProbeDiscriminator(backend, new Architecture.Mlp(1, 16, 2, 1), Optimizer.Adam.forGan(5e-3), 128, 1);
  }

  private ProbeDiscriminator.Bound bound(double distance) {
    ProbeDiscriminator probe = probe();
    probe.train(normal(0, 1), normal(distance, 2), 400);
    return probe.bound(normal(0, 3), normal(distance, 4), 100);
  }

  @Test
  void theBoundIsBelowTheTruthAndNotFarBelow() {
    // ∫ by the trapezoidal rule, which is exact to rounding for such tails.
    double jsd = 0;
    double step = 0.01;
    for (double x = -12; x < 14; x += step) {
      double p = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      double q = Math.exp(-(x - 2) * (x - 2) / 2) / Math.sqrt(2 * Math.PI);
      jsd += step * 0.5 * (p * Math.log(2 * p / (p + q)) + q * Math.log(2 * q / (p + q)));
    }
    ProbeDiscriminator.Bound found = bound(2);
    assertTrue(found.jsd() < jsd + 3 * found.standardError() && found.jsd() > jsd - 0.01 - 3 * found.standardError(),
        found + " for a JSD of " + jsd);
    assertEquals(found.value() / 2 + LOG_2, found.jsd(), 1e-12);
    assertEquals(12_800, found.samples());
    // D* errs where the nearer centre is the wrong one: Φ(−1).
    assertEquals(1 - 0.158655, found.accuracy(), 0.01);
    assertTrue(found.standardError() > 1e-4 && found.standardError() < 1e-2, found.toString());
  }

  @Test
  void equalDistributionsAndDisjointOnesAreTheEnds() {
    ProbeDiscriminator.Bound equal = bound(0);
    assertTrue(equal.jsd() < 3 * equal.standardError() && equal.jsd() > -0.005, equal.toString());
    ProbeDiscriminator.Bound apart = bound(40);
    assertEquals(LOG_2, apart.jsd(), 0.01);
    assertEquals(1, apart.accuracy());
  }

  @Test
  void whatIsLearntByHeartIsNoBound() {
    SplittableRandom random = new SplittableRandom(6);
    float[] few = new float[16];
    for (int i = 0; i < few.length; i++) {
      few[i] = (float) random.nextGaussian();
    }
    RealSamples repeated = out -> {
      for (int i = 0; i < out.length; i++) {
        out[i] = few[i % few.length];
      }
    };
    ProbeDiscriminator probe =
        new ProbeDiscriminator(backend, new Architecture.Mlp(1, 64, 3, 1), Optimizer.Adam.forGan(5e-3), 64, 1);
    probe.train(repeated, normal(0, 8), 800);
    double byHeart = probe.bound(repeated, normal(0, 9), 40).jsd();
    double heldOut = probe.bound(normal(0, 10), normal(0, 11), 40).jsd();
    assertTrue(byHeart > 0.05, "on its own training samples: " + byHeart);
    assertTrue(heldOut < 0, "on others: " + heldOut);
  }

  @Test
  void logitsDoNotDependOnHowManyAreAskedFor() {
    ProbeDiscriminator probe = probe();
    float[] samples = new float[5_000];
    normal(0, 5).next(samples);
    float[] all = probe.logits(samples);
    assertEquals(5_000, all.length);
    for (int i : new int[] {0, 4_095, 4_096, 4_999}) {
      assertArrayEquals(new float[] {all[i]}, probe.logits(new float[] {samples[i]}));
    }
  }

  @Test
  void aGeneratorOfImagesStandsStillAndItsSamplesAreFresh() {
    try (Scope _ = backend.openScope()) {
      Gan gan = Gan.dcgan(backend, 16, 1, 4, 8, 2);
      float[] before = gan.generator().network().parameters().toArray();
      RealSamples generated = ProbeDiscriminator.samplesOf(gan, 3);
      float[] one = new float[2 * 256];
      float[] two = new float[2 * 256];
      generated.next(one);
      generated.next(two);
      assertTrue(one[0] != two[0], "every batch has a z of its own");
      float[] again = new float[2 * 256];
      ProbeDiscriminator.samplesOf(gan, 3).next(again);
      assertArrayEquals(one, again);
      ProbeDiscriminator probe = new ProbeDiscriminator(backend, gan.architecture(), Optimizer.Adam.forGan(2e-3), 8, 4);
      RealSamples white = out -> java.util.Arrays.fill(out, 0.9f);
      probe.train(white, generated, 25);
      assertTrue(probe.bound(white, generated, 2).jsd() > 0.3);
      assertArrayEquals(before, gan.generator().network().parameters().toArray());
    }
  }

  @Test
  void stepsAllocateNothingAfterTheFirst() {
    ProbeDiscriminator probe = probe();
    probe.step(normal(0, 1), normal(1, 2));
    MemoryUse first = backend.memory();
    probe.step(normal(0, 1), normal(1, 2));
    assertEquals(first, backend.memory());
    assertThrows(IllegalArgumentException.class, () -> probe.bound(normal(0, 1), normal(0, 1), 0));
    assertThrows(IllegalArgumentException.class,
        () -> new ProbeDiscriminator(backend, new Architecture.Mlp(1, 4, 1, 1), Optimizer.Adam.forGan(1e-3), 0, 1));
  }
}
