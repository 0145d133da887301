package org.zerosum.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.ProbeDiscriminator;
import org.zerosum.io.Chart;
import org.zerosum.io.Chart.Axis;
import org.zerosum.io.Chart.Ink;
import org.zerosum.io.Chart.Line;
import org.zerosum.io.Picture;
import org.zerosum.nn.Activation;
import org.zerosum.nn.Initializer.Constant;
import org.zerosum.nn.Layer;
import org.zerosum.nn.Linear;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.Sequential;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import org.zerosum.theory.Mixture;

/**
 * Garcia's lemmas 2.1 and 2.2 with real networks: the value L(θ, φ) = V(D, G) + 2 ln 2 and G's gradients where D is 1/2 everywhere,
 * where D is perfect, and on the way from one to the other.
 *
 * @param generators how many θ
 * @param steps updates of the trained D
 * @param samples of the data and of each G
 * @param seed of all
 */
record ExtremesStudy(int generators, int steps, int samples, long seed) implements TheoryStudy {
  private static final int LATENT = 2;
  private static final int PARAMETERS = 1;
  private static final int LATENT_STREAM = 99;
  /** D's logit is this times x: with |x| ≥ 1, sigmoid(±200) is exactly 0 and 1 in float32. */
  private static final float STEEPNESS = 200;
  private static final Mixture DATA = Mixture.uniform(1, 3);

  /** L, and the lengths of G's gradients of the saturating loss (which is L's) and of the non-saturating one. */
  private record Left(double loss, double saturating, double nonSaturating) {}

  /** G: R² → [−3, −1], whatever θ is. */
  private static Layer generator() {
    return Sequential.of(new Linear(LATENT, 16), new Activation.Tanh(), new Linear(16, 1), new Activation.Tanh(),
        new Linear(1, 1, new Constant(1), new Constant(-2)));
  }

  /** D: sigmoid(steepness · x). */
  private static Layer discriminator(float steepness) {
    return Sequential.of(new Linear(1, 1, new Constant(steepness), new Constant(0)));
  }

  @Override
  public Findings on(Backend backend, Consumer<String> progress) {
    float[] real = new float[samples];
    DATA.fill(new SplittableRandom(seed), real);
    List<String> lines = new ArrayList<>();
    List<Object> rows = extremes(backend, real, lines);
    progress.accept("training D for " + steps + " steps on data and samples that do not meet");
    List<Integer> moments = new ArrayList<>();
    List<Left> way = train(backend, real, moments);
    Left last = way.getLast();
    lines.add(String.format(Locale.ROOT, "a D trained for %d steps: 2 log 2 - L = %.1e, gradients %.1e, %.1e (at the start %.1e, %.1e)",
        steps, 2 * Math.log(2) - last.loss, last.saturating, last.nonSaturating, way.getFirst().saturating,
        way.getFirst().nonSaturating));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("seed", seed);
    document.put("samples", samples);
    document.put("two_log_2", 2 * Math.log(2));
    document.put("generators", rows);
    document.put("trained", trained(way, moments));
    return new Findings(document, lines, picture(way, moments));
  }

  /** Both extremes for every θ. */
  private List<Object> extremes(Backend backend, float[] real, List<String> lines) {
    Network ignorant = new Network(backend, discriminator(0), seed, PARAMETERS);
    Network perfect = new Network(backend, discriminator(STEEPNESS), seed, PARAMETERS);
    List<Object> rows = new ArrayList<>();
    lines.add("theta   D = 1/2: L     gradients          D perfect: L - 2 log 2   gradients");
    lines.add("                       saturating, non-saturating                     saturating, non-saturating");
    for (int i = 0; i < generators; i++) {
      Network theta = new Network(backend, generator(), seed + i, PARAMETERS);
      Left half = left(theta, ignorant, real);
      Left sure = left(theta, perfect, real);
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("theta_seed", seed + i);
      row.put("ignorant", entry(half));
      row.put("perfect", entry(sure));
      rows.add(row);
      lines.add(String.format(Locale.ROOT, "%-7d %+.1e     %.1e, %.1e    %+.1e                  %.1e, %.1e", seed + i, half.loss,
          half.saturating, half.nonSaturating, sure.loss - 2 * Math.log(2), sure.saturating, sure.nonSaturating));
    }
    return rows;
  }

  private static Map<String, Object> entry(Left left) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("loss", left.loss);
    entry.put("gradient_norm_saturating", left.saturating);
    entry.put("gradient_norm_non_saturating", left.nonSaturating);
    return entry;
  }

  private static List<Object> trained(List<Left> way, List<Integer> moments) {
    List<Object> rows = new ArrayList<>();
    for (int i = 0; i < way.size(); i++) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("step", moments.get(i));
      row.putAll(entry(way.get(i)));
      rows.add(row);
    }
    return rows;
  }

  /** L and G's gradients for a fixed D, by the operations that training uses. */
  private Left left(Network theta, Network discriminator, float[] real) {
    Backend backend = theta.backend();
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Pass pass = theta.training(tape);
      Variable z = tape.constant(backend.normal(Shape.of(samples, LATENT), new Noise(seed, LATENT_STREAM, 0), 0, 1));
      Variable logits = discriminator.frozen(tape).apply(pass.apply(z));
      Tensor onReal = discriminator.inference(tape).apply(tape.constant(backend.tensor(Shape.of(samples, 1), real))).value();
      double value = backend.discriminatorLoss(GanLoss.SATURATING, onReal, logits.value(), 1).values().toArray()[1];
      double[] norms = new double[2];
      for (int i = 0; i < 2; i++) {
        GeneratorLoss loss = backend.generatorLoss(i == 0 ? GanLoss.SATURATING : GanLoss.NON_SATURATING, logits.value(), null);
        theta.backward(pass, logits, tape.constant(loss.gradient()));
        norms[i] = Math.sqrt(backend.sumOfSquares(theta.gradients()).toArray()[0]);
      }
      return new Left(value + 2 * Math.log(2), norms[0], norms[1]);
    }
  }

  /** Trains D against the first θ, which stands still, and looks at about 60 moments. */
  private List<Left> train(Backend backend, float[] real, List<Integer> moments) {
    Network theta = new Network(backend, generator(), seed, PARAMETERS);
    ProbeDiscriminator probe =
        new ProbeDiscriminator(backend, new Architecture.Mlp(1, 32, 2, 1), Optimizer.Adam.forGan(1e-3), 256, seed);
    SplittableRandom random = new SplittableRandom(seed + 1);
    List<Left> way = new ArrayList<>();
    int[] draw = new int[1];
    for (int step = 0; step <= steps; step++) {
      if (step % Math.max(1, steps / 60) == 0 || step == steps) {
        moments.add(step);
        way.add(left(theta, probe.network(), real));
      }
      if (step < steps) {
        probe.step(out -> DATA.fill(random, out), out -> generate(theta, out, ++draw[0]));
      }
    }
    return way;
  }

  private void generate(Network theta, float[] out, int draw) {
    Backend backend = theta.backend();
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Variable z = tape.constant(backend.normal(Shape.of(out.length, LATENT), new Noise(seed, LATENT_STREAM, draw), 0, 1));
      backend.read(theta.inference(tape).apply(z).value(), out, 0);
    }
  }

  private static Picture picture(List<Left> way, List<Integer> moments) {
    double[] step = moments.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] loss = way.stream().mapToDouble(Left::loss).toArray();
    double[] saturating = way.stream().mapToDouble(Left::saturating).toArray();
    double[] nonSaturating = way.stream().mapToDouble(Left::nonSaturating).toArray();
    double end = Math.max(1, Lines.largest(step));
    double[] ends = {0, end};
    Axis x = Axis.linear("updates of D, G standing still", 0, end);
    Picture value = Chart.of("L = V(D, G) + 2 log 2 on supports that do not meet", x,
        Axis.linear("L in nats", Math.min(-0.1, java.util.Arrays.stream(loss).min().orElseThrow()), 1.5),
        Line.solid("L", Ink.BLUE, step, loss), Line.dashed("2 log 2: D perfect", Ink.RED, ends, new double[] {2 * Math.log(2),
            2 * Math.log(2)}), Line.dashed("0: D = 1/2", Ink.GREY, ends, new double[2])).draw();
    double low = Math.max(1e-12, java.util.Arrays.stream(saturating).filter(norm -> norm > 0).min().orElse(1e-12));
    double high = 2 * Math.max(Math.max(Lines.largest(nonSaturating), Lines.largest(saturating)), 2 * low);
    Picture gradients = Chart.of("What is left for G", x, Axis.logarithmic("length of G's gradient", low / 2, high),
        Line.solid("saturating, log(1 \u2212 D)", Ink.ORANGE, step, saturating),
        Line.solid("non-saturating, \u2212log D", Ink.GREEN, step, nonSaturating)).draw();
    return Chart.beside(value, gradients);
  }
}
