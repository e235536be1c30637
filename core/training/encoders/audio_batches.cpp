#include "training/encoders/audio_batches.h"

#include "features/speech_input.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace affect {
namespace {

constexpr int64_t bands = 80;
constexpr double widest_mask = 12, longest_mask = 30;       // bands, frames
constexpr double quietest_noise = -3.5, loudest_noise = -1; // in deviations of a band
constexpr double widest_stretch = 0.06;                     // of the spectrum, logarithm

double between(Random &random, double low, double high) {
  return low + (high - low) * random.uniform();
}

double normal(Random &random) {
  const double u = 1 - random.uniform();
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * random.uniform());
}

// Marsaglia & Tsang for a shape of 1 and more, with Stuart's step for less.
double gamma(double shape, Random &random) {
  if (shape < 1)
    return gamma(shape + 1, random) * std::pow(1 - random.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal(random), v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * std::log(v))
      return d * v;
  }
}

double beta(double shape, Random &random) {
  const double a = gamma(shape, random), b = gamma(shape, random);
  return a + b > 0 ? a / (a + b) : 0.5;
}

void label(SpeechBatch &batch, const std::vector<SpeechClip> &clips,
           std::span<const std::size_t> rows) {
  std::vector<int64_t> corpus, emotion, polarity;
  for (const std::size_t row : rows) {
    corpus.push_back(clips[row].corpus);
    emotion.push_back(clips[row].emotion);
    polarity.push_back(clips[row].polarity);
  }
  batch.corpus = torch::tensor(corpus);
  batch.emotion = torch::tensor(emotion);
  batch.polarity = torch::tensor(polarity);
  batch.partner = torch::arange(static_cast<int64_t>(rows.size()));
  batch.share = torch::ones({static_cast<int64_t>(rows.size())});
}

// Speed, and the spectrum moved and stretched, of all clips at once; the masks of frames follow.
void warp(torch::Tensor &mel, torch::Tensor &active, const SpeechAugmentation &how,
          Random &random) {
  const int64_t count = mel.size(0), frames = mel.size(2);
  auto theta = torch::zeros({count, 2, 3});
  auto cell = theta.accessor<float, 3>();
  for (int64_t i = 0; i < count; ++i) {
    const double speed = std::exp(between(random, -how.tempo, how.tempo));
    cell[i][0][0] = static_cast<float>(speed); // the beginning stays where it is
    cell[i][0][2] = static_cast<float>(speed - 1);
    cell[i][1][1] = static_cast<float>(
        how.shift > 0 ? std::exp(between(random, -widest_stretch, widest_stretch)) : 1);
    cell[i][1][2] = static_cast<float>(between(random, -how.shift, how.shift) / (bands / 2.0));
  }
  namespace F = torch::nn::functional;
  const auto grid = F::affine_grid(theta, {count, 1, bands, frames}, /*align_corners=*/false);
  const auto sampled = [&](const torch::Tensor &x, auto padding) {
    return F::grid_sample(x.unsqueeze(1), grid,
                          F::GridSampleFuncOptions()
                              .mode(torch::kBilinear)
                              .padding_mode(padding)
                              .align_corners(false))
        .squeeze(1);
  };
  // Where frames are active does not depend on the band; the middle one is as good as any.
  const auto moved = sampled(active.to(torch::kFloat32).unsqueeze(1).expand({count, bands, frames}),
                             torch::kZeros);
  mel = sampled(mel, torch::kBorder);
  active = moved.select(1, bands / 2) > 0.5;
}

// Power of a steady noise that masks whatever is quieter.
void add_noise(torch::Tensor mel, double share, Random &random) {
  for (int64_t i = 0; i < mel.size(0); ++i) {
    if (!(random.uniform() < share))
      continue;
    auto one = mel[i];
    auto noise = torch::empty_like(one);
    const double level = between(random, quietest_noise, loudest_noise);
    float *value = noise.data_ptr<float>();
    for (int64_t k = 0; k < noise.numel(); ++k) // cheap and even: deviation 0.3
      value[k] = static_cast<float>(level + between(random, -0.52, 0.52));
    one.copy_(torch::logaddexp(one * 2, noise * 2) / 2);
  }
}

void mask(torch::Tensor mel, int times, Random &random) {
  for (int64_t i = 0; i < mel.size(0); ++i)
    for (int k = 0; k < times; ++k) {
      const auto high = static_cast<int64_t>(between(random, 0, widest_mask + 1));
      const auto low = static_cast<int64_t>(between(random, 0, static_cast<double>(bands - high)));
      mel[i].narrow(0, low, high).zero_();
      const auto long_ = static_cast<int64_t>(between(random, 0, longest_mask + 1));
      const auto begin =
          static_cast<int64_t>(between(random, 0, static_cast<double>(mel.size(2) - long_)));
      mel[i].narrow(1, begin, long_).zero_();
    }
}

void mix(SpeechBatch &batch, double shape, Random &random) {
  const int64_t count = batch.mel.size(0);
  std::vector<std::vector<int64_t>> of_corpus(64);
  const int64_t *corpus = batch.corpus.data_ptr<int64_t>();
  for (int64_t i = 0; i < count; ++i)
    of_corpus[static_cast<std::size_t>(corpus[i])].push_back(i);
  for (int64_t i = 0; i < count; ++i) {
    const auto &same = of_corpus[static_cast<std::size_t>(corpus[i])];
    const double share = beta(shape, random);
    batch.partner[i] = same[random.below(same.size())];
    batch.share[i] = std::max(share, 1 - share);
  }
  const auto share = batch.share.view({-1, 1, 1});
  batch.mel = batch.mel * share + batch.mel.index_select(0, batch.partner) * (1 - share);
  batch.steps = torch::logical_or(batch.steps, batch.steps.index_select(0, batch.partner));
}

torch::Tensor steps_of(const torch::Tensor &active) {
  std::vector<torch::Tensor> rows;
  for (int64_t i = 0; i < active.size(0); ++i) {
    rows.push_back(active_steps(active[i]));
    if (!rows.back().any().item<bool>())
      rows.back()[0] = true; // a crop of a pause
  }
  return torch::stack(rows);
}

} // namespace

SpeechBatch speech_batch(const std::vector<SpeechClip> &clips, std::span<const std::size_t> rows) {
  int64_t longest = 1;
  for (const std::size_t row : rows)
    longest = std::max(longest, clips[row].mel.size(1));
  SpeechBatch batch;
  batch.mel = torch::zeros({static_cast<int64_t>(rows.size()), bands, longest});
  auto active = torch::zeros({batch.mel.size(0), longest}, torch::kBool);
  for (int64_t i = 0; i < batch.mel.size(0); ++i) {
    const SpeechClip &clip = clips[rows[static_cast<std::size_t>(i)]];
    batch.mel[i].narrow(1, 0, clip.mel.size(1)).copy_(clip.mel);
    active[i].narrow(0, 0, clip.mel.size(1)).copy_(clip.active);
  }
  batch.steps = steps_of(active);
  label(batch, clips, rows);
  return batch;
}

SpeechBatch augmented_batch(const std::vector<SpeechClip> &clips, std::span<const std::size_t> rows,
                            const SpeechAugmentation &how, Random &random) {
  SpeechBatch batch;
  const int64_t crop = how.crop;
  batch.mel = torch::zeros({static_cast<int64_t>(rows.size()), bands, crop});
  auto active = torch::zeros({batch.mel.size(0), crop}, torch::kBool);
  auto inside = active.clone();
  for (int64_t i = 0; i < batch.mel.size(0); ++i) {
    const SpeechClip &clip = clips[rows[static_cast<std::size_t>(i)]];
    const int64_t length = clip.mel.size(1), kept = std::min(length, crop);
    const auto from =
        static_cast<int64_t>(random.below(static_cast<std::uint64_t>(length - kept + 1)));
    batch.mel[i].narrow(1, 0, kept).copy_(clip.mel.narrow(1, from, kept));
    active[i].narrow(0, 0, kept).copy_(clip.active.narrow(0, from, kept));
    inside[i].narrow(0, 0, kept).fill_(true);
  }
  if (how.noise > 0)
    add_noise(batch.mel, how.noise, random);
  batch.mel.mul_(inside.unsqueeze(1)); // noise, too, ends with its clip
  if (how.tempo > 0 || how.shift > 0)
    warp(batch.mel, active, how, random);
  mask(batch.mel, how.masks, random);
  batch.steps = steps_of(active);
  label(batch, clips, rows);
  if (how.mixup > 0)
    mix(batch, how.mixup, random);
  return batch;
}

} // namespace affect
