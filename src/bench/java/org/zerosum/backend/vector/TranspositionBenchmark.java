package org.zerosum.backend.vector;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Transposing 64 rows of 256 columns, which a first-level cache about holds: what layouts with channels last cost. In
 * this package, since {@link Transposition} is not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class TranspositionBenchmark {
  private static final int ROWS = 64;
  private static final int COLUMNS = 256;

  private final float[] source = new float[ROWS * COLUMNS];
  private final float[] target = new float[ROWS * COLUMNS];
  private final float[] squares = new float[Transposition.SQUARES];
  private final int[] sourceRows = new int[ROWS];
  private final int[] targetRows = new int[COLUMNS];

  /** Numbers and the rows' places. */
  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < source.length; i++) {
      source[i] = i;
    }
    Arrays.setAll(sourceRows, row -> row * COLUMNS);
    Arrays.setAll(targetRows, row -> row * ROWS);
  }

  /** By the vector backend's squares. */
  @Benchmark
  public float[] transposition() {
    Transposition.run(source, 0, sourceRows, 0, ROWS, target, 0, targetRows, 0, COLUMNS, squares);
    return target;
  }

  /** By two plain loops, to compare with. */
  @Benchmark
  public float[] plainLoops() {
    for (int c = 0; c < COLUMNS; c++) {
      for (int r = 0; r < ROWS; r++) {
        target[targetRows[c] + r] = source[sourceRows[r] + c];
      }
    }
    return target;
  }
}
