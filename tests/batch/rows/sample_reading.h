#pragma once

#include "analysis/reading.h"

/// A reading with every part a report writes: three words, a grid of 2 × 2, one layer, two heads.
inline affect::Reading sample_reading() {
  using namespace affect;
  Reading reading;
  reading.id = "42";
  reading.file = "/posts/42.jpg";
  reading.model = "multiscale-mvsa";
  reading.system = "multiscale";
  reading.device = "cpu";
  reading.precision = "fp32";
  reading.elapsed_ms = 12.5;
  reading.parameters = 1'500'000;
  reading.probabilities = {0.125f, 0.25f, 0.625f};
  reading.modalities = {
      {Modality::text, Presence::present, PolarityProbabilities{0.7f, 0.2f, 0.1f}, 0.75f},
      {Modality::image, Presence::present, PolarityProbabilities{0.f, 0.5f, 0.5f}, 0.25f}};
  reading.disagreement = true;
  reading.text = "@you so café";
  reading.tokens = {{0, 0, -1, "<s>"}, {0, 4, 0, "▁@you"}, {5, 7, 1, "▁so"}, {8, 13, 2, "▁café"}};
  reading.words = {{0, 4, 1, 1}, {5, 7, 2, 2}, {8, 13, 3, 3}};
  reading.grid.rows = reading.grid.columns = 2;
  CrossAttention attention;
  attention.layers = 1;
  attention.heads = 2;
  attention.words = 3;
  attention.regions = 4;
  for (int head = 0; head < 2; ++head) {
    for (int word = 0; word < 3; ++word)
      attention.word_to_region.insert(attention.word_to_region.end(), {0.1f, 0.2f, 0.1f, 0.6f});
    for (int region = 0; region < 4; ++region)
      attention.region_to_word.insert(attention.region_to_word.end(), {0.5f, 0.f, 0.3f});
  }
  reading.attention = attention;
  reading.expected_words = {{1, {{"very", 0.5f}, {"so", 0.25f}}, 0.25f}};
  return reading;
}

/// The same of a clip: two frames of 1 × 2 regions, at 1.25 and 3.75 seconds.
inline affect::Reading sample_clip_reading() {
  affect::Reading reading = sample_reading();
  reading.file = "/clips/42.mp4";
  reading.grid.rows = 1;
  reading.duration_s = 5;
  reading.frame_times = {1.25, 3.75};
  return reading;
}
