package org.zerosum.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Σ weightᵢ · componentᵢ: a density on the line or in the plane.
 *
 * @param weights above 0, of sum 1
 * @param components of one dimension
 */
public record Mixture(double[] weights, List<Component> components) implements Distribution {
  public Mixture {
    components = List.copyOf(components);
    weights = Distribution.normalised(weights, components.size());
    for (Component component : components) {
      if (component.dimension() != components.getFirst().dimension()) {
        throw new IllegalArgumentException("a mixture has parts of 1 and of 2 dimensions; give all the same number of coordinates");
      }
    }
  }

  /** N(mean, deviation²) on the line. */
  public static Mixture normal(double mean, double deviation) {
    return of(new Component.Normal(new double[] {mean}, deviation));
  }

  /** An isotropic normal distribution in the plane. */
  public static Mixture normal(double x, double y, double deviation) {
    return of(new Component.Normal(new double[] {x, y}, deviation));
  }

  /** The uniform distribution on an interval. */
  public static Mixture uniform(double low, double high) {
    return of(new Component.Uniform(new double[] {low}, new double[] {high}));
  }

  /** Components with equal weights. */
  public static Mixture of(Component... components) {
    double[] weights = new double[components.length];
    java.util.Arrays.fill(weights, 1.0 / components.length);
    return new Mixture(weights, List.of(components));
  }

  /** weight · this + (1 − weight) · other. */
  public Mixture with(double weight, Mixture other) {
    List<Component> all = new ArrayList<>(components);
    all.addAll(other.components);
    double[] both = new double[all.size()];
    for (int i = 0; i < both.length; i++) {
      both[i] = i < weights.length ? weight * weights[i] : (1 - weight) * other.weights[i - weights.length];
    }
    return new Mixture(both, all);
  }

  @Override
  public int dimension() {
    return components.getFirst().dimension();
  }

  /** By the largest term, so that tails far out do not underflow. */
  @Override
  public double logDensity(double[] x, int at) {
    double largest = Double.NEGATIVE_INFINITY;
    double[] terms = new double[weights.length];
    for (int i = 0; i < terms.length; i++) {
      terms[i] = Math.log(weights[i]) + components.get(i).logDensity(x, at);
      largest = Math.max(largest, terms[i]);
    }
    if (largest == Double.NEGATIVE_INFINITY) {
      return largest;
    }
    double sum = 0;
    for (double term : terms) {
      sum += Math.exp(term - largest);
    }
    return largest + Math.log(sum);
  }

  @Override
  public void sample(SplittableRandom random, double[] out, int at) {
    components.get(Distribution.pick(random, weights)).sample(random, out, at);
  }
}
