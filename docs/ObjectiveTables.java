import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.zerosum.io.Json;

/**
 * Renders evaluated runs as a Markdown table and their last samples side by side as {@code objectives.png}: {@code ObjectiveTables
 * FOLDER RUN...}, run from its source with the project's classes on the class path ({@code docs/objective-tables.sh} does).
 */
final class ObjectiveTables {
  private static final Pattern DONE = Pattern.compile("done at step ([0-9]+) after ([0-9:]+)");
  private static final int PANELS_PER_ROW = 4;
  private static final int PANEL = 198;
  private static final int TITLE = 20;

  private ObjectiveTables() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<String> runs = Arrays.asList(args).subList(1, args.length);
    System.out.println("| run | FID | KID | precision | recall | JSD at least | D(x) | D(G(z)) | spread | minutes |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    for (String run : runs) {
      System.out.println(row(folder.resolve(run), run));
    }
    ImageIO.write(picture(folder, runs), "png", folder.resolve("objectives.png").toFile());
  }

  private static String row(Path run, String name) throws IOException {
    Map<?, ?> document = (Map<?, ?>) Json.parse(Files.readString(run.resolve("evaluation.json")));
    String[] metrics = Files.readAllLines(run.resolve("metrics.csv")).getLast().split(",");
    List<String> watch = Files.readAllLines(run.resolve("watch.csv"));
    String[] spread = watch.getLast().split(",");
    double relative = Math.sqrt(Double.parseDouble(spread[1]) / Double.parseDouble(spread[2]));
    return String.format(Locale.ROOT, "| `%s` | %.1f | %.3f | %.2f | %.2f | %.3f | %.2f | %.2f | %.2f | %s |", name, value(document, "fid"),
        value(document, "kid"), value(document, "precision"), value(document, "recall"), value(document, "jsd_lower_bound"),
        Double.parseDouble(metrics[5]), Double.parseDouble(metrics[6]), relative, minutes(run));
  }

  private static double value(Map<?, ?> document, String metric) {
    for (Object entry : (List<?>) document.get("metrics")) {
      Map<?, ?> one = (Map<?, ?>) entry;
      if (one.get("name").toString().split("\\[")[0].equals(metric)) {
        return ((Number) one.get("value")).doubleValue();
      }
    }
    return Double.NaN;
  }

  private static String minutes(Path run) throws IOException {
    String time = "";
    for (String line : Files.readAllLines(run.resolve("log.txt"))) {
      Matcher done = DONE.matcher(line);
      time = done.find() ? done.group(2) : time;
    }
    return time;
  }

  private static BufferedImage picture(Path folder, List<String> runs) throws IOException {
    int rows = Math.ceilDiv(runs.size(), PANELS_PER_ROW);
    BufferedImage all = new BufferedImage(PANELS_PER_ROW * (PANEL + 8) - 8, rows * (PANEL + TITLE + 6), BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = all.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
    graphics.setColor(Color.BLACK);
    for (int i = 0; i < runs.size(); i++) {
      int x = i % PANELS_PER_ROW * (PANEL + 8);
      int y = i / PANELS_PER_ROW * (PANEL + TITLE + 6);
      graphics.drawString(runs.get(i), x + 2, y + 14);
      graphics.drawImage(last(folder.resolve(runs.get(i)).resolve("samples")), x, y + TITLE, PANEL, PANEL, null);
    }
    graphics.dispose();
    return all;
  }

  private static BufferedImage last(Path samples) throws IOException {
    try (var files = Files.list(samples)) {
      return ImageIO.read(files.sorted().toList().getLast().toFile());
    }
  }
}
