#include "training/systems/predictions.h"

#include "nn/device.h"
#include "training/trainer/system_batches.h"

#include <numeric>

namespace affect {
namespace {

constexpr std::size_t batch_size = 64;

torch::ScalarType type_of(const System &system) {
  return system.parameters().front().scalar_type();
}

template <typename Visit>
void for_each_batch(System &system, const std::vector<PostFeatures> &posts, Hidden hidden,
                    Filling filling, Visit visit) {
  torch::NoGradGuard frozen;
  system.eval();
  for (std::size_t begin = 0; begin < posts.size(); begin += batch_size) {
    Rows rows(std::min(batch_size, posts.size() - begin));
    std::iota(rows.begin(), rows.end(), begin);
    SystemInput input = input_of(posts, rows, system.config());
    hide(input, hidden, filling);
    visit(run_batch(system, input));
  }
}

} // namespace

SystemOutput run_batch(System &system, const SystemInput &input) {
  SystemOutput output =
      system.forward(input.to(device_of(system), type_of(system)), false).to(torch::kCPU);
  for (torch::Tensor *one :
       {&output.logits, &output.text_logits, &output.image_logits, &output.language,
        &output.weights, &output.uncertainty, &output.own_loss, &output.audio_logits,
        &output.intensities, &output.features, &output.present})
    if (one->defined())
      *one = one->to(torch::kFloat32);
  return output;
}

void hide(SystemInput &input, Hidden hidden, Filling filling) {
  const auto nothing = [&](torch::Tensor &has, std::initializer_list<torch::Tensor> features) {
    if (filling == Filling::own) {
      has.zero_();
      return;
    }
    for (const torch::Tensor &one : features)
      if (one.defined())
        one.zero_();
  };
  if (hidden == Hidden::text)
    nothing(input.has_text, {input.text, input.text_vector, input.word_weights});
  if (hidden == Hidden::image)
    nothing(input.has_image,
            {input.image, input.image_vector, input.frames, input.frame_vectors, input.video});
  if (hidden == Hidden::audio && input.has_audio.defined())
    nothing(input.has_audio, {input.audio});
}

torch::Tensor joint_labels(const std::vector<PostFeatures> &posts) {
  std::vector<int64_t> labels;
  for (const PostFeatures &post : posts)
    labels.push_back(post.joint);
  return torch::tensor(labels);
}

torch::Tensor predict(System &system, const std::vector<PostFeatures> &posts, Hidden hidden,
                      Filling filling) {
  std::vector<torch::Tensor> parts;
  for_each_batch(system, posts, hidden, filling, [&](const SystemOutput &output) {
    parts.push_back(class_probabilities(system.config(), output.logits));
  });
  return torch::cat(parts);
}

Predictions predict_all(System &system, const std::vector<PostFeatures> &posts) {
  std::vector<SystemOutput> parts;
  for_each_batch(system, posts, Hidden::none, Filling::own, [&](SystemOutput output) {
    output.language = output.members = torch::Tensor(); // large, and no one asks for them
    parts.push_back(std::move(output));
  });
  const auto joined = [&](torch::Tensor SystemOutput::*which) {
    std::vector<torch::Tensor> rows;
    for (const SystemOutput &part : parts)
      if ((part.*which).defined())
        rows.push_back(part.*which);
    return rows.empty() ? torch::Tensor() : torch::cat(rows);
  };
  Predictions all{joined(&SystemOutput::logits),       {},
                  joined(&SystemOutput::text_logits),  joined(&SystemOutput::image_logits),
                  joined(&SystemOutput::audio_logits), joined(&SystemOutput::weights),
                  joined(&SystemOutput::uncertainty),  joined(&SystemOutput::intensities),
                  joined(&SystemOutput::features),     joined(&SystemOutput::present)};
  all.probabilities = class_probabilities(system.config(), all.logits);
  return all;
}

} // namespace affect
