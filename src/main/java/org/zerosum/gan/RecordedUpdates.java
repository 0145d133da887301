package org.zerosum.gan;

import java.util.List;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Kernels;
import org.zerosum.tensor.Program;
import org.zerosum.tensor.ProgramMemory;
import org.zerosum.tensor.Scope;

/**
 * Both updates as programs, recorded when they are first needed, and anew when they would consist of other operations: when instance
 * noise has ended. Networks with a layer that looks at values in between can't be recorded; their operations are called one by one.
 *
 * <p>Where a device runs operations side by side, and a step is one update of D and one of G on the same real samples, if any, both are
 * one program, in which G makes the samples of its own update before D is updated: neither needs the other, so the device can do it
 * meanwhile. Nothing else changes: G's parameters are the same, and its running statistics see the batches in the same order.
 */
final class RecordedUpdates {
  private final DiscriminatorUpdate discriminator;
  private final GeneratorUpdate generator;
  private final RealInput input;
  private final Backend backend;
  private final Scope owner;
  private final Runnable discriminate = this::discriminate;
  private final Runnable generate = this::generate;
  private List<Runnable> bodies;
  private List<Program> programs;
  private boolean noisy;
  private boolean recordable = true;

  RecordedUpdates(DiscriminatorUpdate discriminator, GeneratorUpdate generator, RealInput input) {
    this.discriminator = discriminator;
    this.generator = generator;
    this.input = input;
    this.backend = discriminator.gan().backend();
    this.owner = backend.scope();
  }

  /** Whether a step's two updates are one program. */
  boolean areJoint() {
    return bodies().size() == 1;
  }

  /** Both updates that were begun last, where they {@linkplain #areJoint are one program}. */
  void updateBoth() {
    run(0, bodies.getFirst());
  }

  private List<Runnable> bodies() {
    if (bodies == null) {
      TrainingOptions options = discriminator.options();
      // Instance noise may be another in the two updates of a step.
      boolean may = backend.kernels().overlaps() && options.discriminatorSteps() == 1 && options.generatorSteps() == 1
          && !options.generatorNeedsReal() && options.practice().find(Regularizer.InstanceNoise.class) == null;
      List<Runnable> joint = List.of(this::both);
      bodies = may && overlap(joint) ? joint : List.of(discriminate, generate);
    }
    return bodies;
  }

  /** Whether operations would run beside others. */
  private boolean overlap(List<Runnable> some) {
    try {
      return backend.plan(some).overlaps();
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  /** The update of D that was begun last. */
  void updateDiscriminator() {
    run(0, discriminate);
  }

  /** The update of G that was begun last. */
  void updateGenerator() {
    run(1, generate);
  }

  /** What the programs would occupy; nothing is taken. */
  ProgramMemory plan() {
    return backend.plan(bodies());
  }

  /** What a device's kernels would need between their parts. */
  long scratchBytes(Kernels device) {
    return backend.scratchBytes(device, bodies());
  }

  private void run(int which, Runnable body) {
    record();
    if (programs != null) {
      programs.get(which).run();
      return;
    }
    try (Scope _ = backend.openScope()) {
      body.run();
    }
  }

  private void record() {
    boolean noise = discriminator.view().deviation().value() != 0;
    if (!recordable || programs != null && noise == noisy) {
      return;
    }
    if (programs != null) {
      programs.forEach(Program::close);
      programs = null;
    }
    noisy = noise;
    // What the starting values needed is of other sizes than what the programs need.
    backend.trim();
    try {
      programs = backend.record(owner, bodies());
    } catch (UnsupportedOperationException e) {
      recordable = false;
    }
  }

  private void discriminate() {
    discriminator.run(input.batch(), discriminatorNoise());
  }

  private void generate() {
    generator.run(generator.options().generatorNeedsReal() ? input.batch() : null, generatorNoise());
  }

  private void both() {
    Batch fake = discriminator.generate(discriminatorNoise());
    GeneratorUpdate.Generated generated = generator.generate(generatorNoise());
    discriminator.descend(input.batch(), fake);
    generator.descend(null, generated);
  }

  private Batch discriminatorNoise() {
    return noise(discriminator.view().draws(), NoiseStreams.DISCRIMINATOR, NoiseStreams.DISCRIMINATOR_LABELS);
  }

  private Batch generatorNoise() {
    return noise(generator.view().draws(), NoiseStreams.GENERATOR, NoiseStreams.GENERATOR_LABELS);
  }

  private Batch noise(Draws draws, int stream, int labelStream) {
    Generator g = discriminator.gan().generator();
    int count = discriminator.options().fakeBatch();
    return new Batch(g.draw(count, draws.of(stream)), g.drawLabels(count, draws.of(labelStream)));
  }
}
