package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.FloatAssert;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** What is remembered about a device, and when it no longer counts. */
class OpenClSetupTest {
  @TempDir
  private Path temp;

  private OpenClSetup setup(DeviceClass deviceClass) {
    return OpenClTestBackends.setup(deviceClass, temp.resolve("cache"), KernelSources::read);
  }

  @Test
  void tunedTilesCountForTheseKernelsOnly() {
    setup(DeviceClass.CPU).keepTuned(Map.of(KernelUnit.MATMUL_SKINNY, "taskColumns=32"));
    OpenClSetup again = setup(DeviceClass.CPU);
    assertTrue(again.tuned(KernelUnit.MATMUL_SKINNY).orElseThrow().startsWith("taskColumns=32 "));
    assertEquals(KernelForm.TUNED, again.preferred().form(KernelUnit.MATMUL_SKINNY));
    assertEquals(KernelForm.STANDARD, again.preferred().form(KernelUnit.MATMUL));
    again.keepTuned(Map.of(KernelUnit.CONV2D, "maxRowTiles=8"));
    assertEquals(Optional.of(true), setup(DeviceClass.CPU).tuned(KernelUnit.MATMUL_SKINNY).map(tiles -> tiles.contains("=32")));
    assertEquals(Optional.empty(), setup(DeviceClass.GPU).tuned(KernelUnit.MATMUL_SKINNY));
    OpenClSetup changed = OpenClTestBackends.setup(DeviceClass.CPU, temp.resolve("cache"),
        OpenClTestBackends.withLine("contraction_cpu.clh", "// changed"));
    assertEquals(Optional.empty(), changed.tuned(KernelUnit.MATMUL_SKINNY));
    setup(DeviceClass.CPU).keepTuned(Map.of(KernelUnit.MATMUL_SKINNY, ""));
    assertEquals(Optional.empty(), setup(DeviceClass.CPU).tuned(KernelUnit.MATMUL_SKINNY));
    assertTrue(setup(DeviceClass.CPU).tuned(KernelUnit.CONV2D).isPresent());
  }

  @Test
  void aPlanCountsForTheseKernelsAndTilesOnly() {
    OpenClSetup setup = setup(DeviceClass.CPU);
    assertEquals(Optional.empty(), setup.remembered());
    KernelPlan plan = setup.preferred().without(KernelUnit.REDUCE, "wrong");
    setup.remember(plan);
    assertEquals(Optional.of(plan), setup(DeviceClass.CPU).remembered());
    assertEquals(Optional.empty(), setup(DeviceClass.GPU).remembered());
    setup.keepTuned(Map.of(KernelUnit.MATMUL_SKINNY, "taskColumns=32"));
    assertEquals(Optional.empty(), setup(DeviceClass.CPU).remembered());
  }

  @Test
  void binariesAreKeptWhereAskedFor() {
    OpenClSetup setup = setup(DeviceClass.CPU).keepingBinaries();
    try (Backend backend = new Backend(setup.open(setup.preferred()))) {
      product(backend, 3, 5, 7);
    }
    // Of the probe and of the product.
    assertEquals(2, DiskCache.open(temp.resolve("cache"), DiskCache.CAPACITY).use().entries());
    try (Backend backend = new Backend(setup(DeviceClass.CPU).open(setup.preferred())); Backend scalar = new Backend(new ScalarKernels())) {
      FloatAssert.assertSameBits("product", product(scalar, 3, 5, 7), product(backend, 3, 5, 7));
    }
  }

  /** Whatever lies in the cache, the bits are the scalar backend's. */
  @ParameterizedTest
  @EnumSource
  void tunedTilesAreUsedAndGiveTheSameBits(DeviceClass deviceClass) {
    boolean cpu = deviceClass == DeviceClass.CPU;
    String tiles = cpu ? "taskColumns=96 maxRowTiles=5" : "gpu=32x32x8/4x4/1";
    setup(deviceClass).keepTuned(Map.of(KernelUnit.MATMUL_SKINNY, tiles));
    OpenClSetup tuned = setup(deviceClass);
    List<String> options = new ArrayList<>();
    Programs recorder = (context, file, macros) -> {
      options.add(file + " " + macros);
      return Programs.fromSources().build(context, file, macros);
    };
    Tiles standard = new Tiles(ContractionTiles.standard(), WinogradTiles.standard());
    String found = tuned.tuned(KernelUnit.MATMUL_SKINNY).orElseThrow();
    Tuning read = new Tuning(standard, Map.of(KernelUnit.MATMUL_SKINNY, standard.with(found)));
    ClDevice device = OpenClTestDevice.get();
    float[] expected;
    try (Backend scalar = new Backend(new ScalarKernels())) {
      expected = product(scalar, 97, 131, 515);
    }
    for (KernelPlan plan : List.of(tuned.preferred(), tuned.preferred().without(KernelUnit.MATMUL_SKINNY, "for a test"))) {
      try (Backend backend = new Backend(OpenClKernels.open(device, deviceClass, recorder, plan, read, false))) {
        FloatAssert.assertSameBits("product", expected, product(backend, 97, 131, 515));
      }
    }
    try (Backend backend = new Backend(tuned.open(tuned.preferred()))) {
      FloatAssert.assertSameBits("product", expected, product(backend, 97, 131, 515));
    }
    options.removeIf(line -> !line.startsWith("matmul.cl"));
    assertEquals(2, options.size(), options.toString());
    assertTrue(options.get(0).contains(cpu ? "-DTASK_N=96 -DMAX_ROW_TILES=5" : "-DTILE_M=32 -DTILE_N=32 -DTILE_K=8 -DWORK_M=4 -DWORK_N=4 -DBUFFERS=1"), options.get(0));
    assertTrue(options.get(1).contains(cpu ? standard.contraction().macros() : "-DBUFFERS=2"), options.get(1));
  }

  private static float[] product(Backend backend, int m, int n, int k) {
    float[] values = new float[k * Math.max(m, n)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i + 1);
    }
    Tensor a = backend.tensor(Shape.of(m, k), Arrays.copyOf(values, m * k));
    Tensor b = backend.tensor(Shape.of(k, n), Arrays.copyOf(values, k * n));
    return backend.matmul(a, b, false, false).toArray();
  }
}
