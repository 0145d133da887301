package org.zerosum.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Nodes and weights with which integrals over the support of one or two distributions become sums.
 *
 * <p>On the line and in the plane: the Gauss–Kronrod rule of 7 and 15 nodes, per axis, on panels that are fine where a component
 * is narrow and that end where a uniform component ends. The stated error is Σ over panels of |15-node rule − 7-node rule|,
 * which is far too large for smooth integrands (the 15-node rule is exact up to degree 23) and about right where there are kinks.
 * For discrete distributions the nodes are their points, and sums are exact.
 *
 * <p>Source of the rule: Kronrod 1964; numbers as in QUADPACK's qk15 (Piessens et al., 1983).
 */
public final class Quadrature {
  private static final int MOST_NODES = 8_000_000;
  private static final double[] NODES = {0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
      0.864864423359769072789712788640926, 0.741531185599394439863864773280788, 0.586087235467691130294144691258693,
      0.405845151377397166906606412076961, 0.207784955007898467600689403773245, 0};
  private static final double[] KRONROD = {0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
      0.104790010322250183839876322541518, 0.140653259715525918745189590510238, 0.169004726639267902826583426598550,
      0.190350578064785409913256402421014, 0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
  private static final double[] GAUSS = {0, 0.129484966168869693270611432679082, 0, 0.279705391489276667901467771423780, 0,
      0.381830050505118944950369775488975, 0, 0.417959183673469387755102040816327};

  private final int dimension;
  private final int perPanel;
  private final double[] points;
  private final double[] weights;
  private final double[] coarseWeights;

  private Quadrature(int dimension, int perPanel, double[] points, double[] weights, double[] coarseWeights) {
    this.dimension = dimension;
    this.perPanel = perPanel;
    this.points = points;
    this.weights = weights;
    this.coarseWeights = coarseWeights;
  }

  /** Nodes for ∫ f(x) dx where f is made of smooth functions of the two densities. */
  public static Quadrature of(Distribution p, Distribution q) {
    if (!p.isComparableWith(q)) {
      throw new IllegalArgumentException("the two distributions must have the same number of coordinates and be both discrete or both not");
    }
    if (p instanceof PointMasses a && q instanceof PointMasses b) {
      return counting(a, b);
    }
    List<Component> all = new ArrayList<>(((Mixture) p).components());
    all.addAll(((Mixture) q).components());
    return p.dimension() == 1 ? line(panels(all, 0)) : plane(panels(all, 0), panels(all, 1));
  }

  /** Nodes on an interval in equal panels. */
  public static Quadrature interval(double low, double high, int panels) {
    double[] edges = new double[panels + 1];
    for (int i = 0; i <= panels; i++) {
      edges[i] = low + (high - low) * i / panels;
    }
    return line(edges);
  }

  private static Quadrature counting(PointMasses p, PointMasses q) {
    List<double[]> all = new ArrayList<>(p.points());
    q.points().stream().filter(point -> p.logDensity(point, 0) == Double.NEGATIVE_INFINITY).forEach(all::add);
    double[] points = all.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
    double[] ones = new double[all.size()];
    java.util.Arrays.fill(ones, 1);
    return new Quadrature(p.dimension(), 1, points, ones, ones);
  }

  /** The panels' edges on an axis: every component's ends, and between them steps as fine as the finest component there asks. */
  private static double[] panels(List<Component> components, int axis) {
    TreeSet<Double> ends = new TreeSet<>();
    for (Component component : components) {
      ends.add(component.low(axis));
      ends.add(component.high(axis));
    }
    List<Double> edges = new ArrayList<>();
    Double from = null;
    for (double to : ends) {
      if (from != null) {
        double width = to - from;
        for (Component component : components) {
          if (component.low(axis) < to && component.high(axis) > from) {
            width = Math.min(width, component.panel());
          }
        }
        int parts = (int) Math.min(MOST_NODES, Math.ceil((to - from) / width));
        for (int i = 0; i < parts; i++) {
          edges.add(from + (to - from) * i / parts);
        }
      }
      from = to;
    }
    edges.add(from);
    requireFew((long) edges.size() * 15);
    return edges.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void requireFew(long nodes) {
    if (nodes > MOST_NODES) {
      throw new IllegalArgumentException("the densities need " + nodes + " quadrature nodes, more than " + MOST_NODES
          + "; choose larger standard deviations or fewer components");
    }
  }

  private static Quadrature line(double[] edges) {
    int panels = edges.length - 1;
    double[] points = new double[15 * panels];
    double[] weights = new double[15 * panels];
    double[] coarse = new double[15 * panels];
    for (int panel = 0; panel < panels; panel++) {
      double half = (edges[panel + 1] - edges[panel]) / 2;
      double middle = (edges[panel + 1] + edges[panel]) / 2;
      for (int k = 0; k < 15; k++) {
        int mirrored = Math.min(k, 14 - k);
        points[15 * panel + k] = middle + (k < 7 ? -half : half) * NODES[mirrored];
        weights[15 * panel + k] = half * KRONROD[mirrored];
        coarse[15 * panel + k] = half * GAUSS[mirrored];
      }
    }
    return new Quadrature(1, 15, points, weights, coarse);
  }

  private static Quadrature plane(double[] xs, double[] ys) {
    Quadrature x = line(xs);
    Quadrature y = line(ys);
    requireFew((long) x.count() * y.count());
    int count = x.count() * y.count();
    double[] points = new double[2 * count];
    double[] weights = new double[count];
    double[] coarse = new double[count];
    int at = 0;
    for (int row = 0; row < y.count(); row += 15) {
      for (int column = 0; column < x.count(); column += 15) {
        for (int k = 0; k < 225; k++, at++) {
          int i = column + k % 15;
          int j = row + k / 15;
          points[2 * at] = x.points[i];
          points[2 * at + 1] = y.points[j];
          weights[at] = x.weights[i] * y.weights[j];
          coarse[at] = x.coarseWeights[i] * y.coarseWeights[j];
        }
      }
    }
    return new Quadrature(2, 225, points, weights, coarse);
  }

  /** The number of nodes. */
  public int count() {
    return weights.length;
  }

  /** Coordinates of a node. */
  public int dimension() {
    return dimension;
  }

  /** All nodes, [count, dimension]; this object's own array. */
  public double[] points() {
    return points;
  }

  /** ln of a distribution's density at every node. */
  public double[] logDensities(Distribution distribution) {
    double[] values = new double[count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = distribution.logDensity(points, i * dimension);
    }
    return values;
  }

  /** An integrand by the number of its node. */
  @FunctionalInterface
  public interface Integrand {
    /** f at node i. */
    double at(int i);
  }

  /** ∫ f: the sum over nodes of weight · f(node), with the difference from the coarser rule as its error. */
  public Estimate integrate(Integrand f) {
    double fine = 0;
    double error = 0;
    for (int from = 0; from < weights.length; from += perPanel) {
      double panel = 0;
      double coarse = 0;
      for (int i = from; i < from + perPanel; i++) {
        double value = f.at(i);
        panel += weights[i] * value;
        coarse += coarseWeights[i] * value;
      }
      fine += panel;
      error += Math.abs(panel - coarse);
    }
    // Rounding: a few units in the last place of the sum of what is added.
    return new Estimate(fine, error + 4 * Math.ulp(fine));
  }
}
