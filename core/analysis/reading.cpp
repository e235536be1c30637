#include "analysis/reading.h"

#include <algorithm>
#include <numeric>

namespace affect {

Polarity polarity_of(const PolarityProbabilities &probabilities) {
  const auto best = std::max_element(probabilities.begin(), probabilities.end());
  return static_cast<Polarity>(best - probabilities.begin());
}

const char *name_of(Polarity polarity) {
  static constexpr const char *names[] = {"negative", "neutral", "positive"};
  return names[static_cast<int>(polarity)];
}

const char *name_of(Modality modality) {
  static constexpr const char *names[] = {"text", "image", "audio"};
  return names[static_cast<int>(modality)];
}

float valence_of(const PolarityProbabilities &probabilities) {
  return probabilities[2] - probabilities[0];
}

const UnimodalReading *Reading::modality(Modality which) const {
  const auto found = std::find_if(modalities.begin(), modalities.end(),
                                  [&](const auto &m) { return m.modality == which; });
  return found == modalities.end() ? nullptr : &*found;
}

const TimeAttention *Reading::attention_over_time(Modality which) const {
  const auto found = std::find_if(time_attention.begin(), time_attention.end(),
                                  [&](const auto &one) { return one.modality == which; });
  return found == time_attention.end() ? nullptr : &*found;
}

namespace {

// Mean over the chosen layers, heads and rows of a [layers][heads][rows][columns] block.
std::vector<float> mean_rows(const std::vector<float> &values, int layers, int heads, int rows,
                             int columns, const std::vector<int> &chosen, int layer, int head) {
  std::vector<float> mean(static_cast<std::size_t>(columns), 0.0f);
  int count = 0;
  for (int l = 0; l < layers; ++l)
    for (int h = 0; h < heads; ++h) {
      if ((layer >= 0 && l != layer) || (head >= 0 && h != head))
        continue;
      for (int row : chosen) {
        if (row < 0 || row >= rows)
          continue;
        const float *from =
            values.data() + ((static_cast<std::size_t>(l) * heads + h) * rows + row) * columns;
        std::transform(mean.begin(), mean.end(), from, mean.begin(), std::plus<>());
        ++count;
      }
    }
  if (count > 0)
    for (float &value : mean)
      value /= static_cast<float>(count);
  return mean;
}

std::vector<int> or_all(const std::vector<int> &chosen, int count) {
  if (!chosen.empty())
    return chosen;
  std::vector<int> everyone(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    everyone[static_cast<std::size_t>(i)] = i;
  return everyone;
}

} // namespace

std::vector<float> CrossAttention::regions_of_word(int word, int layer, int head) const {
  return mean_rows(word_to_region, layers, heads, words, regions, {word}, layer, head);
}

std::vector<float> CrossAttention::regions_of_words(const std::vector<int> &chosen, int layer,
                                                    int head) const {
  return mean_rows(word_to_region, layers, heads, words, regions, or_all(chosen, words), layer,
                   head);
}

std::vector<float> CrossAttention::words_of_regions(const std::vector<int> &chosen, int layer,
                                                    int head) const {
  return mean_rows(region_to_word, layers, heads, regions, words, or_all(chosen, regions), layer,
                   head);
}

std::vector<float> CrossAttention::frames_of_words(const std::vector<int> &chosen, int frames,
                                                   int layer, int head) const {
  const std::vector<float> values = regions_of_words(chosen, layer, head);
  std::vector<float> sums(static_cast<std::size_t>(std::max(frames, 1)), 0.0f);
  const std::size_t grid = values.size() / sums.size();
  for (std::size_t frame = 0; grid > 0 && frame < sums.size(); ++frame)
    sums[frame] =
        std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(frame * grid),
                        values.begin() + static_cast<std::ptrdiff_t>((frame + 1) * grid), 0.0f);
  return sums;
}

SeenFace::Box SeenFace::mean() const {
  Box sum;
  const auto count = static_cast<double>(std::max<std::size_t>(boxes.size(), 1));
  for (const Box &box : boxes) {
    sum.time += box.time / count;
    sum.x += box.x / count;
    sum.y += box.y / count;
    sum.width += box.width / count;
    sum.height += box.height / count;
  }
  return sum;
}

std::vector<float> TimeAttention::over_steps(int layer) const {
  return mean_rows(weights, layers, 1, 1, steps, {0}, layer, all);
}

} // namespace affect
