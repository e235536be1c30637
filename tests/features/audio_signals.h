#pragma once

#include "base/random.h"
#include "features/audio_frames.h"
#include "media/audio_reader.h"

#include <cmath>
#include <filesystem>
#include <functional>
#include <numbers>
#include <vector>

/// Signals made by formulas, 16 kHz.
namespace signals {

/// `of` gives the sample at a moment in seconds.
inline std::vector<float> made(double seconds, const std::function<double(double)> &of) {
  std::vector<float> samples;
  const auto count = static_cast<std::size_t>(std::llround(seconds * affect::audio_rate));
  for (std::size_t i = 0; i < count; ++i)
    samples.push_back(static_cast<float>(of(static_cast<double>(i) / affect::audio_rate)));
  return samples;
}

inline std::vector<float> tone(double seconds, double hz, double amplitude = 0.5) {
  return made(seconds,
              [=](double t) { return amplitude * std::sin(2 * std::numbers::pi * hz * t); });
}

inline std::vector<float> noise(double seconds, double amplitude, std::uint64_t seed = 1) {
  affect::Random random(seed);
  return made(seconds, [&](double) { return amplitude * (2 * random.uniform() - 1); });
}

/// Ten harmonics of a pitch that swings by `depth` Hz, five and a half times a second.
inline std::vector<float> vibrato(double seconds, double hz, double depth) {
  const double turn = 2 * std::numbers::pi, swing = 5.5;
  return made(seconds, [=](double t) {
    const double phase = turn * hz * t - depth / swing * std::cos(turn * swing * t);
    double sum = 0;
    for (int k = 1; k <= 10; ++k)
      sum += 0.25 / k * std::sin(k * phase);
    return sum;
  });
}

/// All samples of a file as the program reads them.
inline std::vector<float> read(const std::filesystem::path &file) {
  std::vector<float> all;
  auto reader = affect::AudioReader::open(file);
  while (reader.ok()) {
    const auto some = reader->read(7000);
    if (!some.ok() || some->empty())
      break;
    all.insert(all.end(), some->begin(), some->end());
  }
  return all;
}

} // namespace signals
