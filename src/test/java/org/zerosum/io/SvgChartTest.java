package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class SvgChartTest {
  private static SvgChart.Series series(String name, double... values) {
    Curve curve = new Curve();
    for (int i = 0; i < values.length; i++) {
      curve.add(i, values[i]);
    }
    return new SvgChart.Series(name, curve, "--d", false, true);
  }

  /** Parses strictly: what is not escaped is an error. */
  private static Element parse(String svg) {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)))
          .getDocumentElement();
    } catch (Exception e) {
      throw new AssertionError(svg, e);
    }
  }

  private static List<String> paths(Element svg, String kind) {
    List<String> found = new ArrayList<>();
    NodeList paths = svg.getElementsByTagName("path");
    for (int i = 0; i < paths.getLength(); i++) {
      Element path = (Element) paths.item(i);
      if (path.getAttribute("class").equals(kind)) {
        found.add(path.getAttribute("d"));
      }
    }
    return found;
  }

  private static List<String> texts(Element svg, String kind) {
    List<String> found = new ArrayList<>();
    NodeList texts = svg.getElementsByTagName("text");
    for (int i = 0; i < texts.getLength(); i++) {
      if (((Element) texts.item(i)).getAttribute("class").equals(kind)) {
        found.add(texts.item(i).getTextContent());
      }
    }
    return found;
  }

  @Test
  void axesLegendAndLabelsAreThere() {
    Element svg = parse(new SvgChart("c", "Losses").steps(0, 4).add(series("one", 0, 1, 2, 3, 4)).range(0, 4)
        .add(new SvgChart.Reference(2, "half", "--muted")).draw());
    assertEquals(List.of("0", "1", "2", "3", "4", "0", "1", "2", "3", "4", "step"), texts(svg, "tick"));
    assertEquals(List.of("one"), texts(svg, "name"));
    assertEquals(List.of("one"), texts(svg, "end"));
    assertEquals(List.of("half"), texts(svg, "note"));
    assertEquals(5, paths(svg, "grid").size());
    assertEquals("img", svg.getAttribute("role"));
    assertEquals("c-t c-d", svg.getAttribute("aria-labelledby"));
    assertEquals("Losses", svg.getElementsByTagName("title").item(0).getTextContent());
    assertEquals("one: 0 at first, 4 at last, between 0 and 4.",
        svg.getElementsByTagName("desc").item(0).getTextContent());
    // From the lower left corner to the upper right, along a straight line.
    String line = paths(svg, "line").getLast();
    String[] numbers = line.replaceAll("[ML]", " ").strip().split(" ");
    assertEquals(10, numbers.length);
    assertEquals(Double.parseDouble(numbers[4]), (Double.parseDouble(numbers[0]) + Double.parseDouble(numbers[8])) / 2,
        0.1);
    assertEquals(Double.parseDouble(numbers[5]), (Double.parseDouble(numbers[1]) + Double.parseDouble(numbers[9])) / 2,
        0.1);
    assertTrue(Double.parseDouble(numbers[1]) > Double.parseDouble(numbers[9]));
  }

  @Test
  void everyTextIsEscaped() {
    String evil = "</text><script>alert(\"1\")</script> & '";
    String drawn = new SvgChart("c", evil).steps(0, 2).add(series(evil, 1, 2, 3))
        .add(new SvgChart.Reference(2, evil, "--d")).alarms(List.of(new RecordedAlarm(1, evil, "", "", ""))).draw();
    assertFalse(drawn.contains("<script"));
    Element svg = parse(drawn);
    assertEquals(evil, texts(svg, "end").getFirst());
    assertEquals(evil, svg.getElementsByTagName("title").item(0).getTextContent());
    assertEquals("a&lt;b&gt;&amp;&quot;&#39;\ufffd😀\n", Markup.escape("a<b>&\"'\u0001😀\n"));
    assertEquals("\ufffd", Markup.escape("\ud800"));
  }

  @Test
  void missingValuesAreGapsAndLoneOnesDots() {
    Element svg = parse(new SvgChart("c", "t").steps(0, 6)
        .add(series("a", 1, 2, Double.NaN, 3, Double.NaN, 4, 5)).draw());
    String line = paths(svg, "line").getLast();
    assertEquals(2, line.chars().filter(c -> c == 'M').count(), line);
    assertFalse(line.contains("NaN"), line);
    assertEquals(1, paths(svg, "dot").getFirst().chars().filter(c -> c == 'M').count());
  }

  @Test
  void aChartWithoutValuesSaysSo() {
    for (boolean logarithmic : new boolean[] {false, true}) {
      SvgChart chart = new SvgChart("c", "t").add(series("a", Double.NaN));
      Element svg = parse(logarithmic ? chart.logarithmic().draw() : chart.draw());
      assertTrue(texts(svg, "tick").contains("no values"));
    }
  }

  @Test
  void logarithmicScalesLeaveOutWhatIsNotPositive() {
    Element svg = parse(new SvgChart("c", "t").steps(0, 5).logarithmic().add(series("a", 0.1, 1, 0, 10, 100, -1)).draw());
    String line = paths(svg, "line").getLast();
    assertEquals(2, line.chars().filter(c -> c == 'M').count(), line);
    assertTrue(texts(svg, "tick").containsAll(List.of("0.1", "1", "10", "100")), texts(svg, "tick").toString());
    // Equal ratios are equal distances.
    String[] numbers = line.replaceAll("[ML]", " ").strip().split(" ");
    assertEquals(Double.parseDouble(numbers[1]) - Double.parseDouble(numbers[3]),
        Double.parseDouble(numbers[5]) - Double.parseDouble(numbers[7]), 0.2);
  }

  @Test
  void extremeValuesStayInside() {
    for (double huge : new double[] {Float.MAX_VALUE, Double.MAX_VALUE, 1e-300}) {
      for (boolean logarithmic : new boolean[] {false, true}) {
        SvgChart chart = new SvgChart("c", "t").steps(0, 3).add(series("a", huge, 1, -huge, huge));
        String drawn = logarithmic ? chart.logarithmic().draw() : chart.draw();
        parse(drawn);
        assertFalse(drawn.contains("NaN") || drawn.contains("Infinity") || drawn.length() > 6_000, drawn);
      }
    }
    parse(new SvgChart("c", "t").steps(0, 3).add(series("a", 0, 0, 0)).draw());
  }

  @Test
  void anOutlierIsCutOffAndSaidSo() {
    double[] values = new double[400];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sin(i);
    }
    assertFalse(new SvgChart("c", "t").steps(0, 399).add(series("a", values)).cuts());
    values[200] = 1e6;
    SvgChart chart = new SvgChart("c", "t").steps(0, 399).add(series("a", values));
    assertTrue(chart.cuts());
    assertTrue(texts(parse(chart.draw()), "tick").contains("−1"));
  }

  @Test
  void longCurvesAreThinned() {
    Curve curve = new Curve();
    for (int step = 1; step <= 200_000; step++) {
      curve.add(step, Math.sin(step));
    }
    String drawn = new SvgChart("c", "t").steps(1, 200_000).add(new SvgChart.Series("a", curve, "--d", false, true)).draw();
    assertTrue(drawn.length() < 40_000, "characters: " + drawn.length());
    assertEquals(1, paths(parse(drawn), "band").size());
  }

  @Test
  void alarmsThatWouldTouchShareAMark() {
    List<RecordedAlarm> alarms = new ArrayList<>();
    for (int step = 0; step < 10_000; step++) {
      alarms.add(new RecordedAlarm(step, "a", "", "", ""));
    }
    Element svg = parse(new SvgChart("c", "t").steps(0, 10_000).add(series("a", 1, 2)).alarms(alarms).draw());
    assertTrue(paths(svg, "alarm").size() > 10 && paths(svg, "alarm").size() < 50);
    assertTrue(texts(svg, "name").contains("alarm"));
    assertTrue(svg.getTextContent().contains("step 0: a"));
  }
}
