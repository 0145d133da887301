package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The networks' shapes, names and sizes. */
final class ArchitectureShapesTest {
  @ParameterizedTest
  @CsvSource({"16,1", "32,3", "64,3", "128,1"})
  void generatorAndDiscriminatorFitEachOtherAtEverySize(int size, int channels) {
    Architecture dcgan = new Architecture.Dcgan(size, channels, 4, 10);
    assertEquals(Shape.of(5, channels, size, size), dcgan.generator().outputShape(Shape.of(5, 10)));
    assertEquals(Shape.of(5, 1), dcgan.discriminator().outputShape(dcgan.batchShape(5)));
  }

  @Test
  void theDcganOfThirtyTwoPixelsHasTheParametersOfItsDescription() {
    try (Backend backend = new Backend(new ScalarKernels()); Gan gan = Gan.dcgan(backend, 32, 3, 64, 100, 1)) {
      int generator = 100 * 4096 + 2 * (256 + 128 + 64) + 16 * (256 * 128 + 128 * 64 + 64 * 3) + 3;
      int discriminator = 16 * (3 * 64 + 64 * 128 + 128 * 256) + 64 + 128 + 256 + 4096 + 1;
      assertEquals(generator, gan.generator().network().parameterCount());
      assertEquals(discriminator, gan.discriminator().network().parameterCount());
      Set<String> names = gan.generator().network().state().keySet();
      assertTrue(names.containsAll(Set.of("0.weight", "2.weight", "2.bias", "2.running_mean", "4.weight", "10.bias")), names.toString());
    }
  }

  @Test
  void samplesLieInTheOpenRangeOfTanhAndDependOnTheSeedAlone() {
    try (Backend backend = new Backend(new ScalarKernels()); Gan gan = Gan.dcgan(backend, 16, 1, 2, 8, 1)) {
      float[] many = gan.generator().sample(6, 42).toArray();
      float[] few = gan.generator().sample(2, 42).toArray();
      for (int i = 0; i < few.length; i++) {
        assertEquals(many[i], few[i], "the first samples of a seed do not depend on how many are drawn");
      }
      for (float value : many) {
        assertTrue(value >= -1 && value <= 1);
      }
      Tensor probabilities = gan.discriminator().probabilities(gan.generator().sample(3, 1));
      assertEquals(Shape.of(3, 1), probabilities.shape());
    }
  }

  @Test
  void descriptionsAreReadBackAndDamageIsNamed() {
    for (Architecture architecture : new Architecture[] {new Architecture.Dcgan(64, 3, 16, 50), new Architecture.Mlp(2, 128, 3, 16)}) {
      assertEquals(architecture, Architecture.parse(architecture.describe()));
    }
    assertThrows(DataException.class, () -> Architecture.parse(Map.of("architecture", "vae")));
    assertThrows(DataException.class, () -> Architecture.parse(Map.of()));
    assertThrows(DataException.class, () -> Architecture.parse(Map.of("architecture", "dcgan", "image_size", "-3")));
    assertThrows(DataException.class, () -> Architecture.parse(
        Map.of("architecture", "dcgan", "image_size", "48", "channels", "1", "base_channels", "8", "latent", "10")));
  }
}
