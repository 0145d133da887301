package org.zerosum.backend.vector;

/** How rows are cut into tiles of six and four, and how far apart rows should lie. */
final class RowTiles {
  private RowTiles() {}

  /** An even number of rows, at least four, that holds so many. */
  static int rows(int count) {
    return Math.max(Tile4x2.ROWS, (count + 1) / 2 * 2);
  }

  /** Of so many rows, those that tiles of six take, so that tiles of four can take the rest. */
  static int sixes(int rows) {
    return rows - switch (rows % Tile6x2.ROWS) {
      case 0 -> 0;
      case 2 -> 2 * Tile4x2.ROWS;
      default -> Tile4x2.ROWS;
    };
  }

  /** A row length of at least count + LANES that keeps neighbouring rows out of each other's cache sets. */
  static int stride(int count) {
    return ((count + ChannelsLast.UNIT - 1) / ChannelsLast.UNIT + 1 | 1) * ChannelsLast.UNIT;
  }
}
