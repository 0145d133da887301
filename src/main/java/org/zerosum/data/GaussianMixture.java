package org.zerosum.data;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Points in the plane from an even mixture of isotropic Gaussians, the standard test for dropped modes; labelled by mode.
 *
 * <p>The literature's mixtures, scaled by a constant into [−1, 1]:
 * <ul>
 *   <li>{@link #ring}: 8 modes on a circle of radius 2 with standard deviation 0.02 (Metz et al., arXiv:1611.02163,
 *       appendix A), × 0.4: radius 0.8, standard deviation 0.008;
 *   <li>{@link #grid}: 25 modes at (−4 + 2i, −4 + 2j), 0 ≤ i, j &lt; 5, with standard deviation 0.05 (Srivastava et
 *       al., arXiv:1705.07761; numbers of Lin et al., arXiv:1712.04086), × 0.2: spacing 0.4, standard deviation 0.01.
 * </ul>
 *
 * <p>Sample {@code index} is a pure function of (seed, index); the size is only how many of them count as one epoch.
 */
public final class GaussianMixture implements Dataset {
  /** Samples in one epoch unless another number is asked for. */
  public static final int DEFAULT_SIZE = 60_000;

  private static final SampleShape POINT = SampleShape.vector(2);

  private final String name;
  private final double[] centres;
  private final double standardDeviation;
  private final int size;
  private final long seed;

  private GaussianMixture(String name, double[] centres, double standardDeviation, int size, long seed) {
    if (size < 1) {
      throw new IllegalArgumentException(name + ": size must be at least 1, not " + size);
    }
    this.name = name;
    this.centres = centres;
    this.standardDeviation = standardDeviation;
    this.size = size;
    this.seed = seed;
  }

  /** Eight modes on a circle of radius 0.8, mode 0 at angle 0, counter-clockwise; standard deviation 0.008. */
  public static GaussianMixture ring(int size, long seed) {
    double[] centres = new double[16];
    for (int mode = 0; mode < 8; mode++) {
      double angle = mode * (StrictMath.PI / 4);
      centres[2 * mode] = 0.8 * StrictMath.cos(angle);
      centres[2 * mode + 1] = 0.8 * StrictMath.sin(angle);
    }
    return new GaussianMixture("ring", centres, 0.008, size, seed);
  }

  /** Five by five modes from −0.8 to 0.8 in steps of 0.4, y outermost; standard deviation 0.01. */
  public static GaussianMixture grid(int size, long seed) {
    double[] centres = new double[50];
    for (int mode = 0; mode < 25; mode++) {
      centres[2 * mode] = (mode % 5 - 2) * 0.4;
      centres[2 * mode + 1] = (mode / 5 - 2) * 0.4;
    }
    return new GaussianMixture("grid", centres, 0.01, size, seed);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public SampleShape sampleShape() {
    return POINT;
  }

  @Override
  public void read(int index, float[] out, int offset) {
    CounterRandom random = streamOf(index);
    int mode = random.nextInt(modes());
    double[] normals = random.nextNormals();
    out[offset] = (float) (centres[2 * mode] + standardDeviation * normals[0]);
    out[offset + 1] = (float) (centres[2 * mode + 1] + standardDeviation * normals[1]);
  }

  @Override
  public int label(int index) {
    return streamOf(index).nextInt(modes());
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, modes()).mapToObj(mode -> "mode-" + mode).toList();
  }

  /** Number of modes: 8 or 25. */
  public int modes() {
    return centres.length / 2;
  }

  /** Centre of a mode on the x axis. */
  public double centreX(int mode) {
    return centres[2 * mode];
  }

  /** Centre of a mode on the y axis. */
  public double centreY(int mode) {
    return centres[2 * mode + 1];
  }

  /** Standard deviation of each coordinate about its mode's centre. */
  public double standardDeviation() {
    return standardDeviation;
  }

  /** Euclidean distance of a point from a mode's centre. */
  public double distance(float x, float y, int mode) {
    double dx = x - centres[2 * mode];
    double dy = y - centres[2 * mode + 1];
    return Math.sqrt(dx * dx + dy * dy);
  }

  /** The mode whose centre is nearest, the lowest of equally near ones (and 0 for a point that is not finite). */
  public int nearestMode(float x, float y) {
    int nearest = 0;
    for (int mode = 1; mode < modes(); mode++) {
      if (distance(x, y, mode) < distance(x, y, nearest)) {
        nearest = mode;
      }
    }
    return nearest;
  }

  /**
   * Counts the points near modes: a point is of high quality if it lies within {@code deviations} standard deviations
   * of its nearest mode's centre (3 in the literature), and a mode is covered if such a point is near it. Source:
   * arXiv:1705.07761, section 4.1.
   *
   * @param points [N, 2]
   */
  public Coverage coverage(float[] points, double deviations) {
    int[] counts = new int[modes()];
    for (int i = 0; i + 1 < points.length; i += 2) {
      int mode = nearestMode(points[i], points[i + 1]);
      if (distance(points[i], points[i + 1], mode) <= deviations * standardDeviation) {
        counts[mode]++;
      }
    }
    int covered = (int) IntStream.of(counts).filter(count -> count > 0).count();
    return new Coverage(covered, points.length < 2 ? 0 : IntStream.of(counts).sum() / (double) (points.length / 2));
  }

  /**
   * What a set of points covers.
   *
   * @param modes modes with at least one high-quality point
   * @param highQuality share of high-quality points, 0 to 1
   */
  public record Coverage(int modes, double highQuality) {}

  private CounterRandom streamOf(int index) {
    return new CounterRandom(seed, Objects.checkIndex(index, size));
  }
}
