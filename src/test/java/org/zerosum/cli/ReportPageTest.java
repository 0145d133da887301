package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's page as a browser shows it: Debian's {@code chromium}, without a window and without network. */
final class ReportPageTest {
  private static final int PAGE_LIGHT = 0xf5f6f7;
  private static final int PAGE_DARK = 0x131619;
  private static final int D_LIGHT = 0x1767a8;
  private static final int G_LIGHT = 0xbd4b00;
  private static final int D_DARK = 0x6fb3ea;

  @TempDir
  private Path temp;

  private Path browser;

  @BeforeEach
  void findBrowser() {
    browser = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).filter(part -> !part.isEmpty())
        .map(folder -> Path.of(folder, "chromium")).filter(Files::isExecutable).findFirst().orElse(null);
    Assumptions.assumeTrue(browser != null, "there is no chromium on the PATH; install it to test the page in a browser");
  }

  /** What the browser printed and what it complained about. */
  private record Shown(String out, String err) {}

  private Shown show(Path page, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(browser.toString(), "--headless", "--no-sandbox", "--disable-gpu",
        "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
        "--user-data-dir=" + temp.resolve("profile"), "--enable-logging=stderr", "--virtual-time-budget=2000"));
    command.addAll(List.of(options));
    command.add(page.toUri().toString());
    Path out = temp.resolve("out.txt");
    Path err = temp.resolve("err.txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    // What is put before the Java runtime is not meant for the browser.
    builder.environment().remove("LD_PRELOAD");
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "chromium did not end");
    } finally {
      process.destroyForcibly();
    }
    Shown shown = new Shown(Files.readString(out), Files.readString(err));
    assertEquals(0, process.exitValue(), () -> command + "\n" + shown.err);
    return shown;
  }

  private BufferedImage screenshot(Path page, String name, int width, String... options) throws Exception {
    Path picture = temp.resolve(name);
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--screenshot=" + picture, "--window-size=" + width + ",2600"));
    Shown shown = show(page, all.toArray(String[]::new));
    assertFalse(shown.err.contains("CONSOLE"), shown.err);
    BufferedImage image = ImageIO.read(picture.toFile());
    assertEquals(width, image.getWidth());
    return image;
  }

  /** How many pixels have each colour. */
  private static Map<Integer, Integer> colours(BufferedImage image) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        counts.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
      }
    }
    return counts;
  }

  /** The outermost columns hold nothing but the page's colour: nothing is wider than the screen. */
  private static void assertFits(BufferedImage image, int colour) {
    for (int y = 0; y < image.getHeight(); y++) {
      assertEquals(colour, image.getRGB(image.getWidth() - 2, y) & 0xffffff, "row " + y);
      assertEquals(colour, image.getRGB(1, y) & 0xffffff, "row " + y);
    }
  }

  @Test
  void aBrowserShowsEverythingWithoutNetwork() throws Exception {
    Path folder = ReportCommandTest.run(temp.resolve("ring"));
    Cli.run("report", folder).exits(0);
    Path page = folder.resolve("report.html");

    Map<Integer, Integer> wide = colours(screenshot(page, "wide.png", 1280));
    assertTrue(wide.size() > 100, "colours: " + wide.size());
    assertTrue(wide.getOrDefault(PAGE_LIGHT, 0) > 100_000 && wide.getOrDefault(0xffffff, 0) > 100_000);
    assertTrue(wide.getOrDefault(D_LIGHT, 0) > 200 && wide.getOrDefault(G_LIGHT, 0) > 200, "the curves are missing");

    BufferedImage phone = screenshot(page, "phone.png", 500, "--blink-settings=preferredColorScheme=0");
    Map<Integer, Integer> dark = colours(phone);
    assertTrue(dark.getOrDefault(PAGE_DARK, 0) > 50_000 && dark.getOrDefault(D_DARK, 0) > 200, "not dark");
    assertEquals(0, dark.getOrDefault(PAGE_LIGHT, 0));
    assertFits(phone, PAGE_DARK);

    String tree = show(page, "--dump-dom").out;
    for (String section : ReportCommandTest.SECTIONS) {
      assertTrue(tree.contains(">" + section + "</h2>"), section);
    }
    assertTrue(tree.contains(">Evaluation</h2>") && tree.contains("</footer>") && tree.contains("</svg>"));
    // The browser read the elements as they were written: none was closed for us or moved.
    String written = Files.readString(page);
    for (String element : List.of("<section", "<figure", "<table", "<tr", "<td", "<th", "<svg", "<path", "<text", "<img")) {
      assertEquals(count(written, element), count(tree, element), element);
    }
    assertFalse(Pattern.compile("https?:").matcher(tree).find());
  }

  private static int count(String text, String element) {
    return (int) Pattern.compile(element + "[ >]").matcher(text).results().count();
  }

  /** Shows that a complaint would have been seen: the page's own policy forbids what comes from elsewhere. */
  @Test
  void whatThePageMayNotDoIsNoticed() throws Exception {
    Path folder = temp.resolve("ring");
    Cli.trainRing(folder, "--steps", 1).exits(0);
    Path changed = temp.resolve("changed.html");
    Files.writeString(changed, Files.readString(folder.resolve("report.html")).replace("<main>",
        "<main><img alt=\"\" src=\"http://example.invalid/a.png\"><script>console.log(1)</script>"));
    String complaints = show(changed, "--dump-dom").err;
    assertTrue(complaints.contains("CONSOLE") && complaints.contains("Content Security Policy"), complaints);
  }
}
