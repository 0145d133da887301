package org.zerosum.backend.opencl;

import java.util.Locale;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Matmul;

/**
 * What is tested, quarantined and tuned as one: the kernels of a file, for contractions those of a class of shapes.
 *
 * <p>Few classes of shapes, since each costs a search and a program: one per kernel file, because each has another ratio of
 * loading to computing; matrix products apart by whether one side is short, for then tiles that fill a large product leave
 * compute units idle; convolutions apart by whether there are few summands, as in first layers, for then writing results
 * is most of the work.
 */
public enum KernelUnit {
  /** Element-wise operations, broadcasts, fills, copies. */
  ELEMENTWISE("elementwise.cl", false),
  /** Sums. */
  REDUCE("reduce.cl", false),
  /** Gradients of rectifiers and of the biases in front of them. */
  RECTIFIER_BACKWARD("rectifier_backward.cl", false),
  /** Batch normalisation. */
  BATCH_NORM("batch_norm.cl", false),
  /** Losses of D and G. */
  GAN_LOSS("gan_loss.cl", false),
  /** The classifiers' loss. */
  SOFTMAX("softmax.cl", false),
  /** Adam, SGD, averages, clipping. */
  OPTIMIZER("optimizer.cl", false),
  /** Uniform and normal noise. */
  RANDOM("random.cl", false),
  /** Augmentation. */
  IMAGES("images.cl", false),
  /** Matrix times vector. */
  MATMUL_VECTOR("matmul_vector.cl", false),
  /** Matrix products with long sides. */
  MATMUL("matmul.cl", true),
  /** Matrix products with a side shorter than {@link #LONG_SIDE}. */
  MATMUL_SKINNY("matmul.cl", true),
  /** Direct convolutions with more than {@link #SHALLOW_DEPTH} summands. */
  CONV2D("conv2d.cl", true),
  /** Direct convolutions with fewer. */
  CONV2D_SHALLOW("conv2d.cl", true),
  /** Their weight gradients. */
  CONV2D_BACKWARD_WEIGHT("conv2d_backward_weight.cl", true),
  /** Direct transposed convolutions. */
  CONV_TRANSPOSE2D("conv_transpose2d.cl", true),
  /** Convolutions by Winograd's algorithm. */
  CONV2D_WINOGRAD("conv2d_winograd.cl", true),
  /** Their weight gradients. */
  CONV2D_BACKWARD_WEIGHT_WINOGRAD("conv2d_backward_weight_winograd.cl", true),
  /** Transposed convolutions by Winograd's algorithm. */
  CONV_TRANSPOSE2D_WINOGRAD("conv_transpose2d_winograd.cl", true);

  /** From here on a side of a matrix product is long: four tiles of the usual 64 rows or columns. */
  public static final int LONG_SIDE = 256;
  /** Up to here a convolution's summands are few: 3 channels of the usual 4 × 4 kernels have 48, 16 have 256. */
  public static final int SHALLOW_DEPTH = 128;

  private final String file;
  private final boolean tiled;

  KernelUnit(String file, boolean tiled) {
    this.file = file;
    this.tiled = tiled;
  }

  static KernelUnit of(Matmul product) {
    return Math.min(product.m(), product.n()) < LONG_SIDE ? MATMUL_SKINNY : MATMUL;
  }

  static KernelUnit of(Conv2d.Geometry g) {
    return Conv2dProgram.window(g) <= SHALLOW_DEPTH ? CONV2D_SHALLOW : CONV2D;
  }

  /** The kernel file. */
  public String file() {
    return file;
  }

  /** Whether it has tiles that can be tuned. */
  public boolean isTiled() {
    return tiled;
  }

  /** For people, such as {@code conv2d-shallow}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
