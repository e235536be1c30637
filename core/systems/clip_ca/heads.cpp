#include "systems/clip_ca/heads.h"

#include "nn/attention.h"
#include "systems/pairs.h"

namespace affect::clip_ca {
namespace {

constexpr int64_t classes = 3, log_variance_width = 16;
constexpr double max_log_variance =
    5; // of s: σ from 0.08 to 12, far beyond what cross entropy comes to

torch::nn::Sequential log_variance_net(int64_t features, int64_t heads) {
  torch::nn::Linear last(log_variance_width, 1);
  // Every post starts from the task's bias, which is 0: the plain sum of the losses.
  torch::nn::init::zeros_(last->weight);
  torch::nn::init::zeros_(last->bias);
  return torch::nn::Sequential(
      torch::nn::Linear(features + heads * (classes + 1), log_variance_width), torch::nn::GELU(),
      last);
}

} // namespace

ModalityHeadsImpl::ModalityHeadsImpl(const ModalityHeadsSizes &sizes) : sizes_(sizes) {
  const int64_t width = sizes.width;
  text_in_ = register_module("text_in", torch::nn::Linear(sizes.text, width));
  image_in_ = register_module("image_in", torch::nn::Linear(sizes.image, width));
  text_head_ = register_module("text_head", torch::nn::Linear(width, classes));
  image_head_ = register_module("image_head", torch::nn::Linear(width, classes));
  hidden_ = register_module("hidden", torch::nn::Linear(2 * (width + sizes.seen), width));
  pair_ = register_module("pair", torch::nn::Linear(width, classes * classes));
  text_log_variance_ = register_module("text_doubt", log_variance_net(width, 1));
  image_log_variance_ = register_module("image_doubt", log_variance_net(width, 1));
  log_variance_ = register_module("doubt", log_variance_net(width, 3));
}

// s [batch, 1] of a head, off its features and what the heads named say.
torch::Tensor ModalityHeadsImpl::log_variance_of(torch::nn::Sequential &net,
                                                 const torch::Tensor &features,
                                                 const std::vector<torch::Tensor> &logits) {
  std::vector<torch::Tensor> reads{
      torch::dropout(features.detach(), sizes_.dropout, is_training())};
  for (const auto &one : logits) {
    const auto log = torch::log_softmax(one.detach(), 1), share = log.exp();
    reads.push_back(share);
    reads.push_back(-(share * log).sum(1, true));
  }
  return net->forward(torch::cat(reads, 1)).clamp(-max_log_variance, max_log_variance);
}

ModalityHeadsOutput ModalityHeadsImpl::forward(const Post &post, const AttendedFeatures &seen,
                                               bool even) {
  const auto drop = [&](const torch::Tensor &x, double share) {
    return torch::dropout(x, share, is_training());
  };
  const auto text = torch::gelu(text_in_(drop(post.text, sizes_.input_dropout)));
  const auto image = torch::gelu(image_in_(drop(post.image, sizes_.input_dropout)));
  ModalityHeadsOutput output;
  output.text_logits = text_head_(drop(text, sizes_.dropout));
  output.image_logits = image_head_(drop(image, sizes_.dropout));
  const auto there = torch::stack({post.has_text, post.has_image}, 1);
  auto unimodal = torch::zeros_like(there);
  if (!even)
    unimodal = torch::cat({log_variance_of(text_log_variance_, text, {output.text_logits}),
                           log_variance_of(image_log_variance_, image, {output.image_logits})},
                          1);
  const auto mask = additive_mask(there, there.scalar_type()).view_as(there);
  // Detached: a weight follows from how sure its channel is, and not the other way round.
  output.weights = torch::softmax(mask - unimodal.detach(), 1) * there;
  const auto gates = output.weights * there.sum(1, true);
  const auto joined = torch::cat({torch::cat({text, seen.text}, 1) * gates.slice(1, 0, 1),
                                  torch::cat({image, seen.image}, 1) * gates.slice(1, 1, 2)},
                                 1);
  const auto hidden = torch::gelu(hidden_(drop(joined, sizes_.dropout)));
  output.pairs = pair_(drop(hidden, sizes_.dropout));
  const auto both = even ? torch::zeros_like(unimodal.slice(1, 0, 1))
                         : log_variance_of(log_variance_, hidden,
                                           {joint_of_pairs(output.pairs), output.text_logits,
                                            output.image_logits});
  output.log_variance = torch::cat({unimodal, both}, 1);
  return output;
}

} // namespace affect::clip_ca
