package org.zerosum.backend.vector;


/**
 * One axis of one residue of a 4 × 4, stride 2 contraction: data tile i begins at padded input {@code start + i · tileStep}, its
 * elements are {@code tap} apart; its results are outputs {@code first + i · outTile} and the one {@code outStep} further.
 *
 * @param residue of the taps: residue and residue + 2
 */
record WinogradSide(int residue, int start, int tap, int tileStep, int first, int outStep, int outTile) {
  /** A convolution's rows or columns. */
  static WinogradSide convolution(int residue) {
    return new WinogradSide(residue, residue, 2, 4, 0, 1, 2);
  }

  /** A transposed convolution's rows or columns, with a margin of one input before the first. */
  static WinogradSide transposed(int residue, int padding) {
    int first = Math.floorMod(residue - padding, 2);
    return new WinogradSide(residue, (first + padding) / 2, 1, 2, first, 2, 4);
  }

  /** Padded inputs that so many tiles of both residues read. */
  static int extent(WinogradSide[] sides, int tiles) {
    int extent = 0;
    for (WinogradSide side : sides) {
      extent = Math.max(extent, side.start + (tiles - 1) * side.tileStep + 2 * side.tap + 1);
    }
    return extent;
  }

  static WinogradSide[] convolution() {
    return new WinogradSide[] {convolution(0), convolution(1)};
  }

  static WinogradSide[] transposedBoth(int padding) {
    return new WinogradSide[] {transposed(0, padding), transposed(1, padding)};
  }
}
