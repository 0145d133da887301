package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsTableTest {
  @TempDir
  private Path temp;

  private MetricsTable read(String text) throws IOException {
    return MetricsTable.read(Files.writeString(temp.resolve("metrics.csv"), text));
  }

  @Test
  void whatIsMissingIsPassedOver() throws IOException {
    MetricsTable table = read("step,epoch,loss_d,new\n1,1,0.5,\n2,1\n?,1,9,9\n3,1,NaN,7\n4,1,x,8\n5,1,0.");
    assertEquals(4, table.rows());
    assertEquals(4, table.lastStep());
    assertEquals(List.of("loss_d", "new"), List.copyOf(table.columns().keySet()));
    assertEquals(1, table.columns().get("loss_d").curve().columns().size());
    assertEquals(8, table.columns().get("new").last());
    assertEquals(7.5, table.columns().get("new").recentMean());
    assertTrue(Double.isNaN(table.columns().get("loss_d").last()));
  }

  @Test
  void emptyAndAbsentFilesHaveNoRows() throws IOException {
    assertEquals(0, MetricsTable.read(temp.resolve("none.csv")).rows());
    assertEquals(0, read("").rows());
    assertEquals(0, read("step,loss_d\n").rows());
    assertEquals(2, read("loss_d\n1\n2\n").lastStep());
  }

  @Test
  void theRecentMeanIsOfAHundred() throws IOException {
    StringBuilder text = new StringBuilder("step,a\n");
    IntStream.rangeClosed(1, 250).forEach(step -> text.append(step).append(',').append(step).append('\n'));
    assertEquals(200.5, read(text.toString()).columns().get("a").recentMean());
  }
}
