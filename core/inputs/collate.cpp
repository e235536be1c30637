#include "inputs/collate.h"

#include "nn/attention.h"
#include "systems/standardise.h"

#include <algorithm>

namespace affect {
namespace {

/// A system that was trained when the encoder's vector was shorter reads its beginning.
torch::Tensor beginning(const torch::Tensor &vector, int64_t width) {
  return vector.size(-1) > width ? vector.narrow(-1, 0, width) : vector;
}

// The frames of clips, and pictures as clips of one frame.
void collate_frames(SystemInput &input, const std::vector<PostTensors> &posts, int64_t frames,
                    const SystemConfig &config) {
  const auto batch = static_cast<int64_t>(posts.size());
  input.frames = torch::zeros({batch, frames, config.regions, config.image_width});
  input.frame_vectors = torch::zeros({batch, frames, config.image_vector()});
  input.frame_mask = torch::zeros({batch, frames});
  for (int64_t i = 0; i < batch; ++i) {
    const PostTensors &post = posts[static_cast<std::size_t>(i)];
    const bool clip = post.frames.defined();
    if (!clip && !post.image.defined())
      continue;
    const int64_t own = clip ? post.frames.size(0) : 1;
    input.frames[i].slice(0, 0, own).copy_(clip ? post.frames : post.image.unsqueeze(0));
    input.frame_vectors[i].slice(0, 0, own).copy_(beginning(
        clip ? post.frame_vectors : post.image_vector.unsqueeze(0), config.image_vector()));
    input.frame_mask[i].slice(0, 0, own).fill_(1);
    input.has_image[i] = 1;
  }
}

torch::Tensor video_of(const PostTensors &post) {
  if (post.video.defined())
    return post.video;
  if (post.frame_vectors.defined())
    return post.frame_vectors;
  return post.image_vector.defined() ? post.image_vector.unsqueeze(0) : torch::Tensor();
}

// Sequences padded at their ends; `has` is set to 1 where there is one.
void collate_steps(const std::vector<torch::Tensor> &sequences, int64_t width,
                   torch::Tensor &values, torch::Tensor &mask, torch::Tensor &has) {
  const auto batch = static_cast<int64_t>(sequences.size());
  int64_t steps = 1;
  for (const torch::Tensor &one : sequences)
    if (one.defined())
      steps = std::max(steps, one.size(0));
  values = torch::zeros({batch, steps, width});
  mask = torch::zeros({batch, steps});
  for (int64_t i = 0; i < batch; ++i) {
    const torch::Tensor &one = sequences[static_cast<std::size_t>(i)];
    if (!one.defined() || one.size(0) == 0)
      continue;
    values[i].slice(0, 0, one.size(0)).copy_(beginning(one, width));
    mask[i].slice(0, 0, one.size(0)).fill_(1);
    has[i] = 1;
  }
}

void collate_time(SystemInput &input, const std::vector<PostTensors> &posts,
                  const SystemConfig &config) {
  std::vector<torch::Tensor> video, audio;
  std::vector<int64_t> asked;
  for (const PostTensors &post : posts) {
    video.push_back(config.video_width > 0 ? video_of(post) : torch::Tensor());
    audio.push_back(post.audio);
    asked.push_back(std::max<int64_t>(post.asked, 0));
  }
  if (config.video_width > 0)
    collate_steps(video, config.video_width, input.video, input.video_mask, input.has_image);
  input.has_audio = torch::zeros({static_cast<int64_t>(posts.size())});
  if (config.audio_width > 0)
    collate_steps(audio, config.audio_width, input.audio, input.audio_mask, input.has_audio);
  input.asked = torch::tensor(asked);
}

void collate_words(SystemInput &input, const std::vector<PostTensors> &posts) {
  int64_t most = 1;
  for (const PostTensors &post : posts)
    if (post.words.ids.defined())
      most = std::max(most, post.words.ids.size(0));
  const auto batch = static_cast<int64_t>(posts.size());
  input.words = torch::zeros({batch, most}, torch::kInt64);
  input.word_weights = torch::zeros({batch, most});
  for (int64_t i = 0; i < batch; ++i) {
    const WordBag &own = posts[static_cast<std::size_t>(i)].words;
    if (!own.ids.defined())
      continue;
    input.words[i].slice(0, 0, own.ids.size(0)).copy_(own.ids);
    input.word_weights[i].slice(0, 0, own.ids.size(0)).copy_(own.weights);
  }
}

void collate_faces(SystemInput &input, const std::vector<PostTensors> &posts, int64_t numbers) {
  input.faces = torch::zeros({static_cast<int64_t>(posts.size()), numbers});
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (posts[i].faces.defined())
      input.faces[static_cast<int64_t>(i)].copy_(posts[i].faces);
}

} // namespace

torch::Tensor with_statistics(const torch::Tensor &vectors, const torch::Tensor &states,
                              const torch::Tensor &mask) {
  const auto x = states.to(torch::kFloat32), there = mask.unsqueeze(-1);
  const auto count = there.sum(1).clamp_min(1);
  const auto mean = (x * there).sum(1) / count;
  const auto variance = ((x - mean.unsqueeze(1)).square() * there).sum(1) / count;
  const auto deviation = (variance + 1e-8).sqrt(); // the root of 0 has no slope
  const auto maximum =
      std::get<0>((x + additive_mask(mask, torch::kFloat32).view({x.size(0), -1, 1})).max(1));
  return torch::cat(
      {standardised(vectors.to(torch::kFloat32)), standardised(deviation), standardised(maximum)},
      1);
}

torch::Tensor whole_text(const PostTensors &post, bool statistics) {
  if (!statistics)
    return post.text_vector.to(torch::kFloat32);
  return with_statistics(post.text_vector.unsqueeze(0), post.text.unsqueeze(0),
                         torch::ones({1, post.text.size(0)}))[0];
}

SystemInput collate(const std::vector<PostTensors> &posts, const SystemConfig &config,
                    int64_t tokens) {
  const auto batch = static_cast<int64_t>(posts.size());
  int64_t frames = 0;
  for (const PostTensors &post : posts) {
    if (post.text.defined())
      tokens = std::max(tokens, post.text.size(0));
    if (post.frames.defined())
      frames = std::max(frames, post.frames.size(0));
  }
  SystemInput input;
  input.text = torch::zeros({batch, tokens, config.text_width});
  input.text_mask = torch::zeros({batch, tokens});
  input.text_vector = torch::zeros({batch, config.text_vector()});
  input.image = torch::zeros({batch, config.regions, config.image_width});
  input.image_vector = torch::zeros({batch, config.image_vector()});
  input.has_text = torch::zeros({batch});
  input.has_image = torch::zeros({batch});
  for (int64_t i = 0; i < batch; ++i) {
    const PostTensors &post = posts[static_cast<std::size_t>(i)];
    if (post.text.defined()) {
      input.text[i].slice(0, 0, post.text.size(0)).copy_(post.text);
      input.text_mask[i].slice(0, 0, post.text.size(0)).fill_(1);
      input.text_vector[i].copy_(whole_text(post, config.text_statistics()));
      input.has_text[i] = 1;
    }
    if (post.image.defined()) {
      input.image[i].copy_(post.image);
      input.image_vector[i].copy_(beginning(post.image_vector, config.image_vector()));
      input.has_image[i] = 1;
    }
  }
  if (frames > 0)
    collate_frames(input, posts, frames, config);
  if (config.vocabulary() > 0)
    collate_words(input, posts);
  if (config.faces() > 0)
    collate_faces(input, posts, config.faces());
  const bool asks = std::any_of(posts.begin(), posts.end(),
                                [](const PostTensors &post) { return post.asked >= 0; });
  if (asks || config.video_width > 0 || config.audio_width > 0)
    collate_time(input, posts, config);
  return input;
}

} // namespace affect
