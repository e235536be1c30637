#include "training/trainer/system_batches.h"

#include <algorithm>

namespace affect {

std::vector<Rows> batches_of(Rows order, int64_t size, Random &random) {
  random.shuffle(order);
  const auto batch = static_cast<std::size_t>(size);
  std::vector<Rows> batches;
  for (std::size_t at = 0; at < order.size(); at += batch)
    batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(at),
                         order.begin() +
                             static_cast<std::ptrdiff_t>(std::min(at + batch, order.size())));
  return batches;
}

SystemInput input_of(const std::vector<PostFeatures> &posts, const Rows &rows,
                     const SystemConfig &config) {
  std::vector<PostTensors> tensors;
  for (std::size_t row : rows)
    tensors.push_back(posts[row].tensors);
  return collate(tensors, config);
}

SystemLabels labels_of(const std::vector<PostFeatures> &posts, const Rows &rows) {
  std::vector<int64_t> joint, text, image, audio;
  std::vector<float> intensities;
  for (std::size_t row : rows) {
    joint.push_back(posts[row].joint);
    text.push_back(posts[row].text_label);
    image.push_back(posts[row].image_label);
    audio.push_back(posts[row].audio_label);
    intensities.insert(intensities.end(), posts[row].intensities.begin(),
                       posts[row].intensities.end());
  }
  return {torch::tensor(joint), torch::tensor(text), torch::tensor(image), torch::tensor(audio),
          torch::tensor(intensities).view({-1, intensity_spaces})};
}

void hide_modalities(SystemInput &input, double share, Random &random) {
  // Where there is no sound, as many draws as before there was any: runs repeat.
  std::vector<torch::Tensor *> parts{&input.has_text, &input.has_image};
  if (input.has_audio.defined() && input.has_audio.any().item<bool>())
    parts.push_back(&input.has_audio);
  for (int64_t i = 0; i < input.has_text.size(0); ++i) {
    const double fate = random.uniform();
    const auto hidden = static_cast<std::size_t>(fate / std::max(share, 1e-9));
    if (hidden < parts.size())
      (*parts[hidden])[i] = 0;
  }
}

SystemInput select(const SystemInput &input, const torch::Tensor &places) {
  return input.select(places);
}

SystemLabels select(const SystemLabels &labels, const torch::Tensor &places) {
  const auto pick = [&](const torch::Tensor &x) {
    return x.defined() ? x.index_select(0, places) : x;
  };
  return {pick(labels.joint), pick(labels.text),        pick(labels.image),
          pick(labels.audio), pick(labels.intensities), pick(labels.generated)};
}

TrainingRows split_query(const std::vector<PostFeatures> &posts, double share, std::uint64_t seed) {
  TrainingRows rows;
  Rows guides;
  if (share > 0)
    for (std::size_t i = 0; i < posts.size(); ++i)
      if (posts[i].joint >= 0 && posts[i].text_label >= 0 && posts[i].image_label >= 0)
        guides.push_back(i);
  Random random(seed * 6151 + 17);
  random.shuffle(guides);
  const auto wanted = static_cast<std::size_t>(share * static_cast<double>(posts.size()) + 0.5);
  guides.resize(std::min({guides.size(), std::max<std::size_t>(wanted, 1), posts.size() - 1}));
  std::vector<bool> taken(posts.size());
  for (std::size_t row : guides)
    taken[row] = true;
  for (std::size_t i = 0; i < posts.size(); ++i)
    (taken[i] ? rows.query : rows.support).push_back(i);
  return rows;
}

} // namespace affect
