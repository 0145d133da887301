package org.zerosum.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class InceptionScoreTest {
  private static Features certain(int count, int classes, int stride) {
    float[] logits = new float[count * classes];
    for (int i = 0; i < count; i++) {
      logits[i * classes + i / stride % classes] = 200;
    }
    return new Features(logits, count, classes);
  }

  @Test
  void certainAndEvenlySpreadAnswersScoreTheNumberOfClasses() {
    InceptionScore score = InceptionScore.ofLogits(certain(60, 4, 1), 3);
    assertEquals(4, score.value(), 1e-9);
    assertEquals(0, score.standardDeviation(), 1e-9);
    assertEquals(3, score.splits());
  }

  @Test
  void equalAnswersScoreOne() {
    assertEquals(1, InceptionScore.ofLogits(new Features(new float[50], 10, 5), 2).value(), 1e-12);
    assertEquals(1, InceptionScore.ofLogits(certain(50, 5, 1_000), 2).value(), 1e-9);
  }

  /** Each split sees one class only although all of them see all: splits have a p(y) of their own. */
  @Test
  void splitsAreConsecutiveAndHaveTheirOwnMarginal() {
    assertEquals(1, InceptionScore.ofLogits(certain(40, 4, 10), 4).value(), 1e-9);
    assertEquals(4, InceptionScore.ofLogits(certain(40, 4, 10), 1).value(), 1e-9);
    // Halves with one class and two classes: (1 + 2)/2 and a deviation of 1/2, divided by the number of splits.
    float[] logits = {99, 0, 99, 0, 99, 0, 0, 99};
    InceptionScore uneven = InceptionScore.ofLogits(new Features(logits, 4, 2), 2);
    assertEquals(1.5, uneven.value(), 1e-9);
    assertEquals(0.5, uneven.standardDeviation(), 1e-9);
  }

  /** Two samples with p = (a, 1 − a) and (1 − a, a): KL = ln 2 − H(a). */
  @Test
  void uncertainAnswersHaveAClosedForm() {
    double a = 0.9;
    float logit = (float) Math.log(a / (1 - a));
    double entropy = -a * Math.log(a) - (1 - a) * Math.log(1 - a);
    Features answers = new Features(new float[] {logit + 500, 500, -300, logit - 300}, 2, 2);
    assertEquals(2 * Math.exp(-entropy), InceptionScore.ofLogits(answers, 1).value(), 1e-5);
  }

  @Test
  void fewerSamplesThanSplitsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> InceptionScore.ofLogits(new Features(new float[9], 9, 1), 10));
  }
}
