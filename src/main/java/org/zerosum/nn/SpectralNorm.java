package org.zerosum.nn;

import org.zerosum.autograd.Contraction;
import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Shaping;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * Spectral normalisation of a parameter: W / σ with σ = uᵀWv, an estimate of the largest singular value of W seen as a matrix
 * [first axis, all others].
 *
 * <p>A training pass that trains the parameter does one step of the power iteration, v ← Wᵀu / ‖Wᵀu‖, u ← Wv / ‖Wv‖, and keeps u,
 * a buffer of length 1 named after the parameter with {@code _u}. Every other pass leaves u as it is and takes the v that belongs to
 * it, so σ is never negative. To the gradient u and v are constants, ∂σ/∂W = uvᵀ. Source: Miyato, Kataoka, Koyama and Yoshida,
 * arXiv:1802.05957, section 2.1 and algorithm 1.
 */
public final class SpectralNorm {
  /** Keeps the quotients finite where W is 0; far below the last digit of any other norm. */
  private static final float TINY = 1e-12f;

  private final Parameter weight;
  private final Parameter u;

  /** Normalises a parameter that the layer declares itself. */
  public SpectralNorm(Parameter weight) {
    this.weight = weight;
    this.u = new Parameter(Shape.of(weight.shape().extent(0)), new Initializer.Direction());
  }

  /**
   * W / σ, in W's shape; computed, and u moved, once per pass, however often the layer is applied in it.
   */
  public Variable normalized(Pass pass) {
    return pass.derived(weight, w -> {
      Backend backend = pass.tape().backend();
      Tensor matrix = backend.reshape(w.value(), matrixShape(w.shape()));
      Tensor left = backend.reshape(pass.buffer(u), Shape.of(1, matrix.shape().extent(0)));
      Tensor right = direction(backend, backend.matmul(left, matrix, false, false, null));
      if (pass.isTraining() && pass.isTrainable()) {
        left = direction(backend, backend.matmul(right, matrix, false, true, null));
        backend.copyInto(pass.buffer(u), 0, left);
      }
      return divided(w, left, right);
    });
  }

  /**
   * W / (uᵀWv), differentiable in W.
   *
   * @param u [1, rows]
   * @param v [1, columns]
   */
  static Variable divided(Variable w, Tensor u, Tensor v) {
    Tape tape = w.tape();
    Variable matrix = Shaping.reshape(w, matrixShape(w.shape()));
    Variable row = Contraction.matmul(tape.constant(u), matrix, false, false, null);
    Variable sigma = Contraction.matmul(row, tape.constant(v), false, true, null);
    return Pointwise.divide(w, Pointwise.addScalar(Shaping.reshape(sigma, Shape.of()), TINY));
  }

  private static Tensor direction(Backend backend, Tensor x) {
    return backend.divide(x, backend.addScalar(backend.sqrt(backend.sumOfSquares(x)), TINY));
  }

  private static Shape matrixShape(Shape shape) {
    return Shape.of(shape.extent(0), shape.product(1, shape.rank()));
  }

  /**
   * Declares u.
   *
   * @param name the parameter's
   */
  public void declare(Declarations declarations, String name) {
    declarations.buffer(name + "_u", u);
  }
}
