package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EvaluationTest {
  private static Observations observed(int count, int dimension, double mean, long seed, boolean classifies) {
    return new Observations(Gaussians.of(count, dimension, mean, 1, seed),
        classifies ? Optional.of(Gaussians.of(count, 4, 0, 3, seed)) : Optional.empty());
  }

  @Test
  void everyMetricCarriesTheExtractorsName() {
    List<Metric> metrics = Evaluation.metrics("some-cnn-12345678", observed(60, 3, 0, 1, true), observed(50, 3, 0, 2, true));
    assertEquals(List.of("fid", "kid", "inception_score", "inception_score_of_data", "precision", "recall", "density", "coverage").stream()
        .map(name -> name + "[some-cnn-12345678]").toList(), metrics.stream().map(Metric::name).toList());
    assertEquals(2, metrics.get(1).details().get("subsets"));
    assertEquals(25, metrics.get(1).details().get("subset_size"));
    assertEquals(metrics, Evaluation.metrics("some-cnn-12345678", observed(60, 3, 0, 1, true), observed(50, 3, 0, 2, true)));
    assertEquals(6, Evaluation.metrics("x", observed(60, 3, 0, 1, false), observed(50, 3, 0, 2, false)).size());
  }

  @Test
  void fewSamplesAreRefusedOrWarnedAbout() {
    String refused = assertThrows(IllegalArgumentException.class,
        () -> Evaluation.metrics("x", observed(9, 3, 0, 1, true), observed(50, 3, 0, 2, true))).getMessage();
    assertTrue(refused.contains("at least 10") && refused.contains("9"), refused);
    List<String> rank = Evaluation.warnings(observed(8, 8, 0, 1, true), observed(50, 8, 0, 2, true));
    assertTrue(rank.getFirst().contains("rank 7 at most in 8 features"), rank.toString());
    assertEquals(3, rank.size());
    List<String> few = Evaluation.warnings(observed(2_500, 8, 0, 1, true), observed(10_000, 8, 0, 2, true));
    assertTrue(few.size() == 1 && few.getFirst().contains("2500 samples it is biased"), few.toString());
    List<String> many = Evaluation.warnings(observed(10_000, 2, 0, 1, true), observed(10_001, 2, 0, 2, true));
    assertTrue(many.size() == 1 && many.getFirst().contains("first 10000 samples"), many.toString());
    assertEquals(List.of(), Evaluation.warnings(observed(10_000, 8, 0, 1, true), observed(10_000, 8, 0, 2, true)));
  }
}
