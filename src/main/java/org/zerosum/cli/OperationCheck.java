package org.zerosum.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/**
 * One operation at one shape, run on a device and on the specification.
 *
 * @param name the operation as Java spells it
 * @param shapes what it is run on, for people
 * @param operation gives the results to compare, the first of them first
 */
record OperationCheck(String name, String shapes, Function<CheckInputs, List<Tensor>> operation) {
  private static final long SEED = 20140610;

  /** The results on the host. */
  List<float[]> run(Backend backend) {
    try (Scope _ = backend.openScope()) {
      List<float[]> results = new ArrayList<>();
      for (Tensor result : operation.apply(new CheckInputs(backend, SEED))) {
        results.add(result.toArray());
      }
      return results;
    }
  }

  /** The first difference from what the specification gave. */
  Optional<Difference> compare(List<float[]> expected, Backend backend) {
    List<float[]> actual = run(backend);
    for (int i = 0; i < expected.size(); i++) {
      Optional<Difference> difference = Difference.between(expected.get(i), actual.get(i));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }
}
