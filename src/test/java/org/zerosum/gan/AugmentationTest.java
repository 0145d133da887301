package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.GradientCheck;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.GradientCheck.Report;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.backend.DeviceInfo;
import org.zerosum.backend.Devices;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.gan.Augmentation.Policy;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

class AugmentationTest {
  private static final Noise NOISE = new Noise(7, 11, 13);
  private static final Augmentation ALL = Augmentation.of(Policy.values());

  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    assertEquals(0, backend.memory().tensors());
    backend.close();
  }

  @Test
  void namesAreReadInAnyOrderAndWrittenInTheirs() {
    assertEquals(ALL, Augmentation.parse("colour, cutout,flip ,translation"));
    assertEquals("flip,translation,cutout,colour", ALL.toString());
    assertEquals(Augmentation.of(Policy.CUTOUT), Augmentation.parse("cutout"));
    assertEquals(ALL, Augmentation.parse(ALL.toString()));
    assertEquals(Augmentation.NONE, Augmentation.parse("none"));
    assertEquals("none", Augmentation.NONE.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rotate", "", "flip,", "Flip", "flip,none"})
  void unknownNamesAreErrorsThatListTheKnown(String text) {
    String message = assertThrows(IllegalArgumentException.class, () -> Augmentation.parse(text)).getMessage();
    String name = text.startsWith("flip,") ? text.substring(5) : text;
    assertEquals("there is no augmentation '" + name
        + "'; choose from flip, translation, cutout, colour, separated by commas, or none", message);
  }

  @Test
  void vectorsAreAnError() {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Variable points = tape.constant(backend.zeros(Shape.of(64, 2)));
      assertEquals("augmentation flip,cutout changes images [N, C, H, W] but the batch has shape [64, 2]; "
          + "train on vectors without augmentation",
          assertThrows(ShapeException.class, () -> Augmentation.of(Policy.FLIP, Policy.CUTOUT).apply(tape, points, NOISE)).getMessage());
      assertSame(points, Augmentation.NONE.apply(tape, points, NOISE));
    }
  }

  @Test
  void everyValueOfEveryParameterOccursAndNoOther() {
    float[] rows = drawn(ALL, Shape.of(4_000, 3, 24, 33), NOISE);
    assertEquals(Set.of(0, 1), floors(rows, 0));
    assertEquals(range(-3, 3), floors(rows, 1));
    assertEquals(range(-4, 4), floors(rows, 2));
    // 12 rows about any of 25 boundaries, 17 columns about any of 33 columns.
    assertEquals(range(-6, 18), floors(rows, 3));
    assertEquals(range(-8, 24), floors(rows, 4));
    assertEquals(Set.of(12), floors(rows, 5));
    assertEquals(Set.of(17), floors(rows, 6));
    checkUniform(rows, 7, -0.5, 0.5);
    checkUniform(rows, 8, 0, 2);
    checkUniform(rows, 9, 0.5, 1.5);
    int mirrored = 0;
    for (int n = 0; n < 4_000; n++) {
      mirrored += rows[n * 10] >= 1 ? 1 : 0;
    }
    assertEquals(2_000, mirrored, 5 * Math.sqrt(1_000), "mirrored samples");
  }

  private float[] drawn(Augmentation augmentation, Shape images, Noise noise) {
    try (Scope _ = backend.openScope()) {
      return augmentation.draw(backend, images, noise).toArray();
    }
  }

  private static Set<Integer> floors(float[] rows, int column) {
    Set<Integer> values = new TreeSet<>();
    for (int i = column; i < rows.length; i += 10) {
      values.add((int) Math.floor(rows[i]));
    }
    return values;
  }

  private static Set<Integer> range(int low, int high) {
    Set<Integer> values = new TreeSet<>();
    for (int i = low; i <= high; i++) {
      values.add(i);
    }
    return values;
  }

  /** In its bounds, and the mean within five standard errors. */
  private static void checkUniform(float[] rows, int column, double low, double high) {
    double sum = 0;
    for (int i = column; i < rows.length; i += 10) {
      assertTrue(rows[i] >= low && rows[i] <= high, column + ": " + rows[i]);
      sum += rows[i];
    }
    double n = rows.length / 10;
    assertEquals((low + high) / 2, sum / n, 5 * (high - low) / Math.sqrt(12 * n), "column " + column);
  }

  @Test
  void drawsAreAFunctionOfTheAddressAndNotOfTheOtherPolicies() {
    Shape images = Shape.of(16, 3, 32, 32);
    float[] here = drawn(ALL, images, NOISE);
    FloatAssert.assertSameBits("once more", here, drawn(ALL, images, NOISE));
    for (Noise other : List.of(new Noise(8, 11, 13), new Noise(7, 12, 13), new Noise(7, 11, 14))) {
      assertFalse(Arrays.equals(here, drawn(ALL, images, other)), other.toString());
    }
    float[] cutout = drawn(Augmentation.of(Policy.CUTOUT), images, NOISE);
    for (int n = 0; n < 16; n++) {
      for (int column = 0; column < 7; column++) {
        assertEquals(column < 3 ? 0 : here[n * 10 + column], cutout[n * 10 + column], "sample " + n + ", column " + column);
      }
    }
  }

  @Test
  void eachPolicyDoesWhatItSays() {
    Shape shape = Shape.of(64, 1, 8, 8);
    float[] x = Input.random(1, shape.toArray()).values();
    float[] flipped = apply(Augmentation.of(Policy.FLIP), shape, x);
    float[] cut = apply(Augmentation.of(Policy.CUTOUT), shape, x);
    float[] drawn = drawn(ALL, shape, NOISE);
    for (int n = 0; n < 64; n++) {
      for (int e = 0; e < 64; e++) {
        boolean mirrored = drawn[n * 10] >= 1;
        int from = mirrored ? e / 8 * 8 + 7 - e % 8 : e;
        assertEquals(x[n * 64 + from], flipped[n * 64 + e], "sample " + n + ", mirrored " + mirrored);
        int row = e / 8 - (int) Math.floor(drawn[n * 10 + 3]);
        int column = e % 8 - (int) Math.floor(drawn[n * 10 + 4]);
        boolean hidden = row >= 0 && row < 4 && column >= 0 && column < 4;
        assertEquals(hidden ? 0 : x[n * 64 + e], cut[n * 64 + e], "sample " + n + ", element " + e);
      }
    }
  }

  private float[] apply(Augmentation augmentation, Shape shape, float[] x) {
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      return augmentation.apply(tape, tape.constant(backend.tensor(shape, x)), NOISE).value().toArray();
    }
  }

  /** One channel has no saturation: brightness and contrast by their formulas. */
  @Test
  void coloursOfOneChannelAreBrightnessAndContrast() {
    Shape shape = Shape.of(3, 1, 4, 5);
    float[] x = Input.random(2, shape.toArray()).values();
    float[] drawn = drawn(ALL, shape, NOISE);
    double[] expected = new double[x.length];
    for (int n = 0; n < 3; n++) {
      double mean = 0;
      for (int e = n * 20; e < n * 20 + 20; e++) {
        mean += ((double) x[e] + drawn[n * 10 + 7]) / 20;
      }
      for (int e = n * 20; e < n * 20 + 20; e++) {
        expected[e] = ((double) x[e] + drawn[n * 10 + 7] - mean) * drawn[n * 10 + 9] + mean;
      }
    }
    FloatAssert.assertClose("colours", expected, apply(Augmentation.of(Policy.COLOUR), shape, x), 1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flip", "translation", "cutout", "colour", "flip,translation,cutout,colour"})
  void gradientsOfFirstAndSecondOrderAreTheDifferences(String policies) {
    Augmentation augmentation = Augmentation.parse(policies);
    for (int[] shape : new int[][] {{3, 3, 5, 6}, {1, 1, 8, 7}, {4, 2, 4, 4}}) {
      GradientCheck check = new GradientCheck(backend,
          v -> Pointwise.tanh(augmentation.apply(v.getFirst().tape(), v.getFirst(), NOISE)), List.of(Input.random(3, shape)), 2e-3);
      for (Report report : List.of(check.firstOrder(), check.secondOrder())) {
        assertTrue(report.passed(), policies + " of " + Arrays.toString(shape) + ": " + report.worst() + " at " + report.detail());
      }
    }
  }

  @Test
  void allDevicesGiveTheSameBitsForwardsAndBackwards() {
    Shape shape = Shape.of(9, 3, 32, 32);
    List<Tensor> expected = new ArrayList<>();
    List<String> devices = new ArrayList<>(List.of("vector"));
    Devices.list().stream().filter(DeviceInfo::usable).map(DeviceInfo::spec).filter(spec -> spec.startsWith("opencl"))
        .forEach(devices::add);
    if (Boolean.getBoolean("require.opencl")) {
      assertTrue(devices.size() > 1, "an OpenCL device");
    }
    try (Scope _ = backend.openScope()) {
      expected.addAll(forwardsAndBackwards(backend, shape));
      for (String device : devices) {
        try (Backend other = Devices.open(device)) {
          List<Tensor> actual = forwardsAndBackwards(other, shape);
          for (int i = 0; i < expected.size(); i++) {
            FloatAssert.assertSameBits(device + ", result " + i, expected.get(i).toArray(), actual.get(i).toArray());
          }
        }
      }
    }
    Assumptions.assumeTrue(devices.size() > 1, "no OpenCL device");
  }

  /** The images, and the gradient of Σ tanh(T(x)) · r. */
  private static List<Tensor> forwardsAndBackwards(Backend on, Shape shape) {
    Tape tape = new Tape(on);
    Variable x = tape.leaf(on.normal(shape, new Noise(1, 2, 3), 0, 1));
    Variable changed = ALL.apply(tape, x, NOISE);
    Variable seed = tape.constant(on.normal(shape, new Noise(1, 2, 4), 0, 1));
    return List.of(changed.value(), tape.gradients(Pointwise.tanh(changed), seed, List.of(x), false).getFirst().value());
  }
}
