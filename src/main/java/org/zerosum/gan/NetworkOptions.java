package org.zerosum.gan;

import java.util.Locale;
import java.util.Map;
import org.zerosum.tensor.DataException;

/**
 * What an {@link Architecture} may have beside its plain layers.
 *
 * @param conditioning how class labels enter, or null for a pair without classes
 * @param spectralNorm whether D's weights are divided by their largest singular values ({@link org.zerosum.nn.SpectralNorm})
 * @param minibatchStdDev whether D sees how much a group of {@value #GROUP} samples differs ({@link org.zerosum.nn.MinibatchStdDev})
 * @param packing how many samples D judges at once ({@link org.zerosum.nn.Pack}); 1 for one by one
 */
public record NetworkOptions(Conditioning conditioning, boolean spectralNorm, boolean minibatchStdDev, int packing) {
  /** Samples, or packs of samples, that are compared with each other for the minibatch standard deviation. */
  public static final int GROUP = 4;
  /** None of it. */
  public static final NetworkOptions PLAIN = new NetworkOptions(null, false, false, 1);

  private static final int MOST_PACKED = 64;

  public NetworkOptions {
    if (packing < 1 || packing > MOST_PACKED) {
      throw new IllegalArgumentException("the number of samples per pack is " + packing + " but must lie in 1 to " + MOST_PACKED);
    }
    if (packing > 1 && conditioning != null) {
      throw new IllegalArgumentException("a pack of " + packing
          + " samples has no class of its own; choose packing or conditioning, not both");
    }
  }

  /** How many classes there are; 0 without. */
  public int classes() {
    return conditioning == null ? 0 : conditioning.classes();
  }

  /** These options with classes. */
  public NetworkOptions withConditioning(Conditioning other) {
    return new NetworkOptions(other, spectralNorm, minibatchStdDev, packing);
  }

  /** These options with spectral normalisation of D. */
  public NetworkOptions withSpectralNorm() {
    return new NetworkOptions(conditioning, true, minibatchStdDev, packing);
  }

  /** These options with the minibatch standard deviation in D. */
  public NetworkOptions withMinibatchStdDev() {
    return new NetworkOptions(conditioning, spectralNorm, true, packing);
  }

  /** These options with packs of so many samples. */
  public NetworkOptions withPacking(int samples) {
    return new NetworkOptions(conditioning, spectralNorm, minibatchStdDev, samples);
  }

  /** What every batch must be a multiple of: a pack, or a group of packs. */
  public int batchUnit() {
    return packing * (minibatchStdDev ? GROUP : 1);
  }

  /**
   * Checks that a batch can be cut into packs and groups.
   *
   * @param name for the message
   * @throws IllegalArgumentException if it cannot
   */
  public void requireBatch(String name, int count) {
    int unit = batchUnit();
    if (count % unit != 0) {
      throw new IllegalArgumentException(name + " is " + count + " but must be a multiple of " + unit + ", for "
          + (packing > 1 ? "packs of " + packing + (minibatchStdDev ? " in groups of " + GROUP : "") : "groups of " + GROUP));
    }
  }

  /** Adds what is not plain to an architecture's description. */
  void describe(Map<String, String> description) {
    if (conditioning != null) {
      description.put("classes", Integer.toString(conditioning.classes()));
      description.put("class_input", conditioning.input().name().toLowerCase(Locale.ROOT));
      switch (conditioning.head()) {
        case Conditioning.Head.Projection _ -> description.put("conditioning", "projection");
        case Conditioning.Head.Auxiliary auxiliary -> {
          description.put("conditioning", "auxiliary");
          description.put("auxiliary_weight", Float.toString(auxiliary.weight()));
        }
      }
    }
    if (spectralNorm) {
      description.put("spectral_norm", "true");
    }
    if (minibatchStdDev) {
      description.put("minibatch_stddev", "true");
    }
    if (packing > 1) {
      description.put("packing", Integer.toString(packing));
    }
  }

  /**
   * Reads what {@link #describe} wrote; what is missing is plain.
   *
   * @throws DataException if an entry is damaged
   * @throws IllegalArgumentException if a number is out of its range
   */
  static NetworkOptions parse(Map<String, String> description) {
    int packing = description.containsKey("packing") ? Description.number(description, "packing") : 1;
    return new NetworkOptions(conditioning(description), Description.flag(description, "spectral_norm"),
        Description.flag(description, "minibatch_stddev"), packing);
  }

  private static Conditioning conditioning(Map<String, String> description) {
    if (!description.containsKey("classes")) {
      return null;
    }
    int classes = Description.number(description, "classes");
    Conditioning.Input input = switch (description.get("class_input")) {
      case "embedding" -> Conditioning.Input.EMBEDDING;
      case "batch_norm" -> Conditioning.Input.BATCH_NORM;
      case null, default -> throw Description.damaged(description, "class_input", "embedding or batch_norm");
    };
    Conditioning.Head head = switch (description.get("conditioning")) {
      case "projection" -> new Conditioning.Head.Projection();
      case "auxiliary" -> new Conditioning.Head.Auxiliary(weight(description));
      case null, default -> throw Description.damaged(description, "conditioning", "projection or auxiliary");
    };
    return new Conditioning(classes, input, head);
  }

  private static float weight(Map<String, String> description) {
    try {
      return Float.parseFloat(description.getOrDefault("auxiliary_weight", ""));
    } catch (NumberFormatException _) {
      throw Description.damaged(description, "auxiliary_weight", "a number");
    }
  }
}
