package org.zerosum.gan;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.zerosum.autograd.Images;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.ImageOps;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.ShapeException;
import org.zerosum.tensor.Tensor;

/**
 * Random changes T of images before D sees them, of real and generated ones alike, differentiable so that G learns through them:
 * D ascends E log D(T(x)) + E log(1 − D(T(G(z)))), G descends −E log D(T(G(z))). D then cannot learn a small data set by heart,
 * and G does not learn to make changed images, as it would if only the real ones were changed.
 *
 * <p>Each sample draws its own change from {@link Noise}. The colours come first, then mirror image, shift and cutout, so that
 * what is moved in or cut out is 0, the grey in the middle of [−1, 1]. Results are not clipped to [−1, 1].
 *
 * <p>Source: Zhao, Liu, Lin, Zhu and Han, "Differentiable augmentation for data-efficient GAN training", arXiv:2006.10738. The ranges
 * are theirs; the mirror image is not among their policies.
 *
 * @param policies what is changed; none leaves the images as they are
 */
public record Augmentation(Set<Policy> policies) {
  /** A kind of change. Height and width are the image's. */
  public enum Policy {
    /** The mirror image, left for right, for one half of the samples. */
    FLIP,
    /** A shift by whole pixels, uniform in ±⌊size / 8 + ½⌋ per axis, zeros moved in. */
    TRANSLATION,
    /** Zeros in a rectangle of ⌊height / 2 + ½⌋ × ⌊width / 2 + ½⌋ whose centre lies anywhere in the image, so that it may reach outside. */
    CUTOUT,
    /**
     * Brightness, x + b with b uniform in [−½, ½); then saturation, each pixel's distance from its channels' mean times s, uniform in
     * [0, 2), unless there is one channel; then contrast, the distance from the image's mean times c, uniform in [½, 1½].
     */
    COLOUR;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** No change. */
  public static final Augmentation NONE = new Augmentation(Set.of());

  private static final String NOTHING = "none";
  /** The geometry's parameters come first, then brightness, then saturation and contrast. */
  private static final int BRIGHTNESS = ImageOps.TRANSFORM_PARAMETERS;
  private static final int COLOURS = BRIGHTNESS + 1;
  private static final int DRAWS = COLOURS + ImageOps.COLOUR_PARAMETERS;

  public Augmentation {
    Set<Policy> ordered = EnumSet.noneOf(Policy.class);
    ordered.addAll(policies);
    policies = Collections.unmodifiableSet(ordered);
  }

  /** An augmentation by some policies. */
  public static Augmentation of(Policy... policies) {
    return new Augmentation(Set.copyOf(Arrays.asList(policies)));
  }

  /**
   * Reads the names of policies, separated by commas in any order, such as {@code flip,translation,cutout,colour}; or {@code none}.
   *
   * @throws IllegalArgumentException if a name is unknown
   */
  public static Augmentation parse(String text) {
    if (text.strip().equals(NOTHING)) {
      return NONE;
    }
    Set<Policy> policies = EnumSet.noneOf(Policy.class);
    for (String part : text.split(",", -1)) {
      String name = part.strip();
      policies.add(Arrays.stream(Policy.values()).filter(policy -> policy.text().equals(name)).findFirst()
          .orElseThrow(() -> new IllegalArgumentException("there is no augmentation '" + name + "'; choose from "
              + names(Arrays.asList(Policy.values()), ", ") + ", separated by commas, or " + NOTHING)));
    }
    return new Augmentation(policies);
  }

  /** Whether images stay as they are. */
  public boolean isNone() {
    return policies.isEmpty();
  }

  /**
   * Changes a batch of images, each sample by draws of its own; gradients flow through to the images.
   *
   * <p>A policy's draws do not depend on which other policies there are.
   *
   * @param images [N, C, H, W]
   * @param noise the draws' address: another stream, or another step, for every batch that is changed
   * @return the changed images, of the same shape; the images themselves without a policy
   * @throws ShapeException if the batch is not one of images
   */
  public Variable apply(Tape tape, Variable images, Noise noise) {
    if (isNone()) {
      return images;
    }
    Shape shape = images.shape();
    if (shape.rank() != 4) {
      throw new ShapeException("augmentation " + this + " changes images [N, C, H, W] but the batch has shape " + shape
          + "; train on vectors without augmentation");
    }
    Backend backend = tape.backend();
    Tensor drawn = draw(backend, shape, noise);
    Variable changed = images;
    if (policies.contains(Policy.COLOUR)) {
      Tensor brightness = backend.reshape(backend.slice(drawn, 1, BRIGHTNESS, COLOURS), Shape.of(shape.extent(0), 1, 1, 1));
      changed = Pointwise.add(changed, tape.constant(brightness));
      changed = Images.adjustColours(changed, backend.slice(drawn, 1, COLOURS, DRAWS));
    }
    if (policies.size() > (policies.contains(Policy.COLOUR) ? 1 : 0)) {
      changed = Images.transformImages(changed, backend.slice(drawn, 1, 0, BRIGHTNESS));
    }
    return changed;
  }

  /**
   * The parameters of a batch: uniform in [low, low + range) per column, which the transform rounds down.
   *
   * @return [N, 10]: flip, down, right, top, left, height, width, brightness, saturation, contrast
   */
  Tensor draw(Backend backend, Shape images, Noise noise) {
    float[] low = new float[DRAWS];
    float[] range = new float[DRAWS];
    if (policies.contains(Policy.FLIP)) {
      range[0] = 2;
    }
    for (int axis = 0; axis < 2; axis++) {
      int size = images.extent(2 + axis);
      if (policies.contains(Policy.TRANSLATION)) {
        int most = (size + 4) / 8;
        low[1 + axis] = -most;
        range[1 + axis] = 2 * most + 1;
      }
      if (policies.contains(Policy.CUTOUT)) {
        int hole = (size + 1) / 2;
        low[3 + axis] = -(hole / 2);
        range[3 + axis] = size + 1 - hole % 2;
        low[5 + axis] = hole;
      }
    }
    low[BRIGHTNESS] = -0.5f;
    range[BRIGHTNESS] = 1;
    range[COLOURS] = 2;
    low[COLOURS + 1] = 0.5f;
    range[COLOURS + 1] = 1;
    Shape columns = Shape.of(DRAWS);
    Tensor uniform = backend.uniform(Shape.of(images.extent(0), DRAWS), noise, 0, 1);
    return backend.add(backend.multiply(uniform, backend.tensor(columns, range)), backend.tensor(columns, low));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return isNone() ? NOTHING : names(policies, ",");
  }

  private static String names(Collection<Policy> policies, String separator) {
    return policies.stream().map(Policy::text).collect(Collectors.joining(separator));
  }
}
