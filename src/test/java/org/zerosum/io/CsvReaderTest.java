package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CsvReaderTest {
  private static List<List<String>> read(String text) throws IOException {
    CsvReader reader = new CsvReader(new StringReader(text));
    List<List<String>> records = new ArrayList<>();
    for (List<String> cells = reader.next(); cells != null; cells = reader.next()) {
      records.add(cells);
    }
    return records;
  }

  @Test
  void readsCellsAndLines() throws IOException {
    assertEquals(List.of(List.of("a", "b"), List.of("1", ""), List.of("")), read("a,b\n1,\r\n\n"));
    assertEquals(List.of(), read(""));
  }

  @Test
  void quotesHoldCommasLinesAndQuotes() throws IOException {
    assertEquals(List.of(List.of("a,b", "c\nd", "say \"no\"", "", "\"")),
        read("\"a,b\",\"c\nd\",\"say \"\"no\"\"\",\"\",\"\"\"\"\n"));
  }

  @Test
  void aTornLastLineIsLeftOut() throws IOException {
    assertEquals(List.of(List.of("1", "2")), read("1,2\n3,0."));
    assertEquals(List.of(List.of("1", "2")), read("1,2\n3,\"x\n"));
  }
}
