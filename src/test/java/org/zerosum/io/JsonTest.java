package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.zerosum.tensor.DataException;

final class JsonTest {
  private static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  @Test
  void writesInTheGivenOrder() {
    Object value = map("z", 1, "a", Arrays.asList(true, null, "x"), "m", map(), "l", List.of());
    assertEquals("{\"z\":1,\"a\":[true,null,\"x\"],\"m\":{},\"l\":[]}", Json.write(value));
    assertEquals("{\n  \"z\": 1,\n  \"a\": [\n    true,\n    null,\n    \"x\"\n  ],\n  \"m\": {},\n  \"l\": []\n}\n",
        Json.writePretty(value));
  }

  @Test
  void escapesAndReadsBackAnyText() {
    String text = "\"\\/\b\f\n\r\t\u0000\u001f é 中 😀 \u2028";
    assertEquals(text, Json.parse(Json.write(text)));
    assertEquals("\"\\\"\\\\\\n\\u0001\"", Json.write("\"\\\n\u0001"));
    assertEquals("😀é/", Json.parse("\"\\ud83d\\uDE00\\u00e9\\/\""));
    assertEquals("\"a\ufffdb\"", Json.write("a\ud83db"));
    assertEquals("\"\ufffd\"", Json.write("\ude00"));
  }

  @Test
  void numbersRoundTrip() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      float single = Float.intBitsToFloat(random.nextInt());
      if (Double.isFinite(value) && Float.isFinite(single)) {
        assertEquals(value, Json.parse(Json.write(value)));
        assertEquals(single, ((Double) Json.parse(Json.write(single))).floatValue());
      }
      long whole = random.nextLong();
      assertEquals(whole, Json.parse(Json.write(whole)));
    }
    for (long whole : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertEquals(whole, Json.parse(Long.toString(whole)));
    }
    assertEquals(9.223372036854775808e18, Json.parse("9223372036854775808"));
    assertEquals(-0.0, Json.parse("-0.0"));
    assertEquals(1.5e-3, Json.parse(" 1.5E-3 "));
    assertEquals("[null,null,null]", Json.write(Arrays.asList(Double.NaN, Float.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY)));
  }

  @Test
  void readsNestedValues() {
    assertEquals(map("a", Arrays.asList(1L, 2.0, map("b", null)), "c", false),
        Json.parse(" { \"a\" : [1 ,2.0, {\"b\":null}],\n\"c\":false}\t"));
  }

  @Test
  void refusesEverythingThatIsNotJson() {
    for (String bad : List.of("", " ", "{", "}", "[", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
        "{\"a\":1,\"a\":2}", "01", "-",
        "1.", ".5", "1e", "+1", "NaN", "nul", "truefalse", "\"", "\"\\", "\"\\x\"", "\"\\u12g4\"", "\"\\u12",
            "\"\\ud83d\"", "\"\\ude00\"",
        "\"\t\"", "[1] 2", "'a'", "\u00a01", "\u0661", "\"a\u0000", "{1:2}")) {
      DataException failure = assertThrows(DataException.class, () -> Json.parse(bad), bad);
      assertTrue(failure.getMessage().startsWith("JSON: "), failure::getMessage);
    }
  }

  @Test
  void boundsTheDepth() {
    assertTrue(Json.parse("[".repeat(64) + "]".repeat(64)) instanceof List);
    assertThrows(DataException.class, () -> Json.parse("[".repeat(100_000)));
    Object nested = 1;
    for (int i = 0; i < 70; i++) {
      nested = List.of(nested);
    }
    Object tooDeep = nested;
    assertThrows(IllegalArgumentException.class, () -> Json.write(tooDeep));
    assertThrows(IllegalArgumentException.class, () -> Json.write(new Object()));
    assertThrows(IllegalArgumentException.class, () -> Json.write(Map.of(1, 2)));
  }
}
