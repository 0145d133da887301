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
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zerosum interpolate}. */
@Command(name = "interpolate", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
    sortOptions = false, header = "Draws the way between two samples as a strip of pictures.",
    description = {"", "The latent vectors of the two seeds are joined by a spherical interpolation"
        + " (arXiv:1609.04468).", ""})
final class InterpolateCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "RUN", description = "A run's folder or a checkpoint file.")
  private Path run;

  @Option(names = "--from", paramLabel = "S1", defaultValue = "1",
      description = "Seed of the first sample. Default: 1.")
  private long from;

  @Option(names = "--to", paramLabel = "S2", defaultValue = "2", description = "Seed of the last sample. Default: 2.")
  private long to;

  @Option(names = "--frames", paramLabel = "N", defaultValue = "10",
      description = "Pictures in all, both ends included. Default: 10.")
  private int frames;

  @Option(names = "--class", paramLabel = "NAME",
      description = "Of a conditional run: within this class, by name or number. Default: a row per class.")
  private String wanted;

  @Option(names = "--out", paramLabel = "FILE", defaultValue = "strip.png",
      description = "The picture; replaced. Default: strip.png.")
  private Path out;

  @Option(names = "--scale", paramLabel = "N", defaultValue = "0",
      description = "Picture pixels per image pixel; 0 enlarges small images to 64. Default: 0.")
  private int scale;

  @Option(names = "--device", paramLabel = "SPEC", defaultValue = "auto", description = "As for train. Default: auto.")
  private String device;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "CPU threads; 0 takes all cores. Default: 0.")
  private int threads;

  InterpolateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Failures.requireRange("--frames", frames, 2, 1_000);
    Failures.requireRange("--scale", scale, 0, 64);
    Failures.requireRange("--threads", threads, 0, 1_024);
    Path checkpoint = CheckpointFile.of(run);
    Map<String, String> metadata = Checkpoints.metadata(checkpoint);
    try (Backend backend = Failures.fromOptions(() -> Devices.open(device, threads)); Scope _ = backend.openScope()) {
      Gan gan = Checkpoints.openGan(checkpoint, backend);
      float[] first = gan.generator().drawForSeed(1, from).toArray();
      float[] last = gan.generator().drawForSeed(1, to).toArray();
      Tensor z = backend.tensor(Shape.of(frames, first.length), Slerp.arc(first, last, frames));
      ClassNames names = ClassNames.of(checkpoint, metadata, gan);
      int[] labels = wanted == null ? null : SampleSheet.sameClass(names.label(wanted, checkpoint), frames);
      Png.write(out, wanted == null && gan.generator().classes() > 0 ? SampleSheet.drawClasses(gan, z, scale)
          : SampleSheet.draw(gan, z, labels, frames, scale));
    }
    session.terminal().out().println(frames + " pictures from seed " + from + " to seed " + to + " in " + out);
    return ExitCode.DONE;
  }
}
