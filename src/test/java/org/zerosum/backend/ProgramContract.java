package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LiveFloat;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.LossOps.GeneratorLoss;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.NormalizationOps.BatchNorm;
import org.zerosum.tensor.NormalizationOps.BatchNormGradients;
import org.zerosum.tensor.Program;
import org.zerosum.tensor.ProgramMemory;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.ReductionOps.RectifierGradients;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Recorded programs: the same bits as the operations one by one, run after run, on memory of their own. */
interface ProgramContract extends BackendUnderTest {
  int RUNS = 3;

  /** Runs a body one by one and as a program, with fresh input, draws and live numbers each time, and compares what it put out. */
  private void matchesOneByOne(String what, Tensor input, Tensor output, List<Noise> draws, List<LiveFloat> numbers, Runnable reset,
      Runnable body) {
    List<float[]> expected = new ArrayList<>();
    for (boolean recorded : new boolean[] {false, true}) {
      reset.run();
      try (Scope scope = backend().openScope()) {
        Program program = recorded ? backend().record(scope, List.of(body)).getFirst() : null;
        for (int run = 0; run < RUNS; run++) {
          int now = run;
          backend().write(input, Samples.random(40 + run, input.count()));
          draws.forEach(noise -> noise.moveTo(now));
          numbers.forEach(number -> number.set(0.5f / (1 + now)));
          if (program != null) {
            program.run();
            FloatAssert.assertSameBits(backend().device() + ": " + what + ", run " + run, expected.get(run), output.toArray());
          } else {
            try (Scope _ = backend().openScope()) {
              body.run();
            }
            expected.add(output.toArray());
          }
        }
      }
      assertEquals(0, backend().memory().bytesOfPrograms(), "bytes of programs that are closed");
    }
  }

  /** Puts results one behind the other, at odd places too. */
  private Runnable collect(Tensor output, Supplier<List<Tensor>> body) {
    return () -> {
      int at = 0;
      for (Tensor result : body.get()) {
        backend().copyInto(output, at, result);
        at += result.count();
      }
    };
  }

  @Test
  default void contractionsAreRecorded() {
    Backend b = backend();
    try (Scope _ = b.openScope()) {
      Tensor input = b.zeros(Shape.of(3, 32, 8, 8));
      Tensor output = b.zeros(Shape.of(200_000));
      Tensor wide = b.tensor(Shape.of(33, 32, 4, 4), Samples.random(1, 33 * 32 * 16));
      Tensor narrow = b.tensor(Shape.of(32, 3, 4, 4), Samples.random(2, 32 * 3 * 16));
      Tensor up = b.tensor(Shape.of(32, 33, 4, 4), Samples.random(6, 32 * 33 * 16));
      Tensor odd = b.tensor(Shape.of(5, 32, 3, 3), Samples.random(3, 5 * 32 * 9));
      Tensor first = b.tensor(Shape.of(24, 1, 4, 4), Samples.random(5, 24 * 16));
      Tensor bias = b.tensor(Shape.of(33), Samples.random(4, 33));
      Conv2d half = new Conv2d(2, 2, 1, 1);
      ConvTranspose2d twice = new ConvTranspose2d(2, 2, 1, 1, 0, 0);
      matchesOneByOne("contractions", input, output, List.of(), List.of(), () -> { }, collect(output, () -> {
        Tensor deep = b.conv2d(input, wide, bias, Rectifier.leakyRelu(0.2f), half);
        Tensor image = b.convTranspose2d(b.convTranspose2d(input, up, bias, twice), b.reshape(b.concatenate(List.of(narrow,
            b.slice(narrow, 0, 0, 1)), 0), Shape.of(33, 3, 4, 4)), null, twice);
        Tensor grey = b.slice(image, 1, 1, 2);
        Tensor features = b.conv2d(grey, first, null, Rectifier.RELU, half);
        Tensor columns = b.reshape(input, Shape.of(3, 2048));
        return List.of(deep, b.conv2dBackwardWeight(input, deep, wide.shape(), half), image, features,
            b.conv2dBackwardWeight(grey, features, first.shape(), half), b.conv2d(input, odd, null, new Conv2d(1, 1, 1, 1)),
            b.matmul(columns, b.reshape(b.slice(input, 0, 0, 1), Shape.of(2048, 1)), false, false),
            b.matmul(columns, columns, false, true));
      }));
    }
  }

  @Test
  default void everythingElseIsRecorded() {
    Backend b = backend();
    try (Scope _ = b.openScope()) {
      Tensor input = b.zeros(Shape.of(6, 3, 8, 8));
      Tensor output = b.zeros(Shape.of(40_000));
      Tensor running = b.zeros(Shape.of(3));
      Tensor variance = b.zeros(Shape.of(3));
      Tensor parameters = b.zeros(Shape.of(1000));
      Tensor first = b.zeros(Shape.of(1000));
      Tensor second = b.zeros(Shape.of(1000));
      Tensor average = b.zeros(Shape.of(1000));
      Tensor gamma = b.tensor(Shape.of(3), 1, 2, 3);
      Noise noise = new Noise(1, 2, 0);
      LiveFloat number = new LiveFloat(1);
      AdamStep adam = AdamStep.of(0.1, 0.5, 0.9, 1e-8, 1);
      Runnable reset = () -> List.of(running, variance, parameters, first, second, average).forEach(tensor -> b.fill(tensor, 0.25f));
      matchesOneByOne("operations", input, output, List.of(noise), List.of(number), reset, collect(output, () -> {
        BatchNorm norm = b.batchNormTraining(input, gamma, gamma, running, variance, 1e-5f, 0.1f, Rectifier.RELU);
        BatchNormGradients back = b.batchNormBackward(input, norm.out(), Rectifier.RELU, input, norm.mean(), norm.inverseDeviation(),
            gamma);
        Tensor drawn = b.normal(Shape.of(1000), noise, 0.5f, number);
        Tensor logits = b.reshape(b.sumTo(input, Shape.of(6, 1, 1, 1)), Shape.of(6, 1));
        Tensor others = b.scale(logits, 0.3f);
        DiscriminatorLoss d = b.discriminatorLoss(GanLoss.RELATIVISTIC_AVERAGE, logits, others, 0.9f);
        GeneratorLoss g = b.generatorLoss(GanLoss.RELATIVISTIC_AVERAGE, others, logits);
        b.adam(parameters, drawn, first, second, adam);
        b.sgd(parameters, drawn, first, number, 0.9f);
        b.movingAverage(average, parameters, number);
        b.clipByNorm(first, b.sumOfSquares(first), 0.5f);
        b.clipWeights(average, 0.3f);
        RectifierGradients gated = b.rectifierBackward(input, norm.out(), Rectifier.RELU, true);
        Tensor moved = b.transformImages(input, b.uniform(Shape.of(6, 7), noise, 0, 3));
        Tensor coloured = b.adjustColours(input, b.uniform(Shape.of(6, 2), noise, 0, 2));
        return List.of(norm.out(), back.input(), back.gamma(), back.beta(), drawn, d.values(), d.realGradient(), d.fakeGradient(), g.values(),
            g.gradient(), parameters, first, second, average, moved, coloured, gated.input(), gated.bias(), b.channelSum(input), b.sum(input), running, variance,
            b.batchNormInference(input, gamma, gamma, running, b.addScalar(variance, 1), 1e-5f), b.tanh(input),
            b.softmaxCrossEntropy(b.reshape(b.slice(input, 2, 0, 1), Shape.of(6, 24)), b.tensor(Shape.of(6), 1, 2, 3, 0, 23, 5)).values());
      }));
    }
  }

  /** Chains of random operations with copies, slices, changes in place and constants: what the memory plan has to get right. */
  @Test
  default void randomProgramsKeepTheirBits() {
    Backend b = backend();
    for (int seed = 0; seed < 25; seed++) {
      int start = seed;
      try (Scope _ = b.openScope()) {
        Tensor input = b.zeros(Shape.of(8, 128));
        Tensor kept = b.zeros(Shape.of(8, 128));
        Tensor output = b.zeros(Shape.of(4096));
        matchesOneByOne("random program " + seed, input, output, List.of(), List.of(), () -> b.fill(kept, 1), () -> {
          List<Tensor> values = new ArrayList<>(List.of(input, kept));
          SplittableRandom random = new SplittableRandom(start);
          for (int i = 0; i < 40; i++) {
            randomOperation(b, random, values, kept, output);
          }
          b.copyInto(output, 0, values.getLast());
          b.copyInto(output, 1024, values.get(values.size() / 2));
          b.copyInto(output, 2048, kept);
        });
      }
    }
  }

  private static void randomOperation(Backend b, SplittableRandom random, List<Tensor> values, Tensor kept, Tensor output) {
    Tensor x = values.get(random.nextInt(values.size()));
    Tensor y = values.get(random.nextInt(values.size()));
    switch (random.nextInt(10)) {
      case 0 -> values.add(b.copy(x));
      case 1 -> values.add(b.concatenate(List.of(b.slice(x, 0, 4, 8), b.slice(y, 0, 0, 4)), 0));
      case 2 -> values.add(b.concatenate(List.of(b.slice(x, 1, 0, 64), b.slice(y, 1, 64, 128)), 1));
      case 3 -> values.add(b.padAxis(b.slice(x, 0, 2, 5), 0, random.nextInt(6), 8));
      case 4 -> b.copyInto(kept, 128 * random.nextInt(4), b.slice(x, 0, 1, 5));
      case 5 -> b.addInto(kept, b.scale(x, 0.25f));
      case 6 -> b.copyInto(output, 3072 + 128 * random.nextInt(4), b.slice(b.tanh(x), 0, 0, 4));
      case 7 -> {
        Tensor sum = b.full(x.shape(), 0.5f);
        b.addInto(sum, b.tanh(x));
        values.add(sum);
      }
      case 8 -> values.add(b.add(x, b.tensor(x.shape(), Samples.random(random.nextInt(9), x.count()))));
      default -> values.add(b.binary(BinaryOp.SUBTRACT, b.tanh(x), b.scale(y, 0.5f), 0));
    }
  }

  @Test
  default void memoryIsSharedByValuesOfDifferentTimes() {
    Backend b = backend();
    try (Scope scope = b.openScope()) {
      Tensor x = b.zeros(Shape.of(100, 1000));
      Runnable body = () -> {
        Tensor y = x;
        for (int i = 0; i < 10; i++) {
          y = b.tanh(y);
        }
        b.copyInto(x, 0, y);
      };
      ProgramMemory planned = b.plan(List.of(body, body));
      assertEquals(0, b.memory().bytesOfPrograms());
      long allocations = b.memory().allocations();
      List<Program> programs = b.record(scope, List.of(body, body));
      assertEquals(planned, programs.getFirst().memory());
      long one = 400_384;
      assertTrue(planned.shared() <= 2 * one && planned.separate() >= 9 * one, planned.toString());
      assertEquals(planned.shared() + planned.constants(), b.memory().bytesOfPrograms());
      long bound = b.memory().allocations();
      assertTrue(bound > allocations);
      programs.forEach(Program::run);
      assertEquals(bound, b.memory().allocations());
      programs.getFirst().close();
      assertThrows(IllegalStateException.class, () -> programs.getFirst().run());
      programs.getLast().run();
    }
    assertEquals(0, b.memory().bytesOfPrograms());
  }

  /** What kernels need between their parts is known before it is taken, and is what is taken then. */
  @Test
  default void scratchMemoryIsMeasuredWithoutTakingIt() {
    Backend b = backend();
    try (Scope scope = b.openScope()) {
      Tensor x = b.zeros(Shape.of(3, 32, 8, 8));
      Tensor weight = b.zeros(Shape.of(33, 32, 4, 4));
      Tensor out = b.zeros(Shape.of(3 * 33 * 16));
      Conv2d half = new Conv2d(2, 2, 1, 1);
      List<Runnable> bodies = List.of(() -> b.copyInto(out, 0, b.conv2d(x, weight, null, half)),
          () -> b.copyInto(weight, 0, b.conv2dBackwardWeight(x, b.reshape(out, Shape.of(3, 33, 4, 4)), weight.shape(), half)));
      long before = b.scratchBytes(b.kernels(), bodies);
      assertEquals(before, b.scratchBytes(b.kernels(), bodies), "measuring takes nothing");
      b.record(scope, bodies);
      assertEquals(0, b.scratchBytes(b.kernels(), bodies), "everything is taken when programs are bound");
    }
  }

  @Test
  default void needlessOperationsAreLeftOut() {
    Backend b = backend();
    try (Scope scope = b.openScope()) {
      Tensor x = b.zeros(Shape.of(4, 128));
      Tensor flat = b.zeros(Shape.of(1024));
      Program program = b.record(scope, List.of(() -> {
        b.exp(x);
        Tensor halves = b.concatenate(List.of(b.tanh(b.slice(x, 0, 0, 2)), b.full(Shape.of(2, 128), 3)), 0);
        b.copyInto(flat, 256, b.multiply(halves, b.full(halves.shape(), 2)));
      })).getFirst();
      // What is left: tanh of a view, the copy of the constant, the product into its place.
      assertEquals(3, program.operations());
      b.fill(x, 0.5f);
      program.run();
      float[] expected = new float[1024];
      Arrays.fill(expected, 256, 512, 2 * (float) Math.tanh(0.5));
      Arrays.fill(expected, 512, 768, 6);
      float[] found = flat.toArray();
      for (int i = 0; i < 1024; i++) {
        assertEquals(expected[i], found[i], 1e-6);
      }
    }
  }

  @Test
  default void whatCanNotBeRecordedIsRefused() {
    Backend b = backend();
    try (Scope scope = b.openScope()) {
      Tensor x = b.zeros(Shape.of(4));
      for (Runnable body : List.<Runnable>of(x::toArray, () -> b.write(x, 1, 2, 3, 4), b::synchronize,
          () -> {
            Tensor given = b.tensor(Shape.of(4), 1, 2, 3, 4);
            b.addInto(given, x);
            b.copyInto(x, 0, given);
          })) {
        assertThrows(UnsupportedOperationException.class, () -> b.record(scope, List.of(() -> {
          b.scale(x, 2);
          body.run();
        })));
      }
      assertThrows(IllegalStateException.class, () -> b.record(scope, List.of(() -> b.record(scope, List.of(() -> { })))));
      assertEquals(0, b.memory().bytesOfPrograms());
      b.fill(x, 2);
      assertEquals(2, x.toArray()[3]);
    }
  }
}
