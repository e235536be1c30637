#include "systems/layers/word_table.h"

#include "systems/standardise.h"

namespace affect::layers {
namespace {

constexpr int64_t pairs = 9;

} // namespace

torch::Tensor sum_rows(const torch::Tensor &rows, const torch::Tensor &words,
                       const torch::Tensor &weights) {
  const auto of_words =
      rows.index_select(0, words.flatten()).view({words.size(0), words.size(1), -1});
  return (of_words * weights.to(rows.scalar_type()).unsqueeze(-1)).sum(1);
}

torch::Tensor word_polarities(const torch::Tensor &rows, const torch::Tensor &words,
                              const torch::Tensor &weights) {
  const auto lean = polarity_of_pairs(rows.index_select(0, words.flatten()).to(torch::kFloat32));
  return lean.view(words.sizes()) * weights.to(torch::kFloat32);
}

WordTableImpl::WordTableImpl(int64_t vocabulary, int64_t scores, double scale)
    : scale_(scale), rows_(register_parameter("rows", torch::zeros({vocabulary, scores}))) {}

torch::Tensor WordTableImpl::weights_of(const SystemInput &input) const {
  return input.word_weights * input.has_text.unsqueeze(1) * scale_;
}

torch::Tensor WordTableImpl::forward(const SystemInput &input) {
  return sum_rows(rows_, input.words, weights_of(input));
}

torch::Tensor WordTableImpl::polarities_of(const SystemInput &input) const {
  return word_polarities(rows_, input.words, weights_of(input));
}

FaceMapImpl::FaceMapImpl(int64_t numbers, int64_t scores, double scale)
    : scale_(scale), weight_(register_parameter("weight", torch::zeros({scores, numbers}))) {}

torch::Tensor FaceMapImpl::logits(const SystemInput &input) const {
  return torch::linear(input.faces * input.has_image.unsqueeze(1) * scale_, weight_);
}

PlainReaderImpl::PlainReaderImpl(const PlainReaderSizes &sizes) {
  text_ = register_module("text", torch::nn::Linear(sizes.text, pairs));
  image_ = register_module("image", torch::nn::Linear(sizes.image, pairs));
  words_ = register_module("words", WordTable(sizes.vocabulary, pairs, sizes.word_scale));
  if (sizes.faces > 0)
    faces_ = register_module("faces", FaceMap(sizes.faces, pairs, sizes.face_scale));
  absent_text_ = register_parameter("absent_text", torch::zeros({1, pairs}));
  absent_image_ = register_parameter("absent_image", torch::zeros({1, pairs}));
  for (auto &layer : {text_, image_}) {
    torch::nn::init::zeros_(layer->weight);
    torch::nn::init::zeros_(layer->bias);
  }
}

torch::Tensor PlainReaderImpl::forward(const SystemInput &input) {
  const auto has_text = input.has_text.unsqueeze(1), has_image = input.has_image.unsqueeze(1);
  const auto logits = text_(standardised(input.text_vector)) * has_text +
                      absent_text_ * (1 - has_text) +
                      image_(standardised(input.image_vector)) * has_image +
                      absent_image_ * (1 - has_image) + words_(input);
  return faces_ ? logits + faces_->logits(input) : logits;
}

torch::Tensor PlainReaderImpl::squares() const {
  const auto sum = words_->squares() + text_->weight.to(torch::kFloat32).square().sum() +
                   image_->weight.to(torch::kFloat32).square().sum();
  return faces_ ? sum + faces_->squares() : sum;
}

} // namespace affect::layers
