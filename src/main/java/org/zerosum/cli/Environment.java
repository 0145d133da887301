package org.zerosum.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.zerosum.io.AtomicFile;
import org.zerosum.io.Json;
import org.zerosum.tensor.Backend;

/** {@code environment.json}: what a run was started, or last continued, on. Nothing reads it but people. */
final class Environment {
  private Environment() {}

  /** Facts of this process. */
  static Map<String, Object> process() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("zerosum", Main.version());
    facts.put("java", System.getProperty("java.runtime.version"));
    facts.put("vm", System.getProperty("java.vm.name"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("architecture", System.getProperty("os.arch"));
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("max_heap_bytes", Runtime.getRuntime().maxMemory());
    return facts;
  }

  static void write(Path file, Backend backend, String reason, int threads) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("device", backend.device());
    facts.put("device_description", backend.description());
    facts.put("device_reason", reason);
    facts.put("threads", threads == 0 ? Runtime.getRuntime().availableProcessors() : threads);
    facts.putAll(process());
    AtomicFile.write(file, Json.writePretty(facts).getBytes(StandardCharsets.UTF_8));
  }
}
