package org.zerosum.backend.opencl;

import java.util.Map;
import java.util.Optional;
import org.zerosum.cl.ClContext;
import org.zerosum.cl.ClException;
import org.zerosum.cl.ClProgram;

/** Programs whose binaries are kept in the {@link DiskCache}; what the driver refuses is compiled and replaced. */
final class ProgramCache implements Programs {
  private final DiskCache cache;
  private final KernelTexts texts;
  private final Map<String, String> hashes;
  private final boolean keeps;

  /**
   * Programs of these texts.
   *
   * @param hashes of the {@linkplain KernelTexts#hashes texts}
   * @param keeps whether binaries that are not there yet are asked for and kept
   */
  ProgramCache(DiskCache cache, KernelTexts texts, Map<String, String> hashes, boolean keeps) {
    this.cache = cache;
    this.texts = texts;
    this.hashes = hashes;
    this.keeps = keeps;
  }

  @Override
  public ClProgram build(ClContext context, String file, String options) {
    CacheKey key = DeviceIdentity.of(context.device()).key("program", hashes.get(file), options);
    Optional<byte[]> binary = cache.read(key);
    if (binary.isPresent()) {
      try {
        return context.createProgramFromBinary(binary.get(), options);
      } catch (ClException e) {
        // Made by a driver of the same version that was built otherwise, for example; compiled below.
      }
    }
    ClProgram program = context.createProgram(options, texts.source(file));
    if (keeps) {
      keep(key, program);
    }
    return program;
  }

  private void keep(CacheKey key, ClProgram program) {
    try {
      byte[] binary = program.binary();
      if (binary.length > 0) {
        cache.write(key, binary);
      }
    } catch (ClException e) {
      // A driver need not give binaries away.
    }
  }
}
