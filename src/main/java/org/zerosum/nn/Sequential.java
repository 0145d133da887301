package org.zerosum.nn;

import java.util.List;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Shape;

/** Layers one after the other; their paths are their places, counted from 0. */
public record Sequential(List<Layer> layers) implements Layer {
  public Sequential {
    layers = List.copyOf(layers);
  }

  /** Layers one after the other. */
  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public Variable forward(Pass pass, Variable x) {
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      Rectifier rectifier = i + 1 < layers.size() && layers.get(i + 1) instanceof Activation next ? next.rectifier() : null;
      if (rectifier != null && layer instanceof Rectifiable first) {
        x = first.forward(pass, x, rectifier);
        i++;
      } else {
        x = layer.forward(pass, x);
      }
    }
    return x;
  }

  @Override
  public Shape outputShape(Shape input) {
    for (Layer layer : layers) {
      input = layer.outputShape(input);
    }
    return input;
  }

  @Override
  public boolean couplesSamples() {
    return layers.stream().anyMatch(Layer::couplesSamples);
  }

  @Override
  public void declare(Declarations declarations) {
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).declare(declarations.in(Integer.toString(i)));
    }
  }
}
