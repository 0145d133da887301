package org.zerosum.gan;

/**
 * How a learning rate changes over a network's updates, as a factor of the optimiser's rate: a linear rise over the first updates,
 * then constant, or falling to a last value.
 *
 * @param form how it falls
 * @param warmUp updates of the rise; 0 for none
 * @param end the update at which the last value is reached, above warmUp; ignored if constant
 * @param last the factor from there on, in [0, 1]; ignored if constant
 */
public record Schedule(Form form, long warmUp, long end, double last) {
  /** Ways of falling. */
  public enum Form {
    /** It stays. */
    CONSTANT,
    /** In a straight line. */
    LINEAR,
    /** Half a cosine (Loshchilov and Hutter, arXiv:1608.03983, without restarts). */
    COSINE
  }

  /** The rate as it is. */
  public static final Schedule CONSTANT = new Schedule(Form.CONSTANT, 0, 1, 1);

  public Schedule {
    if (warmUp < 0) {
      throw new IllegalArgumentException("the schedule warms up for " + warmUp + " updates but cannot for fewer than 0");
    }
    if (form != Form.CONSTANT && end <= warmUp) {
      throw new IllegalArgumentException("the schedule ends at update " + end + " but must end after the warm-up of " + warmUp);
    }
    if (!(last >= 0 && last <= 1)) {
      throw new IllegalArgumentException("the schedule's last factor is " + last + " but must lie in [0, 1]");
    }
  }

  /**
   * The factor of an update; computed in double precision, the same on every machine.
   *
   * @param update counted from 0
   */
  public double factor(long update) {
    if (update < warmUp) {
      return (update + 1) / (double) warmUp;
    }
    double done = Math.min(1, (update - warmUp) / (double) Math.max(1, end - warmUp));
    return switch (form) {
      case CONSTANT -> 1;
      case LINEAR -> 1 - (1 - last) * done;
      case COSINE -> last + (1 - last) * (1 + StrictMath.cos(Math.PI * done)) / 2;
    };
  }
}
