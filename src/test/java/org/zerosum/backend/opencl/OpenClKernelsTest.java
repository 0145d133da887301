package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClException;
import org.zerosum.cl.ClLive;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Ownership of native memory, transfers and errors. */
class OpenClKernelsTest {
  private static OpenClKernels open(DeviceClass deviceClass) {
    return OpenClKernels.open(OpenClTestDevice.get(), deviceClass, ContractionTiles.standard());
  }

  @ParameterizedTest
  @EnumSource
  void laterStepsAllocateNothingAndCloseFreesAll(DeviceClass deviceClass) {
    OpenClKernels kernels = open(deviceClass);
    Backend backend = new Backend(kernels);
    long opening = kernels.compilationNanos();
    Tensor x = backend.full(Shape.of(4, 3, 32, 32), 0.5f);
    Tensor weight = backend.full(Shape.of(20, 3, 4, 4), 0.25f);
    step(backend, x, weight);
    backend.synchronize();
    ClLive first = kernels.live();
    long compiled = kernels.compilationNanos();
    assertTrue(compiled > opening, "programs were built");
    for (int i = 0; i < 3; i++) {
      step(backend, x, weight);
    }
    assertEquals(first, kernels.live());
    assertEquals(compiled, kernels.compilationNanos());
    assertTrue(first.buffers() > 0 && first.programs() > 0 && first.kernels() > 0, first.toString());
    backend.close();
    assertTrue(kernels.live().isZero(), kernels.live().toString());
  }

  @ParameterizedTest
  @EnumSource
  void theChainsThatMeasureTheDeviceAreReallyComputed(DeviceClass deviceClass) {
    try (Backend device = new Backend(open(deviceClass)); Backend scalar = new Backend(new ScalarKernels())) {
      int count = device.kernels().peakElements();
      assertEquals(0, count % 16);
      Tensor found = device.full(Shape.of(count), Float.NaN);
      Tensor expected = scalar.allocate(Shape.of(count));
      device.kernels().peak(found, 37, 0.9997f, 0.0003f);
      scalar.kernels().peak(expected, 37, 0.9997f, 0.0003f);
      assertArrayEquals(expected.toArray(), found.toArray());
    }
  }

  private static void step(Backend backend, Tensor x, Tensor weight) {
    try (Scope _ = backend.openScope()) {
      Tensor out = backend.conv2d(x, weight, null, Conv2d.of(2, 1));
      Tensor gradient = backend.conv2dBackwardWeight(x, out, weight.shape(), Conv2d.of(2, 1));
      backend.conv2dBackwardInput(out, weight, x.shape(), Conv2d.of(2, 1));
      backend.matmul(backend.reshape(gradient, Shape.of(20, 48)), backend.reshape(weight, Shape.of(20, 48)), false,
          true);
    }
  }

  @Test
  void aTensorOfAnotherBackendIsRefusedByName() {
    try (Backend device = new Backend(open(DeviceClass.CPU)); Backend host = new Backend(new ScalarKernels())) {
      Tensor here = device.full(Shape.of(2), 1);
      Tensor there = host.full(Shape.of(2), 1);
      String onDevice = assertThrows(IllegalArgumentException.class, () -> device.add(here, there)).getMessage();
      assertTrue(onDevice.contains("belongs to the backend scalar"), onDevice);
      String onHost = assertThrows(IllegalArgumentException.class, () -> host.add(there, here)).getMessage();
      assertTrue(onHost.contains("belongs to the backend opencl"), onHost);
    }
  }

  @Test
  void theArrayMayChangeAsSoonAsWriteReturns() {
    try (Backend backend = new Backend(open(DeviceClass.CPU))) {
      // More than all pieces of staging memory hold.
      int count = 3_000_001;
      float[] values = new float[count];
      Tensor[] tensors = new Tensor[3];
      for (int i = 0; i < tensors.length; i++) {
        tensors[i] = backend.zeros(Shape.of(count));
        for (int e = 0; e < count; e++) {
          values[e] = e * (i + 1);
        }
        backend.write(tensors[i], values);
      }
      Arrays.fill(values, Float.NaN);
      for (int i = 0; i < tensors.length; i++) {
        float[] read = tensors[i].toArray();
        for (int e = 0; e < count; e++) {
          assertEquals((float) (e * (i + 1)), read[e]);
        }
      }
    }
  }

  @Test
  void readsAndWritesPartsOfViews() {
    OpenClKernels kernels = open(DeviceClass.CPU);
    try (Backend backend = new Backend(kernels)) {
      Tensor base = backend.zeros(Shape.of(256 + 5));
      Tensor view = backend.view(base, 256, Shape.of(5));
      kernels.write(view.storage(), 1, new float[] {9, 1, 2, 3, 9}, 1, 3);
      float[] target = {7, 7, 7, 7, 7, 7};
      kernels.read(base.storage(), 256, target, 1, 5);
      assertArrayEquals(new float[] {7, 0, 1, 2, 3, 0}, target);
    }
  }

  @Test
  void tooLargeABufferIsExplained() {
    ClDevice device = OpenClTestDevice.get();
    try (Session session = new Session(device, DeviceClass.CPU)) {
      Exception e = assertThrows(OutOfDeviceMemoryException.class,
          () -> session.allocate(device.maxAllocationBytes() / Float.BYTES + 1));
      assertTrue(e.getMessage().startsWith(Session.name(device)), e.getMessage());
      assertTrue(e.getMessage().contains("Use a smaller batch"), e.getMessage());
    }
  }

  @Test
  void buildFailureShowsTheWholeLog() {
    try (Session session = new Session(OpenClTestDevice.get(), DeviceClass.CPU)) {
      KernelFile file = session.file("matmul.cl", "-DTASK_N=33 -DMAX_ROW_TILES=0");
      Exception e = assertThrows(ClException.class, () -> file.kernel("matmul"));
      assertTrue(e.getMessage().contains("TASK_N must be a positive multiple of 32"), e.getMessage());
      assertTrue(e.getMessage().contains("MAX_ROW_TILES must be at least 1"), e.getMessage());
      assertTrue(e.getMessage().contains("contraction_cpu.clh"), e.getMessage());
    }
  }

  @Test
  void optionsFollowTheDevice() {
    ClDevice device = OpenClTestDevice.get();
    try (Session session = new Session(device, DeviceClass.GPU)) {
      assertTrue(session.options().contains("-DDEVICE_CPU=0"));
      assertEquals(device.floatCapabilities().contains(ClDevice.FloatCapability.CORRECTLY_ROUNDED_DIVIDE_SQRT),
          session.options().contains("-cl-fp32-correctly-rounded-divide-sqrt"));
    }
  }
}
