package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.tensor.DataException;

final class RecordedAlarmTest {
  @TempDir
  private Path temp;

  private Path file(String text) throws IOException {
    return Files.writeString(temp.resolve("alarms.csv"), text);
  }

  @Test
  void readsByTheHeadersNames() throws IOException {
    assertEquals(List.of(), RecordedAlarm.read(temp.resolve("alarms.csv")));
    assertEquals(List.of(), RecordedAlarm.read(file("")));
    assertEquals(List.of(new RecordedAlarm(7, "low-diversity", "0.1", "0.2", "too close, \"alike\"")),
        RecordedAlarm.read(file(RecordedAlarm.HEADER + "\n7,low-diversity,0.1,0.2,\"too close, \"\"alike\"\"\"\n9,cut")));
    assertEquals(List.of(new RecordedAlarm(3, "a", "", "2", "m"), new RecordedAlarm(4, "b", "", "", "")),
        RecordedAlarm.read(file("message,extra,alarm,step,value,threshold\nm,x,a,3,,2\n,,b,4\n")));
  }

  @Test
  void whatIsNoListOfAlarmsIsRefused() throws IOException {
    Path other = file("step,loss\n1,2\n");
    String message = assertThrows(DataException.class, () -> RecordedAlarm.read(other)).getMessage();
    assertTrue(message.contains("step,loss") && message.contains(RecordedAlarm.HEADER), message);
    Path damaged = file(RecordedAlarm.HEADER + "\nsoon,a,1,2,m\n");
    assertTrue(assertThrows(DataException.class, () -> RecordedAlarm.read(damaged)).getMessage().contains("soon"));
  }
}
