#include "batch/rows/highlights.h"

#include "media/text_file.h"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace affect {
namespace {

// Hundredths: frames are further apart.
std::string seconds(double time) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, time, std::chars_format::fixed, 2);
  return {text, end.ptr};
}

// Indices of the `count` largest positive values, largest first; equal ones in their order.
std::vector<std::size_t> largest(const std::vector<float> &values, std::size_t count) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return !(values[i] > 0); });
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  order.resize(std::min(order.size(), count));
  return order;
}

// Of the parts that were read over time, and whose steps have times, the one that weighed most;
// null: none.
const TimeAttention *heaviest_over_time(const Reading &reading) {
  const TimeAttention *heaviest = nullptr;
  float most = -1;
  for (const TimeAttention &one : reading.time_attention) {
    const UnimodalReading *part = reading.modality(one.modality);
    const float weight = part ? part->weight.value_or(0) : 0;
    if (one.times.size() == static_cast<std::size_t>(one.steps) && one.steps > 1 && weight > most) {
      heaviest = &one;
      most = weight;
    }
  }
  return heaviest;
}

} // namespace

std::vector<Highlight> top_words(const Reading &reading, std::size_t count) {
  std::vector<Highlight> result;
  const TimeAttention *over_time = reading.attention_over_time(Modality::text);
  if (!reading.attention && !over_time)
    return result;
  std::vector<float> values =
      reading.attention ? reading.attention->words_of_regions({}) : over_time->over_steps();
  values.resize(std::min(values.size(), reading.words.size()));
  for (std::size_t i : largest(values, count)) {
    const WordSpan &word = reading.words[i];
    if (word.begin < word.end && word.end <= reading.text.size())
      result.push_back({reading.text.substr(word.begin, word.end - word.begin), values[i]});
  }
  return result;
}

std::vector<Highlight> top_regions(const Reading &reading, std::size_t count) {
  std::vector<Highlight> result;
  if (!reading.attention || reading.grid.columns <= 0)
    return result;
  const std::vector<float> values = reading.attention->regions_of_words({});
  const auto columns = static_cast<std::size_t>(reading.grid.columns);
  const auto cells = static_cast<std::size_t>(std::max(reading.grid.count(), 1));
  for (std::size_t i : largest(values, count)) {
    const std::size_t cell = i % cells, frame = i / cells;
    std::string name =
        std::to_string(cell / columns + 1) + "," + std::to_string(cell % columns + 1);
    if (frame < reading.frame_times.size())
      name += "@" + seconds(reading.frame_times[frame]);
    result.push_back({std::move(name), values[i]});
  }
  return result;
}

std::vector<Highlight> top_times(const Reading &reading, std::size_t count) {
  std::vector<Highlight> result;
  if (const TimeAttention *heaviest = heaviest_over_time(reading)) {
    const std::vector<float> values = heaviest->over_steps();
    for (std::size_t i : largest(values, count))
      result.push_back({seconds(heaviest->times[i]), values[i]});
    return result;
  }
  if (!reading.attention || reading.frame_times.size() < 2)
    return result;
  const std::vector<float> values = reading.attention->frames_of_words({}, reading.frames());
  for (std::size_t i : largest(values, count))
    result.push_back({seconds(reading.frame_times[i]), values[i]});
  return result;
}

const char *kind_of(const Reading &reading) { return reading.duration_s ? "clip" : "post"; }

std::vector<std::string> missing_modalities(const Reading &reading) {
  std::vector<std::string> missing;
  for (const UnimodalReading &one : reading.modalities)
    if (one.presence == Presence::missing)
      missing.emplace_back(name_of(one.modality));
    else if (one.presence == Presence::translated)
      missing.emplace_back(name_of(one.modality) + std::string(" (translated)"));
  return missing;
}

float intensity_of(const Reading &reading) {
  return reading.intensity.value_or(valence_of(reading.probabilities));
}

std::string report_name(const std::string &path_bytes) { return decode_text(path_bytes); }

std::string report_name(const Reading &reading) {
  return report_name(reading.file.empty() ? reading.id : reading.file);
}

} // namespace affect
