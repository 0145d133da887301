package org.zerosum.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.zerosum.backend.Devices;
import org.zerosum.gan.Gan;
import org.zerosum.io.Checkpoints;
import org.zerosum.io.Png;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zerosum sample}. */
@Command(name = "sample", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Draws samples of a trained generator as a PNG picture.",
    description = {"", "The same run and seed give the same pixels on every device.", ""})
final class SampleCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "RUN", description = "A run's folder or a checkpoint file.")
  private Path run;

  @Option(names = "--count", paramLabel = "N", defaultValue = "64",
      description = "How many samples; of a conditional run rounded up to a full row per class. Default: 64.")
  private int count;

  @Option(names = "--class", paramLabel = "NAME",
      description = "Of a conditional run: samples of this class alone, by name or number. Default: a row per class.")
  private String wanted;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the latent vectors. Default: 1.")
  private long seed;

  @Option(names = "--out", paramLabel = "FILE", defaultValue = "grid.png",
      description = "The picture; replaced. Default: grid.png.")
  private Path out;

  @Option(names = "--columns", paramLabel = "N", defaultValue = "0",
      description = "Images per row; 0 for a square. Default: 0.")
  private int columns;

  @Option(names = "--scale", paramLabel = "N", defaultValue = "0",
      description = "Picture pixels per image pixel; 0 enlarges small images to 64. Default: 0.")
  private int scale;

  @Option(names = "--device", paramLabel = "SPEC", defaultValue = "auto", description = "As for train. Default: auto.")
  private String device;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "CPU threads; 0 takes all cores. Default: 0.")
  private int threads;

  SampleCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Failures.requireRange("--count", count, 1, 10_000);
    Failures.requireRange("--columns", columns, 0, count);
    Failures.requireRange("--scale", scale, 0, 64);
    Failures.requireRange("--threads", threads, 0, 1_024);
    Path checkpoint = CheckpointFile.of(run);
    Map<String, String> metadata = Checkpoints.metadata(checkpoint);
    int drawn;
    try (Backend backend = Failures.fromOptions(() -> Devices.open(device, threads)); Scope _ = backend.openScope()) {
      Gan gan = Checkpoints.openGan(checkpoint, backend);
      ClassNames names = ClassNames.of(checkpoint, metadata, gan);
      drawn = wanted == null && gan.generator().classes() > 0 ? drawRows(gan) : draw(gan, names, checkpoint);
    }
    session.terminal().out().println(drawn + " samples of " + checkpoint + " in " + out);
    return ExitCode.DONE;
  }

  private int drawRows(Gan gan) {
    if (columns > 0) {
      throw new UsageException("--columns is " + columns + " but a conditional run has a row per class; choose a --class, or a"
          + " --count of as many samples as are wanted in all");
    }
    int perClass = SampleSheet.perClass(gan, count);
    Png.write(out, SampleSheet.drawClasses(gan, gan.generator().drawForSeed(perClass, seed), scale));
    return perClass * gan.generator().classes();
  }

  private int draw(Gan gan, ClassNames names, Path checkpoint) {
    int[] labels = wanted == null ? null : SampleSheet.sameClass(names.label(wanted, checkpoint), count);
    Png.write(out, SampleSheet.draw(gan, gan.generator().drawForSeed(count, seed), labels, columns, scale));
    return count;
  }
}
