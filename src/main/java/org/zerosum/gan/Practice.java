package org.zerosum.gan;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Tensor;

/**
 * What training does beside the plain algorithm. {@link #PLAIN} does nothing; the {@code with} methods add to it.
 *
 * @param regularizers penalties and noise, each kind at most once
 * @param clipNorm the gradient of each network is shortened to this norm; 0 for never (Pascanu, Mikolov and Bengio, arXiv:1211.5063)
 * @param averageDecay β of a moving average of G's parameters, avg ← avg + (1 − β)(θ − avg), after each update of G; 0 for none
 *     (Yazıcı et al., arXiv:1806.04498)
 * @param schedule of both learning rates
 * @param unrolledSteps K: G descends L_G against D as it will be after K further steps of gradient descent, and the gradient flows
 *     through those steps (Metz et al., arXiv:1611.02163); 0 for none
 * @param augmentation of all images that D sees
 */
public record Practice(List<Regularizer> regularizers, double clipNorm, double averageDecay, Schedule schedule, int unrolledSteps,
    Augmentation augmentation) {
  /** The plain algorithm. */
  public static final Practice PLAIN = new Practice(List.of(), 0, 0, Schedule.CONSTANT, 0, Augmentation.NONE);

  public Practice {
    regularizers = List.copyOf(regularizers);
    if (regularizers.stream().map(Object::getClass).distinct().count() < regularizers.size()) {
      throw new IllegalArgumentException("a regularizer is given twice; give each kind once");
    }
    if (!(clipNorm >= 0 && (float) clipNorm < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("the gradient norm limit is " + clipNorm + " but must be a positive number, or 0 for none");
    }
    if (!(averageDecay >= 0 && averageDecay < 1)) {
      throw new IllegalArgumentException("the decay of the generator's average is " + averageDecay + " but must lie in [0, 1)");
    }
    if (unrolledSteps < 0 || unrolledSteps > 100) {
      throw new IllegalArgumentException("the number of unrolled steps is " + unrolledSteps + " but must lie in 0 to 100");
    }
  }

  /** With one more regularizer. */
  public Practice with(Regularizer regularizer) {
    List<Regularizer> more = new ArrayList<>(regularizers);
    more.add(regularizer);
    return new Practice(more, clipNorm, averageDecay, schedule, unrolledSteps, augmentation);
  }

  /** With another limit of gradient norms. */
  public Practice withClipNorm(double limit) {
    return new Practice(regularizers, limit, averageDecay, schedule, unrolledSteps, augmentation);
  }

  /** With another average of G. */
  public Practice withAverage(double decay) {
    return new Practice(regularizers, clipNorm, decay, schedule, unrolledSteps, augmentation);
  }

  /** With another schedule. */
  public Practice withSchedule(Schedule other) {
    return new Practice(regularizers, clipNorm, averageDecay, other, unrolledSteps, augmentation);
  }

  /** With another number of unrolled steps. */
  public Practice withUnrolled(int unrolled) {
    return new Practice(regularizers, clipNorm, averageDecay, schedule, unrolled, augmentation);
  }

  /** With other changes of all images that D sees. */
  public Practice withAugmentation(Augmentation other) {
    return new Practice(regularizers, clipNorm, averageDecay, schedule, unrolledSteps, other);
  }

  /** Shortens a network's gradient where it is too long; its squared norm before. */
  Tensor clipGradients(Network network) {
    Backend backend = network.backend();
    Tensor squares = backend.sumOfSquares(network.gradients());
    if (clipNorm > 0) {
      backend.clipByNorm(network.gradients(), squares, (float) clipNorm);
    }
    return squares;
  }

  /** The regularizer of a kind, or null. */
  <R extends Regularizer> R find(Class<R> kind) {
    return regularizers.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElse(null);
  }
}
