#include "corpus/mosi_features.h"

#include <algorithm>
#include <map>
#include <set>

namespace affect {
namespace {

int64_t width_of(const std::vector<std::vector<float>> &vectors) {
  return vectors.empty() ? 0 : static_cast<int64_t>(vectors.front().size());
}

torch::Tensor tensor_of(const std::vector<std::vector<float>> &vectors,
                        const std::vector<std::size_t> &rows) {
  std::vector<torch::Tensor> lines;
  for (const std::size_t row : rows)
    lines.push_back(torch::tensor(vectors[row]));
  return torch::stack(lines).to(torch::kHalf);
}

int64_t polarity_of_sign(double intensity) { return intensity > 0 ? 2 : intensity < 0 ? 0 : 1; }

PostFeatures item_of(const Utterance &utterance) {
  PostFeatures item;
  item.id = utterance.video + "_" + std::to_string(utterance.number);
  item.group = utterance.video;
  item.text = utterance.text;
  item.joint = polarity_of_sign(utterance.intensity);
  item.intensities[0] = static_cast<float>(utterance.intensity / mosi_scale);
  return item;
}

Result<void> check(const UtteranceSet &set, const UtteranceOptions &options) {
  const bool given = options.text == UtteranceText::given || options.text == UtteranceText::both;
  if ((given && set.text.empty()) || (options.audio && set.audio.empty()) ||
      (options.video && set.video.empty()))
    return make_error(ErrorCode::usage,
                      "The data set lacks features that were asked for (text.csv, audio.csv or "
                      "video.csv); leave them out or add the file.");
  return {};
}

bool in_splits(const Utterance &utterance, const std::vector<std::string> &splits) {
  return splits.empty() || std::find(splits.begin(), splits.end(), utterance.split) != splits.end();
}

} // namespace

void describe_steps(const UtteranceSet &set, const UtteranceOptions &options,
                    SystemConfig &config) {
  config.settings["intensity_scale"] = mosi_scale;
  config.settings["neutral"] = 0.5 / mosi_scale;
  config.video_width = options.video ? width_of(set.video) : 0;
  config.audio_width = options.audio ? width_of(set.audio) : 0;
  config.settings["asks_image"] = config.settings["asks_audio"] = 1;
  if (options.text == UtteranceText::words)
    return;
  config.settings["asks_text"] = 1;
  const int64_t given = width_of(set.text), own = config.text_vector();
  config.text_width = options.text == UtteranceText::vectors ? own
                      : options.text == UtteranceText::given ? given
                                                             : own + given;
  config.text_vector_width = 0;
}

Result<std::vector<PostFeatures>>
utterance_features(const UtteranceSet &set, const std::vector<std::string> &splits,
                   const UtteranceOptions &options, TextEncoder &text, const FeatureCache &cache,
                   const FeatureOptions &features, const ProgressFn &progress,
                   const CancelToken &cancel) {
  AFFECT_CHECK(check(set, options));
  std::vector<PostFeatures> items;
  std::map<std::string, std::vector<std::size_t>> rows_of; // of each video, in the file's order
  std::map<std::string, std::vector<std::size_t>> items_of;
  for (std::size_t row = 0; row < set.utterances.size(); ++row) {
    const Utterance &utterance = set.utterances[row];
    if (!in_splits(utterance, splits))
      continue;
    items.push_back(item_of(utterance));
    items.back().tensors.asked = static_cast<int64_t>(rows_of[utterance.video].size());
    items_of[utterance.video].push_back(items.size() - 1);
    rows_of[utterance.video].push_back(row);
  }
  if (items.empty())
    return make_error(ErrorCode::usage, "No utterance of the data set is in the split asked for.");
  if (options.text != UtteranceText::given)
    AFFECT_CHECK(fill_texts(items, text, cache, features, progress, cancel));
  for (const auto &[video, rows] : rows_of) {
    const auto audio = options.audio ? tensor_of(set.audio, rows) : torch::Tensor();
    const auto sight = options.video ? tensor_of(set.video, rows) : torch::Tensor();
    torch::Tensor words;
    if (options.text != UtteranceText::words) {
      std::vector<torch::Tensor> parts;
      if (options.text != UtteranceText::given) {
        std::vector<torch::Tensor> vectors;
        for (const std::size_t item : items_of[video])
          vectors.push_back(items[item].tensors.text_vector);
        parts.push_back(torch::stack(vectors));
      }
      if (options.text != UtteranceText::vectors)
        parts.push_back(tensor_of(set.text, rows));
      words = torch::cat(parts, 1);
    }
    for (const std::size_t item : items_of[video]) {
      PostTensors &tensors = items[item].tensors;
      tensors.audio = audio;
      tensors.video = sight;
      if (words.defined()) {
        tensors.text = words;
        tensors.text_vector = words[items[item].tensors.asked];
      }
    }
  }
  return items;
}

} // namespace affect
