package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/BenchmarkTables.java}, run as {@code docs/benchmark-tables.sh} runs it. */
final class BenchTablesTest {
  private static final String RESULTS = """
      {"results": [
        {"benchmark": "train-step", "device": "vector", "threads": 2, "median_ms": 150.0, "images_per_second": 426.66,
         "gflops": 181.2, "share_of_peak": 0.7747, "peak_gflops": 233.9, "peak_gigabytes_per_second": 41.26,
         "equal_bits": true, "equal_bits_checked_at": {"base_channels": 32}, "image_size": 32, "channels": 3,
         "base_channels": 64, "batch_size": 64, "fastest": "vector", "ratio_to_fastest": 1.0},
        {"benchmark": "train-step", "device": "opencl:0:0", "threads": 2, "median_ms": 180.0,
         "images_per_second": 355.55, "gflops": 151.0, "share_of_peak": 0.65, "peak_gflops": 230.0,
         "peak_gigabytes_per_second": 50.0, "equal_bits": false, "equal_bits_checked_at": {"base_channels": 32},
         "image_size": 32, "channels": 3, "base_channels": 64, "batch_size": 64},
        {"benchmark": "conv2d", "device": "vector", "threads": 2, "median_ms": 3.797, "gflops": 282.72,
         "equal_bits": true, "equal_bits_checked_at": {"images": 4, "channels": 32, "winograd": true},
         "batch_size": 64, "in_channels": 64, "out_channels": 128, "image_size": 16, "kernel": 4, "stride": 2,
         "padding": 1, "pass": "backward-weight"},
        {"benchmark": "matmul", "device": "vector", "threads": 1, "median_ms": 0.06, "gflops": 9.996,
         "share_of_peak": 0.1, "peak_gflops": 100, "peak_gigabytes_per_second": 20.5, "equal_bits": true,
         "equal_bits_checked_at": {"rows": 4}, "m": 64, "n": 4096, "k": 1, "transpose_a": false, "transpose_b": true},
        {"benchmark": "matmul", "device": "opencl:0:0", "threads": 2, "median_ms": 11.0, "gflops": 195.0,
         "equal_bits": true, "equal_bits_checked_at": {"rows": 4}, "m": 1024, "n": 1024, "k": 1024,
         "transpose_a": false, "transpose_b": false},
        {"benchmark": "adam", "device": "vector", "threads": 2, "median_ms": 0.1824, "gigabytes_per_second": 161.7,
         "share_of_peak": 3.19, "equal_bits": true, "equal_bits_checked_at": {}, "parameters": 1048576}
      ], "environment": {}}
      """;
  private static final String PEERS = """
      {"peer":"libtorch 2.7.1","size":32,"channels":3,"base":64,"batch":64,"threads":2,"batch_norm":true,\
      "median_ms":240.0,"images_per_second":266.7}
      {"peer":"OpenBLAS 0.3.30","m":1024,"n":1024,"k":1024,"median_gflops":180.0,"max_gflops":197.0}
      {"peer":"OpenBLAS 0.3.30","m":64,"n":4096,"k":1,"median_gflops":2.0,"max_gflops":3.0}
      """;
  private static final String TABLES = """
      ### Training step, 2 threads

      | what | `vector` | `opencl:0:0` | libtorch 2.7.1 |
      |---|---|---|---|
      | 32×32×3, base 64, batch 64 | 150 ms, 427 images/s, 181 GFLOP/s, 77 % | \
      180 ms, 356 images/s, 151 GFLOP/s, 65 %, **bits differ** | \
      240 ms, 267 images/s; `vector` 1.60×; `opencl:0:0` 1.33× |

      ### Matrix product, M×N×K, 2 threads

      | what | `opencl:0:0` | OpenBLAS 0.3.30 |
      |---|---|---|
      | 1024×1024×1024 | 11.0 ms, 195 GFLOP/s | 180 GFLOP/s; `opencl:0:0` 1.08× |

      ### Convolution, 4×4, stride 2, 2 threads

      | what | `vector` |
      |---|---|
      | 64 → 128 at 16×16, batch 64, backward-weight (Winograd) | 3.80 ms, 283 GFLOP/s |

      ### Adam, 2 threads

      | what | `vector` |
      |---|---|
      | 1048576 parameters | 0.182 ms, 162 GB/s, 319 % |

      Limits, 2 threads: `vector` 234 GFLOP/s, 41.3 GB/s; `opencl:0:0` 230 GFLOP/s, 50.0 GB/s.

      ### Matrix product, M×N×K, 1 thread

      | what | `vector` |
      |---|---|
      | 64×4096×1, Bᵀ | 0.060 ms, 10.0 GFLOP/s, 10 % |

      Limits, 1 thread: `vector` 100 GFLOP/s, 20.5 GB/s.

      """;

  @TempDir
  private Path temp;

  @Test
  void resultsAndPeersBecomeTables() throws IOException, InterruptedException {
    Path results = Files.writeString(temp.resolve("001.json"), RESULTS);
    Path peers = Files.writeString(temp.resolve("peers.jsonl"), PEERS);
    Path err = temp.resolve("err.txt");
    Process process = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Dstdout.encoding=UTF-8", "-cp", "target/classes", "docs/BenchmarkTables.java", results.toString(),
        peers.toString())).redirectError(err.toFile()).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> read(err));
    assertEquals(TABLES, out);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
