package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleTimelineTest {
  @TempDir
  private Path temp;

  @Test
  void theFirstAndTheLastAreAlwaysChosen() {
    assertEquals(List.of(1, 2), SampleTimeline.evenly(List.of(1, 2), 12));
    for (int size = 1; size < 500; size++) {
      List<Integer> all = IntStream.range(0, size).boxed().toList();
      List<Integer> chosen = SampleTimeline.evenly(all, 12);
      assertEquals(Math.min(12, size), chosen.stream().distinct().count());
      assertEquals(0, chosen.getFirst());
      assertEquals(size - 1, chosen.getLast());
    }
  }

  @Test
  void picturesAreEmbeddedInOrderOfTheirSteps() throws IOException {
    Png.write(temp.resolve("step-1000000.png"), new Picture(2, 1, 1, new byte[2]));
    Png.write(temp.resolve("step-000500.png"), new Picture(3, 1, 1, new byte[3]));
    Files.writeString(temp.resolve("step-000700.png"), "this is no picture, only some text");
    Files.writeString(temp.resolve("step-x.png"), "");
    StringWriter out = new StringWriter();
    new SampleTimeline(temp).write(out);
    String page = out.toString();
    assertTrue(page.indexOf("Generated samples at step 500\" width=\"3\" height=\"1\" src=\"data:image/png;base64,iVBOR")
        < page.indexOf("Generated samples at step 1,000,000\" width=\"2\""), page);
    assertTrue(page.contains("not a picture") && page.contains("step 700"), page);
    assertFalse(page.contains("step-x"), page);
    StringWriter none = new StringWriter();
    new SampleTimeline(temp.resolve("none")).write(none);
    assertTrue(none.toString().contains("no sample pictures"));
  }
}
