package org.zerosum.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.io.Chart;
import org.zerosum.io.Chart.Axis;
import org.zerosum.io.Chart.Ink;
import org.zerosum.io.Chart.Line;
import org.zerosum.io.Picture;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.theory.GeneratorGradient;
import org.zerosum.theory.Logit;

/**
 * The slopes of G's two losses at a discriminator's logit and at its probability, by the tape and by formula.
 *
 * @param logits where
 */
record GradientsStudy(double[] logits) implements TheoryStudy {
  /** What the tape found for one loss, by logit: at D, at the logit by the composite on D, by softplus, and by the fused operation. */
  private record Found(GeneratorGradient loss, float[] atProbability, float[] throughProbability, float[] throughLogit, float[] fused) {}

  @Override
  public Findings on(Backend backend, Consumer<String> progress) {
    List<Found> all = new ArrayList<>();
    for (GeneratorGradient loss : GeneratorGradient.values()) {
      all.add(find(backend, loss));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    document.put("logit_least", logits[0]);
    document.put("logit_largest", logits[logits.length - 1]);
    List<Object> entries = new ArrayList<>();
    for (Found found : all) {
      entries.add(entry(found));
      lines.addAll(lines(found));
    }
    document.put("losses", entries);
    return new Findings(document, lines, picture(all));
  }

  private Found find(Backend backend, GeneratorGradient loss) {
    boolean saturating = loss == GeneratorGradient.SATURATING;
    float[] a = new float[logits.length];
    float[] d = new float[logits.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) logits[i];
      d[i] = (float) Logit.sigmoid(logits[i]);
    }
    UnaryOperator<Variable> ofProbability = x -> saturating
        ? Pointwise.log(Pointwise.addScalar(Pointwise.negate(x), 1)) : Pointwise.negate(Pointwise.log(x));
    UnaryOperator<Variable> ofLogit = x -> saturating
        ? Pointwise.negate(Pointwise.softplus(x)) : Pointwise.softplus(Pointwise.negate(x));
    try (Scope _ = backend.openScope()) {
      float[] fused = backend.generatorLoss(saturating ? GanLoss.SATURATING : GanLoss.NON_SATURATING,
          backend.tensor(Shape.of(a.length), a), null).gradient().toArray();
      for (int i = 0; i < fused.length; i++) {
        fused[i] *= fused.length;
      }
      return new Found(loss, slope(backend, d, ofProbability), slope(backend, a, x -> ofProbability.apply(Pointwise.sigmoid(x))),
          slope(backend, a, ofLogit), fused);
    }
  }

  /** The derivative of a function at each number. */
  private static float[] slope(Backend backend, float[] at, UnaryOperator<Variable> function) {
    Tape tape = new Tape(backend);
    Variable x = tape.leaf(backend.tensor(Shape.of(at.length), at));
    Variable y = function.apply(x);
    Variable seed = tape.constant(backend.full(Shape.of(at.length), 1));
    return tape.gradients(y, seed, List.of(x), false).getFirst().value().toArray();
  }

  /** The largest |found − formula| / |formula|, NaN if one is not finite. */
  private double deviation(float[] found, java.util.function.DoubleUnaryOperator formula) {
    double largest = 0;
    for (int i = 0; i < found.length; i++) {
      double expected = formula.applyAsDouble(logits[i]);
      largest = Math.max(largest, Math.abs(found[i] - expected) / Math.abs(expected));
    }
    return largest;
  }

  private static int broken(float[] found) {
    int count = 0;
    for (float value : found) {
      count += Float.isFinite(value) ? 0 : 1;
    }
    return count;
  }

  private Map<String, Object> entry(Found found) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("loss", Words.of(found.loss));
    entry.put("largest_deviation_through_logit", deviation(found.throughLogit, found.loss::atLogit));
    entry.put("largest_deviation_fused", deviation(found.fused, found.loss::atLogit));
    entry.put("not_finite_at_probability", broken(found.atProbability));
    entry.put("not_finite_through_probability", broken(found.throughProbability));
    List<Object> rows = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("logit", logits[i]);
      row.put("d", Logit.sigmoid(logits[i]));
      row.put("formula_at_probability", found.loss.atProbability(logits[i]));
      row.put("autograd_at_probability", found.atProbability[i]);
      row.put("formula_at_logit", found.loss.atLogit(logits[i]));
      row.put("autograd_at_logit", found.throughLogit[i]);
      row.put("fused_at_logit", found.fused[i]);
      row.put("autograd_through_probability", found.throughProbability[i]);
      rows.add(row);
    }
    entry.put("rows", rows);
    return entry;
  }

  private List<String> lines(Found found) {
    List<String> lines = new ArrayList<>();
    lines.add(Words.of(found.loss) + (found.loss == GeneratorGradient.SATURATING ? ", L = log(1 - D)" : ", L = -log D"));
    lines.add("  logit   D(G(z))    dL/dD      dL/da     autograd   fused");
    for (int part = 0; part <= 6; part++) {
      int i = part * (logits.length - 1) / 6;
      double a = logits[i];
      lines.add(String.format(Locale.ROOT, "  %+6.1f  %.2e  %+.2e  %+.2e  %+.2e  %+.2e", a, Logit.sigmoid(a),
          found.loss.atProbability(a), found.loss.atLogit(a), found.throughLogit[i], found.fused[i]));
    }
    lines.add(String.format(Locale.ROOT, "  largest relative deviation from the formula: autograd %.1e, fused %.1e; by way of the"
        + " probability %d of %d are not finite", deviation(found.throughLogit, found.loss::atLogit),
        deviation(found.fused, found.loss::atLogit), broken(found.throughProbability), logits.length));
    return lines;
  }

  private Picture picture(List<Found> all) {
    Found non = all.get(GeneratorGradient.NON_SATURATING.ordinal());
    Found saturating = all.get(GeneratorGradient.SATURATING.ordinal());
    double end = Logit.sigmoid(logits[0]);
    // Of each picture the other's end is left out: on its logarithmic axis that is a single place.
    double[] d = Lines.map(logits, a -> a > 3 ? Double.NaN : Logit.sigmoid(a));
    double[] rest = Lines.map(logits, a -> a < -3 ? Double.NaN : Logit.sigmoid(-a));
    Picture rejected = half("D rejects the samples", "D(G(z))", d, end, non, saturating, true);
    Picture fooled = half("D takes the samples for real", "1 \u2212 D(G(z))", rest, end, non, saturating, false);
    return Chart.beside(rejected, fooled);
  }

  /** One end: the slopes' lengths against D or 1 − D. */
  private Picture half(String title, String label, double[] x, double end, Found non, Found saturating, boolean low) {
    GeneratorGradient exploding = low ? GeneratorGradient.NON_SATURATING : GeneratorGradient.SATURATING;
    double least = Math.max(end, 1e-15);
    return Chart.of(title, Axis.logarithmic(label, least, 1), Axis.logarithmic("length of the gradient", least, 1 / least),
        Line.dashed(low ? "at the probability: 1/D" : "at the probability: 1/(1 \u2212 D)", Ink.GREY, x,
            Lines.map(logits, a -> Math.abs(exploding.atProbability(a)))),
        Line.solid("\u2212log D at the logit: 1 \u2212 D", Ink.GREEN, x, Lines.map(logits, a -> Math.abs(non.loss.atLogit(a)))),
        Line.solid("log(1 \u2212 D) at the logit: D", Ink.ORANGE, x, Lines.map(logits, a -> Math.abs(saturating.loss.atLogit(a)))),
        Line.dots("autograd", Ink.BLACK, thin(x), thin(lengths(non.throughLogit))),
        Line.dots(null, Ink.BLACK, thin(x), thin(lengths(saturating.throughLogit)))).draw();
  }

  private static double[] lengths(float[] values) {
    double[] lengths = new double[values.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = Math.abs(values[i]);
    }
    return lengths;
  }

  /** At most about 40 of the numbers, so that dots stay apart. */
  private static double[] thin(double[] numbers) {
    int step = Math.max(1, numbers.length / 40);
    double[] some = new double[(numbers.length + step - 1) / step];
    for (int i = 0; i < some.length; i++) {
      some[i] = numbers[i * step];
    }
    return some;
  }
}
