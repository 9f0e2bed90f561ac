package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PredictionTest {
  private final Prediction prediction = new Prediction();

  @Test
  void readsOneRowOfMany() {
    float[] rows = {0.9f, 0.1f, 0f, 0.2f, 0.5f, 0.3f};
    prediction.read(rows, 3, 3, 2);
    assertThat(prediction.predicted()).isEqualTo(1);
    assertThat(prediction.confidence()).isCloseTo(0.5, within(1e-7));
    assertThat(prediction.labelProbability()).isCloseTo(0.3, within(1e-7));
    assertThat(prediction.rank()).isEqualTo(1);
    assertThat(prediction.loss()).isCloseTo(-Math.log(0.3), within(1e-6));
  }

  @Test
  void theFirstOfEqualClassesIsPredictedAndTiesDoNotCountAgainstTheTruth() {
    prediction.read(new float[] {0.4f, 0.4f, 0.2f}, 0, 3, 1);
    assertThat(prediction.predicted()).isZero();
    assertThat(prediction.rank()).isZero();
  }

  @Test
  void lossIsClippedAndNormalizedAsInKeras() {
    prediction.read(new float[] {1f, 0f, 0f}, 0, 3, 1);
    // clip gives 1 - 1e-7, 1e-7, 1e-7, whose sum is 1 + 1e-7.
    assertThat(prediction.loss()).isCloseTo(-Math.log(1e-7 / (1 + 1e-7)), within(1e-9));
    prediction.read(new float[] {1f, 0f, 0f}, 0, 3, 0);
    assertThat(prediction.loss()).isCloseTo(-Math.log((1 - 1e-7) / (1 + 1e-7)), within(1e-12));
    // Probabilities that do not sum to 1 are divided by their sum.
    prediction.read(new float[] {0.5f, 0.25f, 0.25f, 0.5f}, 0, 4, 1);
    assertThat(prediction.loss()).isCloseTo(-Math.log(0.25 / 1.5), within(1e-7));
  }

  @Test
  void aRowWithNaNHasNoPrediction() {
    prediction.read(new float[] {0.1f, Float.NaN, 0.9f}, 0, 3, 2);
    assertThat(prediction.predicted()).isEqualTo(ConfusionCounts.NO_PREDICTION);
    assertThat(prediction.loss()).isNaN();
    assertThat(prediction.rank()).isEqualTo(Integer.MAX_VALUE);
  }
}
