package org.zerosum.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.zerosum.backend.Devices;
import org.zerosum.io.Json;
import org.zerosum.io.Png;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all studies of the theory share: where to compute, where to show. */
final class TheoryOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--device", paramLabel = "SPEC", defaultValue = "auto", description = "As for train. Default: auto.")
  private String device;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "CPU threads; 0 takes all cores. Default: 0.")
  private int threads;

  @Option(names = "--out", paramLabel = "FILE", description = "The picture; replaced. Default: theory-NAME.png.")
  private Path out;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  /** Does a study, writes its picture and prints what was found. */
  int run(Session session, TheoryStudy study) {
    Failures.requireRange("--threads", threads, 0, 1_024);
    Path picture = out == null ? Path.of("theory-" + spec.name() + ".png") : out;
    if (Files.isDirectory(picture)) {
      throw new UsageException("--out " + picture + " is a folder; give the name of a PNG file");
    }
    TheoryStudy.Findings findings;
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("study", spec.name());
    try (Backend backend = Failures.fromOptions(() -> Devices.open(device, threads)); Scope _ = backend.openScope()) {
      document.put("device", backend.device());
      findings = study.on(backend, progress(session.terminal()));
    }
    Png.write(picture, findings.picture());
    document.putAll(findings.document());
    document.put("picture", picture.toString());
    if (json) {
      session.terminal().out().print(Json.writePretty(document));
    } else {
      findings.lines().forEach(session.terminal().out()::println);
      session.terminal().out().println("picture: " + picture);
    }
    return ExitCode.DONE;
  }

  private static Consumer<String> progress(Terminal terminal) {
    return line -> {
      terminal.err().println(line);
      terminal.err().flush();
    };
  }
}
