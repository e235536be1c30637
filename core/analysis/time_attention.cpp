#include "analysis/time_attention.h"

#include <algorithm>

namespace affect {
namespace {

// Where a cue's words stand in time: [begin, end) in bytes of the whole text, and the seconds of
// that stretch.
struct Stretch {
  std::size_t begin = 0, end = 0;
  double from = 0, to = 0;
};

// The words that the source timed, each found after the one before; else the whole cue in one.
void add_stretches(const Cue &cue, std::size_t at, std::vector<Stretch> &stretches) {
  std::size_t from = 0;
  for (const TimedWord &word : cue.words) {
    const std::size_t found = cue.text.find(word.text, from);
    if (found == std::string::npos || word.text.empty())
      continue;
    stretches.push_back({at + found, at + found + word.text.size(), word.begin, word.end});
    from = found + word.text.size();
  }
  if (cue.words.empty())
    stretches.push_back({at, at + cue.text.size(), cue.begin, cue.end});
}

double middle(const WordSpan &word, const Stretch &stretch) {
  const double length = std::max<double>(1, static_cast<double>(stretch.end - stretch.begin));
  const double at =
      (static_cast<double>(word.begin + word.end) / 2 - static_cast<double>(stretch.begin)) /
      length;
  return stretch.from + std::clamp(at, 0.0, 1.0) * (stretch.to - stretch.from);
}

// Tokens' attention as their words': the sum, for attention is shared out among the tokens.
torch::Tensor of_words(const torch::Tensor &tokens, const Reading &reading) {
  auto words = torch::zeros({tokens.size(0), static_cast<int64_t>(reading.words.size())});
  for (std::size_t i = 0; i < reading.tokens.size(); ++i)
    if (const int word = reading.tokens[i].word; word >= 0)
      words.select(1, word).add_(tokens.select(1, static_cast<int64_t>(i)));
  return words;
}

} // namespace

std::vector<double> word_times(const Reading &reading, const Transcript &transcript) {
  const bool timed = std::any_of(transcript.cues.begin(), transcript.cues.end(),
                                 [](const Cue &c) { return c.timed(); });
  if (!timed || reading.text != transcript.text())
    return {};
  std::vector<Stretch> stretches;
  std::size_t at = 0;
  for (const Cue &cue : transcript.cues) {
    if (cue.text.empty())
      continue;
    add_stretches(cue, at, stretches);
    at += cue.text.size() + 1; // cues are parted by a line break
  }
  std::vector<double> times;
  std::size_t next = 0;
  for (const WordSpan &word : reading.words) {
    while (next + 1 < stretches.size() && stretches[next].end <= word.begin)
      ++next;
    times.push_back(stretches.empty() ? 0 : middle(word, stretches[next]));
  }
  return times;
}

void add_time_attention(const SystemOutput &output, int64_t row,
                        const std::vector<double> &word_times,
                        const std::vector<double> &image_times,
                        const std::vector<double> &audio_times, Reading &reading) {
  const std::vector<double> *const times[] = {&word_times, &image_times, &audio_times};
  int present = 0;
  for (std::size_t i = 0; i < output.step_weights.size(); ++i) {
    const auto modality = static_cast<Modality>(i);
    const auto *part = reading.modality(modality);
    if (!output.step_weights[i].defined() || !part || part->presence != Presence::present)
      continue;
    ++present;
    auto weights = output.step_weights[i][row].to(torch::kFloat32); // [layers, steps]
    if (modality == Modality::text)
      weights = of_words(weights, reading);
    else if (!times[i]->empty())
      weights = weights.slice(1, 0, static_cast<int64_t>(times[i]->size()));
    TimeAttention attention;
    attention.modality = modality;
    attention.layers = static_cast<int>(weights.size(0));
    attention.steps = static_cast<int>(weights.size(1));
    const auto flat = weights.contiguous();
    attention.weights.assign(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    attention.times = *times[i];
    reading.time_attention.push_back(std::move(attention));
  }
  if (!output.dimension_weights.defined() || present < 2)
    return; // a part by itself has all the weight, which says nothing
  const auto map = output.dimension_weights[row].to(torch::kFloat32).contiguous();
  reading.semantic_map = SemanticMap{static_cast<int>(map.size(1)),
                                     {map.data_ptr<float>(), map.data_ptr<float>() + map.numel()}};
}

} // namespace affect
