package org.zerosum.cl;

/**
 * How many work-items a launch has, and in which work-groups. Immutable: keep it and launch with it as often as you
 * like.
 *
 * @param dimensions 1 to 3
 * @param globalX work-items along x
 * @param globalY work-items along y, 1 if there is no y
 * @param globalZ work-items along z, 1 if there is no z
 * @param localX work-group size along x, or 0 if the runtime chooses the work-group
 * @param localY work-group size along y, 1 if there is no y, or 0 if the runtime chooses
 * @param localZ work-group size along z, 1 if there is no z, or 0 if the runtime chooses
 */
public record ClRange(int dimensions, long globalX, long globalY, long globalZ, long localX, long localY, long localZ) {
  /** Checks that every size is positive, and that there are either all local sizes or none. */
  public ClRange {
    boolean noLocal = (localX | localY | localZ) == 0;
    boolean local = localX > 0 && localY > 0 && localZ > 0;
    if (dimensions < 1 || dimensions > 3 || globalX < 1 || globalY < 1 || globalZ < 1 || !(local || noLocal)
        || (dimensions < 2 && (globalY != 1 || localY > 1)) || (dimensions < 3 && (globalZ != 1 || localZ > 1))) {
      throw new IllegalArgumentException("A range needs 1 to 3 dimensions with positive global sizes and either all local "
          + "sizes or none, but got dimensions " + dimensions + ", global [" + globalX + ", " + globalY + ", " + globalZ
          + "], local [" + localX + ", " + localY + ", " + localZ + "].");
    }
  }

  /** One dimension. */
  public static ClRange of(long x) {
    return new ClRange(1, x, 1, 1, 0, 0, 0);
  }

  /** Two dimensions. */
  public static ClRange of(long x, long y) {
    return new ClRange(2, x, y, 1, 0, 0, 0);
  }

  /** Three dimensions. */
  public static ClRange of(long x, long y, long z) {
    return new ClRange(3, x, y, z, 0, 0, 0);
  }

  /** The same work-items in work-groups of this size. */
  public ClRange withLocal(long x) {
    return new ClRange(dimensions, globalX, globalY, globalZ, x, 1, 1);
  }

  /** The same work-items in work-groups of this size. */
  public ClRange withLocal(long x, long y) {
    return new ClRange(dimensions, globalX, globalY, globalZ, x, y, 1);
  }

  /** The same work-items in work-groups of this size. */
  public ClRange withLocal(long x, long y, long z) {
    return new ClRange(dimensions, globalX, globalY, globalZ, x, y, z);
  }

  /** True if the work-group's size is given. */
  public boolean hasLocal() {
    return localX != 0;
  }

  @Override
  public String toString() {
    String global = switch (dimensions) {
      case 1 -> "[" + globalX + "]";
      case 2 -> "[" + globalX + ", " + globalY + "]";
      default -> "[" + globalX + ", " + globalY + ", " + globalZ + "]";
    };
    String local = switch (dimensions) {
      case 1 -> "[" + localX + "]";
      case 2 -> "[" + localX + ", " + localY + "]";
      default -> "[" + localX + ", " + localY + ", " + localZ + "]";
    };
    return "global " + global + ", local " + (hasLocal() ? local : "chosen by the runtime");
  }
}
