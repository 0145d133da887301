package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.zerosum.autograd.GanLosses;
import org.zerosum.autograd.GradientCheck;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * The objectives that {@code gradcheck} knows by name, each as D's and as G's loss: composed of operations, at both orders, and
 * fused as a training step takes it, whose gradients are written by hand.
 */
final class ObjectiveChecks {
  /** One-sided smoothing, where the loss has a label, so that both of its terms are there. */
  private static final float LABEL = 0.9f;

  private final GanLoss loss;
  private final GradientEntry.Settings settings;
  private final List<GradientEntry> entries = new ArrayList<>();
  private final List<Input> both;

  private ObjectiveChecks(GanLoss loss, GradientEntry.Settings settings) {
    this.loss = loss;
    this.settings = settings;
    this.both = List.of(Input.random(settings.seed(), 5, 1).named("real"), Input.random(settings.seed() + 1, 3, 1).named("fake"));
  }

  static List<String> names() {
    return Arrays.stream(GanLoss.values()).map(Words::of).toList();
  }

  /** The checks of one objective. */
  static List<GradientEntry> of(String name, GradientEntry.Settings settings) {
    GanLoss loss = Arrays.stream(GanLoss.values()).filter(one -> Words.of(one).equals(name)).findFirst().orElseThrow();
    ObjectiveChecks checks = new ObjectiveChecks(loss, settings);
    checks.discriminator();
    checks.generator();
    return checks.entries;
  }

  private void discriminator() {
    float label = loss.takesLabel() ? LABEL : 1;
    composed("D", both, v -> GanLosses.discriminatorLoss(loss, v.get(0), v.get(1), label));
    fused("D", both, in -> {
      DiscriminatorLoss result = backend(in).discriminatorLoss(loss, in.get(0), in.get(1), label);
      return List.of(result.values(), result.realGradient(), result.fakeGradient());
    });
  }

  private void generator() {
    Input fake = both.getLast();
    float[] real = both.getFirst().values();
    composed("G", loss.needsReal() ? List.of(both.getLast(), both.getFirst()) : List.of(fake),
        v -> GanLosses.generatorLoss(loss, v.getFirst(), loss.needsReal() ? v.getLast() : null));
    // Real logits are held fixed here: the fused gradient is that of the fake ones alone.
    fused("G", List.of(fake), in -> {
      Tensor fixed = loss.needsReal() ? backend(in).tensor(both.getFirst().shape(), real) : null;
      GeneratorLoss result = backend(in).generatorLoss(loss, in.getFirst(), fixed);
      return List.of(result.values(), result.gradient());
    });
  }

  private static Backend backend(List<Tensor> tensors) {
    return tensors.getFirst().backend();
  }

  private void composed(String player, List<Input> inputs, Function<List<Variable>, Variable> function) {
    for (int order : settings.orders()) {
      add(player, "composed", inputs, order, backend -> {
        GradientCheck check = new GradientCheck(backend, function, inputs, settings.tolerance());
        return order == 1 ? check.firstOrder() : check.secondOrder();
      });
    }
  }

  /**
   * Adds the check of a fused loss.
   *
   * @param loss gives its values, the loss first, and the gradients
   */
  private void fused(String player, List<Input> inputs, Function<List<Tensor>, List<Tensor>> loss) {
    if (settings.orders().contains(1)) {
      Function<List<Tensor>, Tensor> value = in -> backend(in).slice(loss.apply(in).getFirst(), 0, 0, 1);
      Function<List<Tensor>, List<Tensor>> gradients = in -> {
        List<Tensor> results = loss.apply(in);
        return results.subList(1, results.size());
      };
      add(player, "fused", inputs, 1, backend -> GradientCheck.fused(backend, value, gradients, inputs, settings.tolerance()));
    }
  }

  private void add(String player, String form, List<Input> inputs, int order, Function<Backend, GradientCheck.Report> check) {
    String shapes = inputs.stream().map(input -> input.name() + " " + input.shape()).collect(Collectors.joining(", "));
    entries.add(new GradientEntry("objective", Words.of(loss), shapes, "loss of " + player + ", " + form, order, check));
  }

  /** The checks of a function of one's own, each argument of the given shape. */
  static List<GradientEntry> entries(String name, Function<List<Variable>, Variable> function, List<Shape> shapes,
      GradientEntry.Settings settings) {
    List<Input> inputs = IntStream.range(0, shapes.size())
        .mapToObj(i -> Input.random(settings.seed() + i, shapes.get(i).toArray())).toList();
    return settings.orders().stream().map(order -> new GradientEntry("function", name,
        shapes.stream().map(Shape::toString).collect(Collectors.joining(" and ")), "", order, backend -> {
          GradientCheck check = new GradientCheck(backend, function, inputs, settings.tolerance());
          return order == 1 ? check.firstOrder() : check.secondOrder();
        })).toList();
  }
}
