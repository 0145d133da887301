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

final class AlarmTest {
  @TempDir
  private Path temp;

  private Path file(String text) throws IOException {
    return Files.writeString(temp.resolve("alarms.csv"), text);
  }

  @Test
  void readsByTheHeadersNames() throws IOException {
    assertEquals(List.of(), Alarm.read(temp.resolve("alarms.csv")));
    assertEquals(List.of(), Alarm.read(file("")));
    assertEquals(List.of(new Alarm(7, "low-diversity", "0.1", "0.2", "too close, \"alike\"")),
        Alarm.read(file(Alarm.HEADER + "\n7,low-diversity,0.1,0.2,\"too close, \"\"alike\"\"\"\n9,cut")));
    assertEquals(List.of(new Alarm(3, "a", "", "2", "m"), new Alarm(4, "b", "", "", "")),
        Alarm.read(file("message,extra,alarm,step,value,threshold\nm,x,a,3,,2\n,,b,4\n")));
  }

  @Test
  void whatIsNoListOfAlarmsIsRefused() throws IOException {
    Path other = file("step,loss\n1,2\n");
    String message = assertThrows(DataException.class, () -> Alarm.read(other)).getMessage();
    assertTrue(message.contains("step,loss") && message.contains(Alarm.HEADER), message);
    Path damaged = file(Alarm.HEADER + "\nsoon,a,1,2,m\n");
    assertTrue(assertThrows(DataException.class, () -> Alarm.read(damaged)).getMessage().contains("soon"));
  }
}
