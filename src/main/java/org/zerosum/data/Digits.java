package org.zerosum.data;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Handwritten-looking digits 0–9, drawn on demand and labelled; nothing is stored and no file is needed.
 *
 * <p>Sample {@code index} is a pure function of (seed, index): a digit, one of its styles ({@link DigitStrokes}), its
 * points moved at random, bent by a smooth quadratic warp, slanted, turned, stretched and placed, and drawn with a pen
 * whose weight varies. The arithmetic is float with {@code + − × ÷ sqrt} alone, hence the same bytes on every machine.
 * White ink on black, like MNIST: 1 on −1.
 */
public final class Digits implements Dataset {
  /** Samples in one epoch unless another number is asked for: MNIST's 60,000. */
  public static final int DEFAULT_SIZE = 60_000;

  private static final int DEFAULT_SIDE = 32;
  private static final float ASPECT = 0.72f;
  /**
   * Half the side of the square, as a share of the picture, that the ink stays in; curves overshoot their points a
   * little.
   */
  private static final float ROOM = 0.435f;

  private final int size;
  private final long seed;
  private final SampleShape shape;

  /** {@code size} samples of the shape that the options ask for; 1×32×32 by default. */
  public Digits(int size, long seed, ImageOptions options) {
    if (size < 1) {
      throw new IllegalArgumentException("digits: size must be at least 1, not " + size);
    }
    this.size = size;
    this.seed = seed;
    int side = options.size() == 0 ? DEFAULT_SIDE : options.size();
    shape = new SampleShape(Math.max(1, options.channels()), side, side);
  }

  @Override
  public String name() {
    return "digits";
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public SampleShape sampleShape() {
    return shape;
  }

  @Override
  public void read(int index, float[] out, int offset) {
    byte[] pixels = draw(index);
    Objects.checkFromIndexSize(offset, shape.elements(), out.length);
    for (int c = 0; c < shape.channels(); c++) {
      for (int i = 0; i < pixels.length; i++) {
        out[offset + c * pixels.length + i] = ((pixels[i] & 0xff) - 127.5f) / 127.5f;
      }
    }
  }

  @Override
  public int label(int index) {
    return randomFor(index).nextInt(10);
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, 10).mapToObj(Integer::toString).toList();
  }

  private CounterRandom randomFor(int index) {
    return new CounterRandom(seed, Objects.checkIndex(index, size));
  }

  /** The grey picture of a sample, [H, W], 0 background to 255 ink. */
  byte[] draw(int index) {
    CounterRandom random = randomFor(index);
    int digit = random.nextInt(10);
    float[][] strokes = DigitStrokes.strokes(digit, random.nextInt(DigitStrokes.styles(digit)));
    float weight = 0.046f + 0.018f * random.bell();
    float[][] placed = Hand.random(random).write(strokes, ROOM - weight, shape.width(), random);
    StrokeCanvas canvas = new StrokeCanvas(shape.width());
    int pieces = shape.width() <= 32 ? 4 : 8;
    for (float[] stroke : placed) {
      Pen.of(weight * shape.width(), random).draw(stroke, pieces, canvas);
    }
    return canvas.pixels();
  }

  /** How one digit is distorted. The warp has quadratic coefficients; halfTurn is the tangent of half the turning angle. */
  private record Hand(float[] warp, float slant, float halfTurn, float width, float height, float shiftX, float shiftY,
      float jitter) {
    static Hand random(CounterRandom random) {
      float[] warp = new float[6];
      for (int i = 0; i < warp.length; i++) {
        warp[i] = 0.55f * random.bell();
      }
      float height = random.uniform(0.58f, 0.74f);
      return new Hand(warp, 0.12f + 0.45f * random.bell(), 0.14f * random.bell(),
          height * ASPECT * (1f + 0.35f * random.bell()), height,
          0.06f * random.bell(), 0.06f * random.bell(), 0.105f);
    }

    /** Points in pixels, their box centred up to the shift and kept within {@code room} of the centre. */
    float[][] write(float[][] strokes, float room, int side, CounterRandom random) {
      float[][] out = new float[strokes.length][];
      float left = Float.MAX_VALUE;
      float right = -Float.MAX_VALUE;
      float top = Float.MAX_VALUE;
      float bottom = -Float.MAX_VALUE;
      for (int s = 0; s < strokes.length; s++) {
        out[s] = distorted(strokes[s], random);
        for (int i = 0; i < out[s].length; i += 2) {
          left = Math.min(left, out[s][i]);
          right = Math.max(right, out[s][i]);
          top = Math.min(top, out[s][i + 1]);
          bottom = Math.max(bottom, out[s][i + 1]);
        }
      }
      float shrink = Math.min(1f, 2f * room / Math.max(right - left, bottom - top));
      float freeX = room - (right - left) * 0.5f * shrink;
      float freeY = room - (bottom - top) * 0.5f * shrink;
      float placeX = 0.5f + Math.max(-freeX, Math.min(freeX, shiftX));
      float placeY = 0.5f + Math.max(-freeY, Math.min(freeY, shiftY));
      float centreX = (left + right) * 0.5f;
      float centreY = (top + bottom) * 0.5f;
      for (float[] stroke : out) {
        for (int i = 0; i < stroke.length; i += 2) {
          stroke[i] = ((stroke[i] - centreX) * shrink + placeX) * side;
          stroke[i + 1] = ((stroke[i + 1] - centreY) * shrink + placeY) * side;
        }
      }
      return out;
    }

    private float[] distorted(float[] stroke, CounterRandom random) {
      float cos = (1f - halfTurn * halfTurn) / (1f + halfTurn * halfTurn);
      float sin = 2f * halfTurn / (1f + halfTurn * halfTurn);
      float[] out = new float[stroke.length];
      float jitterX = 0;
      float jitterY = 0;
      for (int i = 0; i < stroke.length; i += 2) {
        boolean corner = i > 0 && stroke[i] == stroke[i - 2] && stroke[i + 1] == stroke[i - 1];
        jitterX = corner ? jitterX : jitter * random.bell();
        jitterY = corner ? jitterY : jitter * random.bell();
        float u = stroke[i] - 0.5f + jitterX;
        float v = stroke[i + 1] - 0.5f + jitterY;
        float x = (u + warp[0] * u * u + warp[1] * u * v + warp[2] * v * v) * width;
        float y = (v + warp[3] * u * u + warp[4] * u * v + warp[5] * v * v) * height;
        x -= slant * y;
        out[i] = cos * x - sin * y;
        out[i + 1] = sin * x + cos * y;
      }
      return out;
    }
  }

  /** A pen's radius along a stroke: at the beginning, in the middle and at the end, in pixels. */
  private record Pen(float first, float middle, float last) {
    static Pen of(float weight, CounterRandom random) {
      return new Pen(weight * (0.88f + 0.25f * random.bell()), weight * (1f + 0.15f * random.bell()),
          weight * (0.80f + 0.30f * random.bell()));
    }

    float radius(float t) {
      float s = t < 0.5f ? 1f - 2f * t : 2f * t - 1f;
      return middle + ((t < 0.5f ? first : last) - middle) * s * s;
    }

    /**
     * A uniform Catmull–Rom curve through the points, broken at repeated points, as straight pieces. Source: Catmull,
     * Rom, 1974.
     */
    void draw(float[] points, int pieces, StrokeCanvas canvas) {
      int n = points.length / 2;
      float step = 1f / ((n - 1) * pieces);
      for (int i = 0; i + 1 < n; i++) {
        if (same(points, i, i + 1)) {
          continue;
        }
        int before = i == 0 || same(points, i - 1, i) ? i : i - 1;
        int after = i + 2 == n || same(points, i + 1, i + 2) ? i + 1 : i + 2;
        float x = points[2 * i];
        float y = points[2 * i + 1];
        float radius = radius(i * pieces * step);
        for (int p = 1; p <= pieces; p++) {
          float t = (float) p / pieces;
          float nextX = curve(points[2 * before], points[2 * i], points[2 * i + 2], points[2 * after], t);
          float nextY = curve(points[2 * before + 1], points[2 * i + 1], points[2 * i + 3], points[2 * after + 1], t);
          float nextRadius = radius((i * pieces + p) * step);
          canvas.segment(x, y, radius, nextX, nextY, nextRadius);
          x = nextX;
          y = nextY;
          radius = nextRadius;
        }
      }
    }

    private static boolean same(float[] points, int i, int j) {
      return points[2 * i] == points[2 * j] && points[2 * i + 1] == points[2 * j + 1];
    }

    private static float curve(float a, float b, float c, float d, float t) {
      float linear = c - a;
      float square = 2f * a - 5f * b + 4f * c - d;
      float cube = 3f * (b - c) + d - a;
      return b + 0.5f * t * (linear + t * (square + t * cube));
    }
  }
}
