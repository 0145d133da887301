package org.zerosum.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zerosum.CountingKernels;

class BackendTest {
  private final CountingKernels counting = new CountingKernels();
  private final Backend backend = new Backend(counting.kernels());

  @AfterEach
  void returnsAllMemory() {
    backend.close();
    assertEquals(new MemoryUse(0, 0, 0, 0, backend.memory().allocations()), backend.memory());
    assertEquals(counting.calls("allocate") + counting.calls("view"), counting.calls("free"), "storages freed");
    assertEquals(backend.memory().allocations(), counting.calls("allocate"));
  }

  private Tensor of(float... values) {
    return backend.tensor(Shape.of(values.length), values);
  }

  @Test
  void aScopeClosesWhatWasMadeInIt() {
    Tensor outside = of(1, 2);
    Tensor inside;
    try (Scope _ = backend.openScope()) {
      inside = of(3, 4);
      assertEquals(2, backend.memory().tensors());
      assertEquals(16, backend.memory().bytesInUse());
    }
    assertTrue(inside.isClosed());
    assertFalse(outside.isClosed());
    assertEquals(new MemoryUse(1, 8, 8, 0, 2), backend.memory());
  }

  @Test
  void aKeptTensorGoesToTheEnclosingScope() {
    Tensor kept;
    try (Scope outer = backend.openScope()) {
      try (Scope inner = backend.openScope()) {
        of(5);
        kept = inner.keep(of(1, 2, 3));
        of(6);
        assertThrows(IllegalArgumentException.class, () -> inner.keep(kept));
      }
      assertArrayEquals(new float[] {1, 2, 3}, kept.toArray());
      assertEquals(kept, outer.keep(kept));
    }
    assertArrayEquals(new float[] {1, 2, 3}, kept.toArray());
    kept.close();
    assertEquals(0, backend.memory().tensors());
  }

  @Test
  void onlyTheOwnerKeepsATensor() {
    Tensor outside = of(1);
    try (Scope outer = backend.openScope()) {
      Tensor own = of(2);
      try (Scope inner = backend.openScope()) {
        assertThrows(IllegalArgumentException.class, () -> inner.keep(outside));
        assertThrows(IllegalArgumentException.class, () -> inner.keep(own));
      }
      assertThrows(IllegalArgumentException.class, () -> outer.keep(outside));
      own.close();
      String message = assertThrows(IllegalArgumentException.class, () -> outer.keep(own)).getMessage();
      assertEquals("keep: Tensor[1] (closed) does not belong to this scope; keep it in the scope that made it", message);
    }
  }

  @Test
  void scopesCloseInnermostFirst() {
    try (Scope outer = backend.openScope()) {
      Tensor tensor = of(1);
      try (Scope inner = backend.openScope()) {
        assertEquals("scopes must be closed innermost first; close the inner one with try-with-resources",
            assertThrows(IllegalStateException.class, outer::close).getMessage());
        assertFalse(tensor.isClosed());
        inner.close();
        inner.close();
      }
    }
    assertEquals(0, backend.memory().tensors());
  }

  @Test
  void aTensorClosedEarlyGivesItsMemoryBackAtOnce() {
    try (Scope _ = backend.openScope()) {
      Tensor first = of(1, 2, 3, 4);
      first.close();
      first.close();
      assertEquals(new MemoryUse(0, 0, 16, 0, 1), backend.memory());
      of(5, 6, 7, 8);
      assertEquals(new MemoryUse(1, 16, 0, 0, 1), backend.memory());
    }
  }

  @Test
  void aClosedTensorCannotBeUsed() {
    Tensor closed = of(1, 2);
    closed.close();
    String message = assertThrows(IllegalStateException.class, closed::toArray).getMessage();
    assertEquals("tensor [2] is closed; keep it with Scope.keep if it must outlive its scope", message);
    assertThrows(IllegalStateException.class, () -> backend.tanh(closed));
    assertThrows(IllegalStateException.class, () -> backend.add(of(1, 2), closed));
    assertThrows(IllegalStateException.class, () -> backend.reshape(closed, Shape.of(1, 2)));
    assertThrows(IllegalStateException.class, () -> backend.view(closed, 0, Shape.of(1)));
    assertThrows(IllegalStateException.class, () -> backend.write(closed, 1, 2));
    assertThrows(IllegalStateException.class, () -> backend.fill(closed, 1));
    assertThrows(IllegalStateException.class, () -> backend.copyInto(of(1, 2), closed));
    assertEquals("Tensor[2] (closed)", closed.toString());
  }

  @Test
  void viewsAndReshapesKeepTheirBaseAlive() {
    Tensor base = backend.tensor(Shape.of(2, 128), new float[256]);
    Tensor view = backend.view(base, 128, Shape.of(3));
    Tensor nested = backend.view(backend.view(base, 128, Shape.of(128)), 0, Shape.of(2));
    Tensor reshaped = backend.reshape(base, Shape.of(256));
    Tensor ofView = backend.reshape(view, Shape.of(3, 1));
    base.close();
    assertEquals(1024, backend.memory().bytesInUse());
    backend.fill(view, 7);
    reshaped.close();
    assertArrayEquals(new float[] {7, 7, 7}, ofView.toArray());
    view.close();
    ofView.close();
    assertArrayEquals(new float[] {7, 7}, nested.toArray());
    assertEquals(new MemoryUse(2, 1024, 0, 0, 1), backend.memory());
    nested.close();
    assertEquals(1, backend.memory().tensors());
    assertEquals(1024, backend.memory().bytesInUse());
  }

  @Test
  void theSecondStepAllocatesNothing() {
    Tensor weight = backend.zeros(Shape.of(8, 8));
    long afterFirst = 0;
    for (int step = 0; step < 5; step++) {
      try (Scope _ = backend.openScope()) {
        Tensor x = backend.full(Shape.of(4, 8), step);
        Tensor y = backend.relu(backend.matmul(x, weight, false, true));
        Tensor gradient = backend.matmul(y, x, true, false);
        try (Scope _ = backend.openScope()) {
          backend.sumOfSquares(gradient);
        }
        backend.sgd(weight, gradient, null, 0.1f, 0);
      }
      if (step == 0) {
        afterFirst = backend.memory().allocations();
      }
    }
    assertEquals(afterFirst, backend.memory().allocations());
    assertEquals(afterFirst, counting.calls("allocate"));
    assertEquals(1, backend.memory().tensors());
    assertEquals(256, backend.memory().bytesInUse());
    backend.trim();
    assertEquals(0, backend.memory().bytesPooled());
    assertEquals(afterFirst - 1, counting.calls("free"));
  }

  @Test
  void tensorsInUseNeverShareMemory() {
    SplittableRandom random = new SplittableRandom(1);
    List<Tensor> open = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    try (Scope _ = backend.openScope()) {
      for (int i = 0; i < 2000; i++) {
        if (!open.isEmpty() && random.nextInt(5) < 2) {
          int index = random.nextInt(open.size());
          open.remove(index).close();
          values.remove(index);
        } else {
          open.add(backend.full(Shape.of(1 + random.nextInt(4)), i));
          values.add((float) i);
        }
      }
      for (int i = 0; i < open.size(); i++) {
        for (float value : open.get(i).toArray()) {
          assertEquals(values.get(i), value);
        }
      }
      assertEquals(open.size(), backend.memory().tensors());
    }
    assertEquals(0, backend.memory().bytesInUse());
  }

  @Test
  void closingTheBackendClosesEverything() {
    Tensor tensor = of(1, 2);
    Scope outer = backend.openScope();
    Scope inner = backend.openScope();
    Tensor deep = backend.reshape(of(3), Shape.of());
    backend.close();
    backend.close();
    assertTrue(tensor.isClosed());
    assertTrue(deep.isClosed());
    inner.close();
    outer.close();
    tensor.close();
    assertEquals(1, counting.calls("close"));
    assertEquals("backend scalar is closed", assertThrows(IllegalStateException.class, () -> of(1)).getMessage());
    assertThrows(IllegalStateException.class, tensor::toArray);
    assertThrows(IllegalStateException.class, backend::synchronize);
  }

  @Test
  void namesItsDevice() {
    assertEquals("scalar", backend.device());
    assertTrue(backend.description().startsWith("scalar: "));
    assertEquals(backend, of(1).backend());
  }
}
