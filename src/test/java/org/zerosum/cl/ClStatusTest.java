package org.zerosum.cl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jocl.CL;
import org.junit.jupiter.api.Test;

class ClStatusTest {
  @Test
  void namesEveryStatusOfTheSpecification() {
    for (int status = -1; status >= -72; status--) {
      boolean gap = status < -19 && status > -30;
      assertEquals(gap, ClStatus.name(status).equals("unknown status"), "status " + status);
    }
    assertEquals("CL_PLATFORM_NOT_FOUND_KHR", ClStatus.name(-1001));
    assertEquals("CL_INVALID_COMMAND_BUFFER_KHR", ClStatus.name(-1138));
    assertEquals("CL_INVALID_SYNC_POINT_WAIT_LIST_KHR", ClStatus.name(-1139));
    assertEquals("CL_INCOMPATIBLE_COMMAND_QUEUE_KHR", ClStatus.name(-1140));
    assertEquals("CL_SUCCESS", ClStatus.name(0));
    assertEquals("unknown status", ClStatus.name(-5000));
  }

  /** JOCL's function that names statuses, an independent table, says the same wherever it has a name. */
  @Test
  void agreesWithJocl() {
    for (int status = 0; status >= -70; status--) {
      if (!ClStatus.name(status).equals("unknown status")) {
        assertEquals(CL.stringFor_errorCode(status), ClStatus.name(status), "status " + status);
      }
    }
    assertEquals(CL.stringFor_errorCode(CL.CL_PLATFORM_NOT_FOUND_KHR), ClStatus.name(-1001));
  }

  @Test
  void messageNamesCallStatusSubjectAndRemedy() {
    ClException e = new ClException("clCreateBuffer", CL.CL_MEM_OBJECT_ALLOCATION_FAILURE, "a buffer of 7 bytes");
    assertEquals("clCreateBuffer", e.call());
    assertEquals(-4, e.status());
    assertEquals("CL_MEM_OBJECT_ALLOCATION_FAILURE", e.statusName());
    assertEquals("a buffer of 7 bytes", e.context());
    assertTrue(e.getMessage().startsWith(
        "clCreateBuffer failed with CL_MEM_OBJECT_ALLOCATION_FAILURE (-4) on a buffer of 7 bytes; "),
        e.getMessage());
  }
}
