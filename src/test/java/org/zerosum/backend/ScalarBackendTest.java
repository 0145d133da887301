package org.zerosum.backend;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScalarBackendTest implements BackendContract {
  private Backend backend;

  @BeforeAll
  void open() {
    backend = new Backend(new ScalarKernels());
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
