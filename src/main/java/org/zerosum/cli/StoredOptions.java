package org.zerosum.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.zerosum.io.AtomicFile;
import org.zerosum.io.Json;
import org.zerosum.tensor.DataException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** {@code options.json}: writing it, and continuing a run with what it says. */
final class StoredOptions {
  /** What may be another when a run is continued: nothing here changes a step's arithmetic. */
  private static final Set<String> CHANGEABLE =
      Set.of("steps", "epochs", "device", "threads", "sample-every", "checkpoint-every", "watch-every",
          "on-alarm", "alarm");
  private static final long MOST_BYTES = 1 << 20;

  @Command(name = "options.json")
  private static final class Holder {
    @Mixin
    private final TrainOptions options = new TrainOptions();
  }

  private StoredOptions() {}

  static void write(Path file, TrainOptions options) {
    AtomicFile.write(file, Json.writePretty(options.toMap()).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The stored options, with those that were given now in place of the stored ones where that is allowed.
   *
   * @param now the options of this command line
   * @param given which of them were written out, as {@code --name}
   * @throws UsageException if one that was given differs and may not
   * @throws DataException if the file is missing or damaged
   */
  static TrainOptions resume(Path file, TrainOptions now, Set<String> given) {
    Map<String, Object> stored = read(file);
    Map<String, Object> current = now.toMap();
    Map<String, Object> merged = new LinkedHashMap<>(stored);
    for (String option : new TreeSet<>(given)) {
      String name = option.substring(2);
      Object wanted = current.get(name);
      if (wanted == null) {
        continue;
      }
      if (CHANGEABLE.contains(name)) {
        if (name.equals("steps") || name.equals("epochs")) {
          merged.remove("steps");
          merged.remove("epochs");
        }
        merged.put(name, wanted);
      } else if (!wanted.toString().equals(String.valueOf(stored.get(name)))) {
        throw new UsageException(option + " is " + wanted + " but the run was started "
            + (stored.get(name) == null ? "without it" : "with " + stored.get(name)) + "; leave it out to continue, or start another run");
      }
    }
    return parse(file, merged);
  }

  /**
   * The options that a run was last started with.
   *
   * @throws DataException if the file is missing or damaged
   */
  static TrainOptions stored(Path file) {
    return parse(file, read(file));
  }

  /** What a run gets where nothing is given. */
  static TrainOptions defaults() {
    return parse(Path.of("options.json"), Map.of());
  }

  private static Map<String, Object> read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new DataException(file + ": is larger than options can be; the file is damaged, use another copy");
      }
      if (Json.parse(Files.readString(file)) instanceof Map<?, ?> map) {
        Map<String, Object> options = new LinkedHashMap<>();
        map.forEach((name, value) -> options.put((String) name, value));
        return options;
      }
      throw new DataException(file + ": is not an object of options; the file is damaged, use another copy");
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; give the folder of a run with --out", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); check its permissions", e);
    } catch (DataException e) {
      throw e.getMessage().startsWith(file.toString()) ? e : new DataException(file + ": " + e.getMessage(), e);
    }
  }

  private static TrainOptions parse(Path file, Map<String, Object> values) {
    Holder holder = new Holder();
    CommandLine line = new CommandLine(holder);
    Main.configure(line);
    String[] args = values.entrySet().stream().map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
        .toArray(String[]::new);
    try {
      line.parseArgs(args);
      holder.options.check(Set.of());
      return holder.options;
    } catch (ParameterException | UsageException e) {
      throw new DataException(file + ": " + e.getMessage().lines().findFirst().orElse("")
          + "; the file is damaged, use another copy", e);
    }
  }
}
