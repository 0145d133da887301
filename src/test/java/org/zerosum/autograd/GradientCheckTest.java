package org.zerosum.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.zerosum.FloatAssert;
import org.zerosum.autograd.GradientCheck.Input;
import org.zerosum.autograd.GradientCheck.Report;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

class GradientCheckTest {
  private static final double TOLERANCE = 2e-3;
  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    assertEquals(0, backend.memory().tensors());
    backend.close();
  }

  /** One operation at one point. */
  record Case(String name, Function<List<Variable>, Variable> function, List<Input> inputs) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> operations() {
    List<Case> cases = new ArrayList<>();
    pointwise(cases);
    reductions(cases);
    shaping(cases);
    matmuls(cases);
    convolutions(cases);
    normalizations(cases);
    images(cases);
    return cases.stream();
  }

  private static Case of(String name, Function<List<Variable>, Variable> function, Input... inputs) {
    return new Case(name, function, List.of(inputs));
  }

  private static Input positive(long seed, int... extents) {
    Input input = Input.random(seed, extents);
    float[] values = input.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]) + 0.5f;
    }
    return input;
  }

  private static void pointwise(List<Case> cases) {
    for (int[] small : new int[][] {{3, 4, 5}, {4, 5}, {4, 1}, {3, 1, 1}, {5}, {1}, {}}) {
      Input a = Input.random(1, 3, 4, 5);
      Input b = Input.random(2, small);
      String with = " with " + b.shape();
      cases.add(of("add" + with, v -> Pointwise.add(v.get(0), v.get(1)), a, b));
      cases.add(of("subtract" + with, v -> Pointwise.subtract(v.get(0), v.get(1)), a, b));
      cases.add(of("multiply" + with, v -> Pointwise.multiply(v.get(0), v.get(1)), a, b));
      cases.add(of("divide" + with, v -> Pointwise.divide(v.get(0), v.get(1)), a, positive(3, small)));
    }
    Input x = Input.random(4, 3, 7);
    cases.add(of("multiply by itself", v -> Pointwise.multiply(v.get(0), v.get(0)), x));
    cases.add(of("negate", v -> Pointwise.negate(v.get(0)), x));
    cases.add(of("abs", v -> Pointwise.abs(v.get(0)), x));
    cases.add(of("scale", v -> Pointwise.scale(v.get(0), -1.7f), x));
    cases.add(of("addScalar", v -> Pointwise.addScalar(v.get(0), 0.7f), x));
    cases.add(of("reciprocal", v -> Pointwise.reciprocal(v.get(0)), positive(5, 3, 7)));
    cases.add(of("sqrt", v -> Pointwise.sqrt(v.get(0)), positive(6, 3, 7)));
    cases.add(of("exp", v -> Pointwise.exp(v.get(0)), x));
    cases.add(of("log", v -> Pointwise.log(v.get(0)), positive(7, 3, 7)));
    cases.add(of("relu", v -> Pointwise.relu(v.get(0)), x));
    cases.add(of("leakyRelu", v -> Pointwise.leakyRelu(v.get(0), 0.2f), x));
    cases.add(of("sigmoid", v -> Pointwise.sigmoid(v.get(0)), x));
    cases.add(of("tanh", v -> Pointwise.tanh(v.get(0)), x));
    cases.add(of("clamp", v -> Pointwise.clamp(v.get(0), 0.7f), x));
    cases.add(of("clamp of a square", v -> Pointwise.clamp(Pointwise.multiply(v.get(0), v.get(0)), 0.5f), x));
    cases.add(of("softplus", v -> Pointwise.softplus(v.get(0)), x));
  }

  private static void reductions(List<Case> cases) {
    Input x = Input.random(8, 3, 4, 5);
    cases.add(of("sum", v -> Reduction.sum(v.get(0)), x));
    cases.add(of("mean", v -> Reduction.mean(Pointwise.tanh(v.get(0))), x));
    cases.add(of("channelSum", v -> Pointwise.tanh(Reduction.channelSum(v.get(0))), Input.random(9, 1, 3, 1, 2)));
    for (Shape shape : List.of(Shape.of(4, 1), Shape.of(5), Shape.of(3, 1, 1), Shape.of(4, 5), Shape.of(3, 4, 1), Shape.of(3, 4, 5))) {
      cases.add(of("sumTo " + shape, v -> Pointwise.multiply(Reduction.sumTo(v.get(0), shape), v.get(1)), x,
          Input.random(10, shape.toArray())));
      cases.add(of("expand " + shape, v -> Pointwise.multiply(Reduction.expand(v.get(0), Shape.of(3, 4, 5)), v.get(1)),
          Input.random(11, shape.toArray()), x));
    }
  }

  private static void shaping(List<Case> cases) {
    cases.add(of("reshape", v -> Pointwise.tanh(Shaping.reshape(v.get(0), Shape.of(6, 2))), Input.random(12, 3, 4)));
    for (int axis = 0; axis < 3; axis++) {
      int along = axis;
      Input x = Input.random(13, 3, 4, 3);
      cases.add(of("slice axis " + axis, v -> Pointwise.tanh(Shaping.slice(v.get(0), along, 1, 3)), x));
      cases.add(of("padAxis " + axis, v -> Pointwise.softplus(Shaping.padAxis(v.get(0), along, 2, 7)), x));
      cases.add(of("concatenate axis " + axis,
          v -> Pointwise.tanh(Shaping.concatenate(List.of(v.get(0), v.get(1), v.get(0)), along)), x,
          Input.random(14, Shape.of(3, 4, 3).with(axis, 2).toArray())));
    }
  }

  private static void matmuls(List<Case> cases) {
    for (int form = 0; form < 8; form++) {
      boolean tA = (form & 1) != 0;
      boolean tB = (form & 2) != 0;
      Input a = tA ? Input.random(15, 5, 3) : Input.random(15, 3, 5);
      Input b = tB ? Input.random(16, 4, 5) : Input.random(16, 5, 4);
      String name = "matmul" + (tA ? " Aᵀ" : "") + (tB ? " Bᵀ" : "");
      cases.add((form & 4) == 0
          ? of(name, v -> Contraction.matmul(v.get(0), v.get(1), tA, tB, null), a, b)
          : of(name + " + bias", v -> Contraction.matmul(v.get(0), v.get(1), tA, tB, v.get(2)), a, b, Input.random(17, 4)));
    }
    cases.add(of("matmul by itself transposed", v -> Contraction.matmul(v.get(0), v.get(0), false, true, null), Input.random(18, 3, 4)));
  }

  private static void convolutions(List<Case> cases) {
    // H W, R S, stride H W, padding H W
    int[][] forward = {{4, 4, 4, 4, 2, 2, 1, 1}, {5, 5, 3, 3, 1, 1, 1, 1}, {5, 6, 3, 2, 2, 3, 0, 1}, {6, 5, 2, 3, 3, 2, 1, 0}, {3, 3, 5, 5, 1, 1, 2, 2},
      {7, 4, 2, 1, 4, 3, 0, 0}, {3, 3, 1, 1, 1, 1, 0, 0}};
    for (int[] f : forward) {
      Conv2d parameters = new Conv2d(f[4], f[5], f[6], f[7]);
      Input x = Input.random(19, 2, 2, f[0], f[1]);
      Input weight = Input.random(20, 3, 2, f[2], f[3]);
      Shape out = parameters.geometry(x.shape(), weight.shape()).output();
      String name = parameters + " " + x.shape() + " " + weight.shape();
      cases.add(of(name, v -> Contraction.conv2d(v.get(0), v.get(1), null, parameters), x, weight));
      cases.add(of(name + " + bias", v -> Contraction.conv2d(v.get(0), v.get(1), v.get(2), parameters), x, weight, Input.random(21, 3)));
      // A bias that keeps the rectifier's arguments away from its corner.
      for (Rectifier rectifier : List.of(Rectifier.RELU, Rectifier.leakyRelu(0.2f))) {
        cases.add(of(name + " + bias, " + rectifier, v -> Contraction.conv2d(v.get(0), v.get(1), v.get(2), rectifier, parameters), x, weight,
            new Input(Shape.of(3), new float[] {12, -12, 12})));
      }
      cases.add(of("weight gradient of " + name, v -> Contraction.conv2dBackwardWeight(v.get(0), v.get(1), weight.shape(), parameters), x,
          Input.random(22, out.toArray())));
    }
    // H W, R S, stride H W, padding H W, output padding H W
    int[][] transposed = {{2, 2, 4, 4, 2, 2, 1, 1, 0, 0}, {3, 3, 3, 3, 2, 2, 1, 1, 1, 1}, {3, 2, 3, 2, 1, 3, 1, 0, 0, 2}, {2, 3, 2, 5, 3, 2, 0, 2, 1, 0},
      {2, 2, 1, 2, 3, 3, 0, 0, 2, 1}, {3, 3, 5, 5, 1, 1, 2, 2, 0, 0}, {1, 1, 4, 4, 1, 1, 0, 0, 0, 0}};
    for (int[] t : transposed) {
      ConvTranspose2d parameters = new ConvTranspose2d(t[4], t[5], t[6], t[7], t[8], t[9]);
      Input x = Input.random(23, 2, 2, t[0], t[1]);
      Input weight = Input.random(24, 2, 3, t[2], t[3]);
      String name = parameters + " " + x.shape() + " " + weight.shape();
      cases.add(of(name, v -> Contraction.convTranspose2d(v.get(0), v.get(1), null, parameters), x, weight));
      cases.add(of(name + " + bias", v -> Contraction.convTranspose2d(v.get(0), v.get(1), v.get(2), parameters), x, weight,
          Input.random(25, 3)));
    }
  }

  private static void normalizations(List<Case> cases) {
    for (int[] extents : new int[][] {{3, 2, 2, 3}, {5, 3}, {1, 2, 3, 1}, {4, 1, 2, 2}}) {
      Input x = Input.random(26, extents);
      Input gamma = Input.random(27, extents[1]);
      Input beta = Input.random(28, extents[1]);
      cases.add(of("batch norm training " + x.shape(),
          v -> Normalization.batchNormTraining(v.get(0), v.get(1), v.get(2), null, null, 1e-2f, 0.1f), x, gamma, beta));
      cases.add(of("batch norm training, leaky, " + x.shape(),
          v -> Normalization.batchNormTraining(v.get(0), v.get(1), v.get(2), null, null, 1e-2f, 0.1f, Rectifier.leakyRelu(0.3f)), x, gamma,
          beta));
      cases.add(of("batch norm inference " + x.shape(), v -> {
        Backend on = v.get(0).tape().backend();
        Tensor mean = on.tensor(beta.shape(), Input.random(29, extents[1]).values());
        Tensor variance = on.tensor(beta.shape(), positive(30, extents[1]).values());
        return Normalization.batchNormInference(v.get(0), v.get(1), v.get(2), mean, variance, 1e-5f);
      }, x, gamma, beta));
    }
  }

  private static void images(List<Case> cases) {
    Input x = Input.random(60, 2, 3, 4, 5);
    float[] moves = {1, 1, -2, 1, 0, 2, 3, 0, -1, 1, 2, 2, 1, 9};
    float[] colours = {0.3f, 1.4f, 1.8f, 0.6f};
    cases.add(of("transformImages", v -> Pointwise.tanh(Images.transformImages(v.get(0), on(v).tensor(Shape.of(2, 7), moves))), x));
    cases.add(of("transformImagesBackward",
        v -> Pointwise.tanh(Images.transformImagesBackward(v.get(0), on(v).tensor(Shape.of(2, 7), moves))), x));
    for (Input images : List.of(x, Input.random(61, 2, 1, 3, 3))) {
      cases.add(of("adjustColours " + images.shape(),
          v -> Pointwise.tanh(Images.adjustColours(v.get(0), on(v).tensor(Shape.of(2, 2), colours))), images));
    }
  }

  private static Backend on(List<Variable> variables) {
    return variables.getFirst().tape().backend();
  }

  private void passes(Report report, String name) {
    assertTrue(report.passed(), name + ": " + report.worst() + " at " + report.detail());
  }

  @ParameterizedTest
  @MethodSource("operations")
  void firstAndSecondDerivativesAreTheDifferences(Case operation) {
    GradientCheck check = new GradientCheck(backend, operation.function(), operation.inputs(), TOLERANCE);
    passes(check.firstOrder(), operation + ", first order");
    passes(check.secondOrder(), operation + ", second order");
  }

  @ParameterizedTest
  @MethodSource("operations")
  void recordedGradientsHaveTheBitsOfFusedOnes(Case operation) {
    try (Scope _ = backend.openScope()) {
      List<Tensor> fused = gradients(operation, false);
      List<Tensor> recorded = gradients(operation, true);
      for (int i = 0; i < fused.size(); i++) {
        FloatAssert.assertSameBits(operation + ", input " + i, fused.get(i).toArray(), recorded.get(i).toArray());
      }
    }
  }

  private List<Tensor> gradients(Case operation, boolean recorded) {
    Tape tape = new Tape(backend);
    List<Variable> leaves = operation.inputs().stream().map(input -> tape.leaf(backend.tensor(input.shape(), input.values()))).toList();
    Variable out = operation.function().apply(leaves);
    Variable seed = tape.constant(backend.tensor(out.shape(), Input.random(31, out.shape().toArray()).values()));
    return tape.gradients(out, seed, leaves, recorded).stream().map(Variable::value).toList();
  }

  @Test
  void aGradientThatIsCutOffFailsTheCheck() {
    List<Input> inputs = List.of(Input.random(32, 3, 3));
    GradientCheck broken = new GradientCheck(backend,
        v -> Pointwise.multiply(v.get(0), v.get(0).tape().constant(Pointwise.tanh(v.get(0)).value())), inputs, TOLERANCE);
    assertFalse(broken.firstOrder().passed());
    // x² with one factor detached: half of the first derivative is missing, and all of the second.
    GradientCheck square = new GradientCheck(backend, v -> Pointwise.multiply(v.get(0).tape().constant(v.get(0).value()), v.get(0)), inputs,
        TOLERANCE);
    assertFalse(square.firstOrder().passed());
    assertFalse(square.secondOrder().passed());
  }

  @Test
  void aWrongRuleFailsTheCheckEvenIfOnlyOneElementIsWrong() {
    GradientCheck check = new GradientCheck(backend, v -> {
      Variable x = v.getFirst();
      Tape tape = x.tape();
      return tape.record(backend.scale(x.value(), 3), (g, _) -> {
        float[] factors = {3, 3, 3, 3.05f};
        return new Variable[] {Pointwise.multiply(g, tape.constant(backend.tensor(Shape.of(4), factors)))};
      }, x);
    }, List.of(Input.random(33, 4)), TOLERANCE);
    Report report = check.firstOrder();
    assertFalse(report.passed());
    assertTrue(report.detail().contains("element 3"), report.detail());
  }

  @Test
  void aDerivativeThatIsNotANumberFailsTheCheckWhateverComesAfterIt() {
    GradientCheck check = new GradientCheck(backend, v -> {
      Variable a = v.get(0);
      Variable nan = a.tape().record(backend.copy(a.value()),
          (g, _) -> new Variable[] {Pointwise.scale(g, Float.NaN)}, a);
      return Pointwise.add(nan, v.get(1));
    }, List.of(Input.random(34, 3), Input.random(35, 3)), TOLERANCE);
    assertFalse(check.firstOrder().passed());
  }

  /** D: convolution, LeakyReLU, linear; the output is ‖∇ₓ D(x)‖². */
  private static Variable gradientPenalty(List<Variable> v, Conv2d parameters) {
    Variable x = v.get(0);
    Tape tape = x.tape();
    Variable hidden = Pointwise.leakyRelu(Contraction.conv2d(x, v.get(1), v.get(2), parameters), 0.2f);
    Variable flat = Shaping.reshape(hidden, Shape.of(x.shape().extent(0), hidden.value().count() / x.shape().extent(0)));
    Variable logits = Contraction.matmul(flat, v.get(3), false, true, v.get(4));
    Variable ones = tape.constant(tape.backend().full(logits.shape(), 1));
    Variable gradient = tape.gradients(logits, ones, List.of(x), true).getFirst();
    return Reduction.sum(Pointwise.multiply(gradient, gradient));
  }

  /** Input, weight and bias of the first seed for which no result of the convolution comes near 0, where LeakyReLU bends. */
  private List<Input> awayFromKinks(Shape x, Shape weight, Conv2d parameters) {
    for (long seed = 50;; seed++) {
      List<Input> inputs = List.of(Input.random(seed, x.toArray()), Input.random(seed + 1000, weight.toArray()),
          Input.random(seed + 2000, weight.extent(0)));
      try (Scope _ = backend.openScope()) {
        List<Tensor> tensors = inputs.stream().map(input -> backend.tensor(input.shape(), input.values())).toList();
        float[] results = backend.conv2d(tensors.get(0), tensors.get(1), tensors.get(2), parameters).toArray();
        boolean away = true;
        for (float result : results) {
          away &= Math.abs(result) > 2 * GradientCheck.STEP;
        }
        if (away) {
          return inputs;
        }
      }
    }
  }

  @Test
  void theGradientPenaltyHasTheRightGradients() {
    // N C H W, K R S, stride, padding
    int[][] sizes = {{1, 1, 4, 4, 2, 4, 4, 2, 1}, {1, 2, 5, 3, 3, 3, 3, 2, 1}, {3, 1, 3, 3, 2, 2, 2, 1, 0}};
    for (int[] s : sizes) {
      Conv2d parameters = Conv2d.of(s[7], s[8]);
      Shape x = Shape.of(s[0], s[1], s[2], s[3]);
      Shape weight = Shape.of(s[4], s[1], s[5], s[6]);
      Shape hidden = parameters.geometry(x, weight).output();
      List<Input> convolution = awayFromKinks(x, weight, parameters);
      List<Input> inputs = List.of(convolution.get(0), convolution.get(1), convolution.get(2), Input.random(43, 1, hidden.product(1, 4)),
          Input.random(44, 1));
      GradientCheck check = new GradientCheck(backend, v -> gradientPenalty(v, parameters), inputs, TOLERANCE);
      passes(check.firstOrder(), "gradient penalty of " + x);
    }
  }

  @Test
  void aSmoothGradientPenaltyHasTheRightGradients() {
    GradientCheck check = new GradientCheck(backend, v -> {
      Variable x = v.get(0);
      Variable hidden = Pointwise.tanh(Contraction.convTranspose2d(x, v.get(1), null, ConvTranspose2d.of(2, 1)));
      Variable seed = x.tape().constant(backend.full(hidden.shape(), 1));
      Variable gradient = x.tape().gradients(hidden, seed, List.of(x), true).getFirst();
      return Reduction.sum(Pointwise.multiply(gradient, gradient));
    }, List.of(Input.random(45, 1, 2, 2, 3), Input.random(46, 2, 1, 3, 3)), TOLERANCE);
    passes(check.firstOrder(), "first order");
  }
}
