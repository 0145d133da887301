package org.zerosum.backend;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.tensor.Backend;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VectorBackendTest implements BackendContract {
  private Backend backend;

  @BeforeAll
  void open() {
    backend = new Backend(new VectorKernels(3));
  }

  @AfterAll
  void close() {
    backend.close();
  }

  @Override
  public Backend backend() {
    return backend;
  }
}
