package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zerosum bench matmul}: [M, K] times [K, N], 2·M·N·K floating-point operations. */
@Command(name = "matmul", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures the product [M, K] x [K, N].")
final class BenchMatmul implements Callable<Integer> {
  private static final long SEED = 11;

  private final Session session;

  @Option(names = "--m", paramLabel = "N", defaultValue = "1024", description = "Rows of the result. Default: 1024.")
  private int m;

  @Option(names = "--n", paramLabel = "N", defaultValue = "1024", description = "Columns of the result. Default: 1024.")
  private int n;

  @Option(names = "--k", paramLabel = "N", defaultValue = "1024", description = "Inner extent. Default: 1024.")
  private int k;

  @Option(names = "--transpose-a", description = "The left matrix is stored as [K, M].")
  private boolean transposeA;

  @Option(names = "--transpose-b", description = "The right matrix is stored as [N, K].")
  private boolean transposeB;

  @Mixin
  private BenchOptions options;

  BenchMatmul(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    options.check();
    Failures.requireRange("--m", m, 1, 65_536);
    Failures.requireRange("--n", n, 1, 65_536);
    Failures.requireRange("--k", k, 1, 65_536);
    Failures.fromOptions(() -> List.of(Shape.of(m, n), Shape.of(m, k), Shape.of(k, n)));
    return Failures.fromOptions(() ->
        options.run(session, List.of(benchmark("matmul", m, n, k, transposeA, transposeB))));
  }

  static Benchmark benchmark(String name, int m, int n, int k, boolean transposeA, boolean transposeB) {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("m", m);
    shape.put("n", n);
    shape.put("k", k);
    shape.put("transpose_a", transposeA);
    shape.put("transpose_b", transposeB);
    int[] rows = Sampling.places(m);
    return new Benchmark(name, shape, backend -> {
      Tensor[] inputs = inputs(backend, m, n, k, transposeA, transposeB);
      return () -> backend.matmul(inputs[0], inputs[1], transposeA, transposeB);
    }, _ -> new Benchmark.Rates(2.0 * m * n * k, 0, 0), (device, scalar) -> {
      Tensor[] here = inputs(device, m, n, k, transposeA, transposeB);
      Tensor[] there = inputs(scalar, m, n, k, transposeA, transposeB);
      Tensor result = device.matmul(here[0], here[1], transposeA, transposeB);
      Tensor expected = scalar.matmul(Sampling.pick(scalar, there[0], transposeA ? 1 : 0, rows), there[1], transposeA,
          transposeB);
      return Sampling.equal(Sampling.pick(device, result, 0, rows), expected);
    }, Map.of("rows", rows.length));
  }

  private static Tensor[] inputs(Backend backend, int m, int n, int k, boolean transposeA, boolean transposeB) {
    CheckInputs inputs = new CheckInputs(backend, SEED);
    Tensor a = transposeA ? inputs.signed(k, m) : inputs.signed(m, k);
    Tensor b = transposeB ? inputs.signed(n, k) : inputs.signed(k, n);
    return new Tensor[] {a, b};
  }
}
