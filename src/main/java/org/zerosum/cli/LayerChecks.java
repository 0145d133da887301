package org.zerosum.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.zerosum.nn.Activation;
import org.zerosum.nn.AuxiliaryHead;
import org.zerosum.nn.BatchNorm2d;
import org.zerosum.nn.ClassEmbedding;
import org.zerosum.nn.ConditionalBatchNorm2d;
import org.zerosum.nn.Conv2dLayer;
import org.zerosum.nn.ConvTranspose2dLayer;
import org.zerosum.nn.Flatten;
import org.zerosum.nn.Initializer;
import org.zerosum.nn.Layer;
import org.zerosum.nn.LayerCheck;
import org.zerosum.nn.Linear;
import org.zerosum.nn.MinibatchStdDev;
import org.zerosum.nn.Pack;
import org.zerosum.nn.ProjectionHead;
import org.zerosum.nn.Reshape;
import org.zerosum.nn.Sequential;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Shape;

/**
 * The layers that {@code gradcheck} knows by name, at small and odd sizes: batch 1, rectangles, more than a chunk (512) of
 * summands, and both sides of Winograd's smallest sizes.
 */
final class LayerChecks {
  /** A layer, made anew for every check, and the batch that it is applied to, with labels unless it knows no classes (0). */
  private record Case(Supplier<Layer> layer, Shape input, int classes) {}

  private final Map<String, List<Case>> cases = new LinkedHashMap<>();

  private LayerChecks() {
    contractions();
    add("batch-norm2d", () -> new BatchNorm2d(3), 4, 3, 5, 3);
    add("batch-norm2d", () -> new BatchNorm2d(2), 1, 2, 3, 2);
    activations();
    add("reshape", () -> Reshape.to(3, 2, 2), 2, 12);
    add("flatten", Flatten::new, 2, 3, 4, 1);
    add("minibatch-std-dev", () -> new MinibatchStdDev(3), 6, 2, 3, 1);
    add("pack", () -> new Pack(2), 4, 3, 2, 1);
    conditional();
    add("sequential", LayerChecks::discriminator, 2, 3, 8, 6);
    add("sequential", LayerChecks::generator, 3, 5);
  }

  static LayerChecks all() {
    return new LayerChecks();
  }

  private void add(String name, Supplier<Layer> layer, int... input) {
    addLabelled(name, 0, layer, input);
  }

  private void addLabelled(String name, int classes, Supplier<Layer> layer, int... input) {
    cases.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Case(layer, Shape.of(input), classes));
  }

  private void conditional() {
    Initializer start = new Initializer.Normal(0, 0.5f);
    addLabelled("class-embedding", 3, () -> new ClassEmbedding(3, 2), 4, 5);
    addLabelled("conditional-batch-norm2d", 3, () -> new ConditionalBatchNorm2d(2, 3, new Initializer.Constant(1)), 5, 2, 3, 1);
    addLabelled("projection-head", 3, () -> new ProjectionHead(5, 3, start), 4, 5);
    add("auxiliary-head", () -> new AuxiliaryHead(5, 3, start), 4, 5);
  }

  private void contractions() {
    add("linear", () -> new Linear(5, 3), 4, 5);
    add("linear", () -> new Linear(513, 2, Initializer.fanIn(513), null), 1, 513);
    add("conv2d", () -> new Conv2dLayer(3, 4, 3, 2, 1), 2, 3, 5, 6);
    add("conv2d", () -> new Conv2dLayer(2, 3, 3, 2, new Conv2d(1, 2, 0, 1), Initializer.fanIn(12), null), 1, 2, 4, 5);
    add("conv2d", () -> new Conv2dLayer(32, 32, 4, 2, 1), 1, 32, 5, 4);
    add("conv-transpose2d", () -> new ConvTranspose2dLayer(3, 4, 3, 2, 1), 2, 3, 4, 3);
    add("conv-transpose2d", () -> new ConvTranspose2dLayer(2, 3, 2, 3, new ConvTranspose2d(2, 1, 0, 1, 1, 0), Initializer.fanIn(18), null),
        1, 2, 3, 2);
    add("conv-transpose2d", () -> new ConvTranspose2dLayer(32, 32, 4, 2, 1), 1, 32, 2, 3);
  }

  private void activations() {
    Map<String, Activation> all = new LinkedHashMap<>();
    all.put("relu", new Activation.Relu());
    all.put("leaky-relu", new Activation.LeakyRelu(0.2f));
    all.put("tanh", new Activation.Tanh());
    all.put("sigmoid", new Activation.Sigmoid());
    all.put("softplus", new Activation.Softplus());
    all.forEach((name, activation) -> {
      add(name, () -> activation, 3, 7);
      add(name, () -> activation, 1, 2, 3, 5);
    });
  }

  /** Convolution and LeakyReLU in one pass, then a logit. */
  private static Layer discriminator() {
    return Sequential.of(new Conv2dLayer(3, 4, 4, 2, 1), new Activation.LeakyRelu(0.2f), new Flatten(), new Linear(4 * 4 * 3, 1));
  }

  /** Batch norm and ReLU in one pass, then an image. */
  private static Layer generator() {
    return Sequential.of(new Linear(5, 4 * 2 * 2), Reshape.to(4, 2, 2), new BatchNorm2d(4), new Activation.Relu(),
        new ConvTranspose2dLayer(4, 1, 4, 2, 1), new Activation.Tanh());
  }

  List<String> names() {
    return List.copyOf(cases.keySet());
  }

  /** The checks of one layer. */
  List<GradientEntry> of(String name, GradientEntry.Settings settings) {
    List<GradientEntry> entries = new ArrayList<>();
    for (Case one : cases.get(name)) {
      entries.addAll(entries(name, one.layer, one.input, one.classes, settings));
    }
    return entries;
  }

  /** The checks of any layer: both orders, in all modes in which it can differ. */
  static List<GradientEntry> entries(String name, Supplier<Layer> layer, Shape input, int classes,
      GradientEntry.Settings settings) {
    List<GradientEntry> entries = new ArrayList<>();
    LayerCheck sample = check(null, layer, input, classes, settings);
    String labels = classes == 0 ? "" : ", labels [" + input.extent(0) + ", " + classes + "]";
    String shapes = "x " + input + labels + sample.parameters().entrySet().stream().map(entry -> ", " + entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining());
    for (LayerCheck.Mode mode : sample.modes()) {
      for (int order : settings.orders()) {
        entries.add(new GradientEntry("layer", name, shapes, mode.name().toLowerCase(Locale.ROOT), order, backend -> {
          LayerCheck check = check(backend, layer, input, classes, settings);
          return order == 1 ? check.firstOrder(mode) : check.secondOrder(mode);
        }));
      }
    }
    return entries;
  }

  private static LayerCheck check(Backend backend, Supplier<Layer> layer, Shape input, int classes, GradientEntry.Settings settings) {
    return new LayerCheck(backend, layer.get(), input, settings.seed(), settings.tolerance(), classes);
  }
}
