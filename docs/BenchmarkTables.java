import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.zerosum.io.Json;

/**
 * Renders what {@code zerosum bench --json} printed as Markdown tables: {@code BenchmarkTables FILE...}, run from its
 * source with the project's jar on the class path ({@code docs/benchmark-tables.sh} does).
 *
 * <p>A file that ends in {@code .jsonl} holds other programs' results, one JSON object a line: {@code peer}, a name;
 * for matrix products {@code m n k median_gflops}; for training steps {@code size channels base batch median_ms
 * images_per_second}; {@code threads} or, without it, the most threads of the tables.
 */
final class BenchmarkTables {
  /** The tables in their order: title by benchmark. */
  private static final Map<String, String> TITLES = titles();

  private final List<Map<?, ?>> rows = new ArrayList<>();
  private final List<Map<?, ?>> peers = new ArrayList<>();

  private BenchmarkTables() {}

  public static void main(String[] files) throws IOException {
    BenchmarkTables tables = new BenchmarkTables();
    for (String file : files) {
      tables.read(Path.of(file));
    }
    System.out.print(tables.render());
  }

  private static Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("train-step", "Training step");
    titles.put("matmul", "Matrix product, M×N×K");
    titles.put("conv2d", "Convolution, 4×4, stride 2");
    titles.put("conv-transpose2d", "Transposed convolution, 4×4, stride 2");
    titles.put("batch-norm", "Batch normalisation, forward and backward");
    titles.put("adam", "Adam");
    return titles;
  }

  private void read(Path file) throws IOException {
    String text = Files.readString(file);
    if (file.toString().endsWith(".jsonl")) {
      text.lines().filter(line -> !line.isBlank()).forEach(line -> peers.add((Map<?, ?>) Json.parse(line)));
    } else {
      ((List<?>) ((Map<?, ?>) Json.parse(text)).get("results")).forEach(row -> rows.add((Map<?, ?>) row));
    }
  }

  private String render() {
    StringBuilder out = new StringBuilder();
    List<Long> threads = rows.stream().map(row -> (Long) row.get("threads")).distinct().sorted().toList().reversed();
    for (long count : threads) {
      for (String benchmark : TITLES.keySet()) {
        List<Map<?, ?>> chosen = rows.stream()
            .filter(row -> row.get("benchmark").equals(benchmark) && row.get("threads").equals(count)).toList();
        if (!chosen.isEmpty()) {
          table(out, benchmark, count, count == threads.getFirst(), chosen);
        }
      }
      peaks(out, count);
    }
    return out.toString();
  }

  private void table(StringBuilder out, String benchmark, long threads, boolean most, List<Map<?, ?>> chosen) {
    Set<String> devices = new LinkedHashSet<>();
    Map<String, Map<String, Map<?, ?>>> lines = new LinkedHashMap<>();
    for (Map<?, ?> row : chosen) {
      devices.add((String) row.get("device"));
      lines.computeIfAbsent(label(row), _ -> new LinkedHashMap<>()).put((String) row.get("device"), row);
    }
    List<Map<?, ?>> fitting = peers.stream()
        .filter(peer -> peer.get("threads") == null ? most : peer.get("threads").equals(threads))
        .filter(peer -> chosen.stream().anyMatch(row -> isSame(row, peer))).toList();
    Set<String> names = fitting.stream().map(peer -> (String) peer.get("peer"))
        .collect(Collectors.toCollection(LinkedHashSet::new));
    out.append("### ").append(TITLES.get(benchmark)).append(", ").append(threads(threads)).append("\n\n| what |");
    devices.forEach(device -> out.append(" `").append(device).append("` |"));
    names.forEach(name -> out.append(' ').append(name).append(" |"));
    out.append("\n|---|").append("---|".repeat(devices.size() + names.size())).append('\n');
    lines.forEach((label, byDevice) -> {
      out.append("| ").append(label).append(" |");
      devices.forEach(device -> out.append(' ').append(cell(byDevice.get(device))).append(" |"));
      names.forEach(name -> out.append(' ').append(peerCell(name, fitting, byDevice)).append(" |"));
      out.append('\n');
    });
    out.append('\n');
  }

  private static String label(Map<?, ?> row) {
    return switch ((String) row.get("benchmark")) {
      case "train-step" -> format("%s×%s×%s, base %s, batch %s", row.get("image_size"), row.get("image_size"),
          row.get("channels"), row.get("base_channels"), row.get("batch_size"));
      case "matmul" -> format("%s×%s×%s%s%s", row.get("m"), row.get("n"), row.get("k"),
          row.get("transpose_a").equals(true) ? ", Aᵀ" : "", row.get("transpose_b").equals(true) ? ", Bᵀ" : "");
      case "batch-norm" -> format("%s channels, %s×%s, batch %s", row.get("channels"), row.get("image_size"),
          row.get("image_size"), row.get("batch_size"));
      case "adam" -> format("%s parameters", row.get("parameters"));
      default -> format("%s → %s at %s×%s, batch %s, %s%s", row.get("in_channels"), row.get("out_channels"),
          row.get("image_size"), row.get("image_size"), row.get("batch_size"), row.get("pass"),
          ((Map<?, ?>) row.get("equal_bits_checked_at")).get("winograd").equals(true) ? " (Winograd)" : "");
    };
  }

  private static String cell(Map<?, ?> row) {
    if (row == null) {
      return "";
    }
    StringBuilder cell = new StringBuilder(format("%s ms", digits(number(row, "median_ms"))));
    for (String[] rate : new String[][] {{"images_per_second", "images/s"}, {"gflops", "GFLOP/s"},
        {"gigabytes_per_second", "GB/s"}}) {
      if (row.get(rate[0]) != null) {
        cell.append(format(", %s %s", digits(number(row, rate[0])), rate[1]));
      }
    }
    if (row.get("share_of_peak") != null) {
      cell.append(format(", %.0f %%", 100 * number(row, "share_of_peak")));
    }
    return cell.append(row.get("equal_bits").equals(true) ? "" : ", **bits differ**").toString();
  }

  private static boolean isSame(Map<?, ?> row, Map<?, ?> peer) {
    if (row.get("benchmark").equals("matmul")) {
      return List.of("m", "n", "k").stream().allMatch(key -> row.get(key).equals(peer.get(key)));
    }
    return row.get("benchmark").equals("train-step") && row.get("image_size").equals(peer.get("size"))
        && row.get("channels").equals(peer.get("channels")) && row.get("base_channels").equals(peer.get("base"))
        && row.get("batch_size").equals(peer.get("batch"));
  }

  /** The peer's own figures and how many times as fast as it each device is. */
  private static String peerCell(String name, List<Map<?, ?>> peers, Map<String, Map<?, ?>> byDevice) {
    Map<?, ?> any = byDevice.values().iterator().next();
    Map<?, ?> peer = peers.stream().filter(one -> one.get("peer").equals(name) && isSame(any, one))
        .reduce((_, last) -> last).orElse(null);
    if (peer == null) {
      return "";
    }
    boolean step = peer.get("images_per_second") != null;
    String own = step ? format("%s ms, %s images/s", digits(number(peer, "median_ms")),
        digits(number(peer, "images_per_second"))) : format("%s GFLOP/s", digits(number(peer, "median_gflops")));
    return own + byDevice.entrySet().stream().map(entry -> format("; `%s` %.2f×", entry.getKey(),
        step ? number(peer, "median_ms") / number(entry.getValue(), "median_ms")
            : number(entry.getValue(), "gflops") / number(peer, "median_gflops"))).collect(Collectors.joining());
  }

  /** The best limits of each device that any row saw. */
  private void peaks(StringBuilder out, long threads) {
    Map<String, double[]> best = new LinkedHashMap<>();
    for (Map<?, ?> row : rows) {
      if (row.get("threads").equals(threads) && row.get("peak_gflops") != null) {
        double[] limits = best.computeIfAbsent((String) row.get("device"), _ -> new double[2]);
        limits[0] = Math.max(limits[0], number(row, "peak_gflops"));
        limits[1] = Math.max(limits[1], number(row, "peak_gigabytes_per_second"));
      }
    }
    if (!best.isEmpty()) {
      out.append("Limits, ").append(threads(threads)).append(": ").append(best.entrySet().stream()
          .map(entry -> format("`%s` %s GFLOP/s, %s GB/s", entry.getKey(), digits(entry.getValue()[0]),
              digits(entry.getValue()[1]))).collect(Collectors.joining("; "))).append(".\n\n");
    }
  }

  private static String threads(long count) {
    return count + (count == 1 ? " thread" : " threads");
  }

  private static double number(Map<?, ?> row, String key) {
    return ((Number) row.get(key)).doubleValue();
  }

  /** Three significant digits, or all before the point. */
  private static String digits(double value) {
    return format(value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : value >= 0.9995 ? "%.2f" : "%.3f", value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
