#include "systems/layers/vector_head.h"

#include "systems/standardise.h"

namespace affect::layers {
namespace {

constexpr int64_t pairs = 9;

} // namespace

VectorHeadImpl::VectorHeadImpl(const VectorHeadSizes &sizes) : sizes_(sizes) {
  const int64_t width = sizes.width;
  text_in_ = register_module("text_in", torch::nn::Linear(sizes.text, width));
  image_in_ = register_module("image_in", torch::nn::Linear(sizes.image, width));
  if (sizes.faces > 0) {
    faces_in_ = register_module(
        "faces_in", torch::nn::Linear(torch::nn::LinearOptions(sizes.faces, width).bias(false)));
    torch::nn::init::zeros_(faces_in_->weight);
  }
  hidden_ = register_module("hidden", torch::nn::Linear(2 * width, width));
  pair_ = register_module("pair", torch::nn::Linear(width, pairs));
  absent_text_ = register_parameter("absent_text", torch::randn({1, width}) * 0.02);
  absent_image_ = register_parameter("absent_image", torch::randn({1, width}) * 0.02);
}

torch::Tensor VectorHeadImpl::forward(const SystemInput &input) {
  const auto drop = [&](const torch::Tensor &x, double share) {
    return torch::dropout(x, share, is_training());
  };
  const auto has_text = input.has_text.unsqueeze(1), has_image = input.has_image.unsqueeze(1);
  const auto text = drop(standardised(input.text_vector), sizes_.input_dropout);
  const auto image = drop(standardised(input.image_vector), sizes_.input_dropout);
  auto seen = image_in_(image);
  if (faces_in_)
    seen = seen + faces_in_(drop(input.faces * sizes_.face_scale, sizes_.input_dropout));
  const auto joined =
      torch::cat({torch::gelu(text_in_(text)) * has_text + absent_text_ * (1 - has_text),
                  torch::gelu(seen) * has_image + absent_image_ * (1 - has_image)},
                 1);
  const auto hidden = torch::gelu(hidden_(drop(joined, sizes_.dropout)));
  return pair_(drop(hidden, sizes_.dropout));
}

} // namespace affect::layers
