package org.zerosum.backend.opencl;

import java.util.HashMap;
import java.util.Map;

/**
 * A contraction's {@code .cl} file: one program for CPU devices, one per tiles for GPU devices. Each is built when it
 * is first used; the session owns them.
 */
final class ContractionFile {
  private final Session session;
  private final String name;
  private final String moreMacros;
  private final KernelFile cpu;
  private final Map<GpuTiles, KernelFile> gpu = new HashMap<>();

  /** moreMacros: further compiler options of the file, or nothing. */
  ContractionFile(Session session, String name, ContractionTiles tiles, String moreMacros) {
    this.session = session;
    this.name = name;
    this.moreMacros = moreMacros.isEmpty() ? "" : " " + moreMacros;
    this.cpu = session.file(name, tiles.macros() + this.moreMacros);
  }

  KernelFile cpu() {
    return cpu;
  }

  KernelFile gpu(GpuTiles tiles) {
    return gpu.computeIfAbsent(tiles, t -> session.file(name, t.macros() + moreMacros));
  }
}
