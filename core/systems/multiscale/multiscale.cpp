#include "systems/multiscale/multiscale.h"

#include "nn/attention.h"
#include "systems/pairs.h"
#include "systems/standardise.h"

namespace affect {
namespace {

constexpr int64_t pairs = 9;

torch::nn::LayerNorm norm_of(int64_t width) {
  return torch::nn::LayerNorm(torch::nn::LayerNormOptions({width}));
}

// Dropout of whole features: the same ones in every position of a post. Cheaper than a draw for
// each cell, and positions cannot lend each other what was dropped.
torch::Tensor drop_features(const torch::Tensor &x, double share, bool training) {
  if (!training || share <= 0)
    return x;
  return x * torch::dropout(torch::ones({x.size(0), 1, x.size(2)}, x.options()), share, true);
}

torch::Tensor small_random(at::IntArrayRef shape) { return torch::randn(shape) * 0.02; }

} // namespace

Multiscale::Multiscale(const SystemConfig &config)
    : System(config), dropout_(config.setting("dropout", 0.3)),
      input_dropout_(config.setting("input_dropout", 0.3)),
      smoothing_(config.setting("smoothing", 0.1)),
      unimodal_weight_(config.setting("unimodal_weight", 0.5)),
      pair_weight_(config.setting("pair_weight", 0.5)),
      plain_share_(config.setting("plain_share", 0.5)),
      plain_penalty_(config.setting("plain_penalty", 0.15)) {
  const auto width = static_cast<int64_t>(config.setting("width", 128));
  const auto heads = static_cast<int64_t>(config.setting("heads", 4));
  text_in_ = register_module("text_in", torch::nn::Linear(config.text_width, width));
  image_in_ = register_module("image_in", torch::nn::Linear(config.image_width, width));
  places_ = register_parameter("places", small_random({1, config.regions, width}));
  for (int i = 0; i < static_cast<int>(config.setting("local_layers", 2)); ++i)
    local_.push_back(
        register_module("local" + std::to_string(i), layers::LocalBlock(width, heads, dropout_)));
  for (int i = 0; i < static_cast<int>(config.setting("global_layers", 1)); ++i)
    global_.push_back(
        register_module("global" + std::to_string(i), layers::GlobalBlock(width, heads, dropout_)));
  cls_ = register_parameter("cls", small_random({1, 1, width}));
  text_kind_ = register_parameter("text_kind", small_random({1, 1, width}));
  image_kind_ = register_parameter("image_kind", small_random({1, 1, width}));
  absent_text_ = register_parameter("absent_text", small_random({1, width}));
  absent_image_ = register_parameter("absent_image", small_random({1, width}));
  fused_norm_ = register_module("fused_norm", norm_of(3 * width));
  hidden_ = register_module("hidden", torch::nn::Linear(3 * width, width));
  pair_ = register_module("pair", torch::nn::Linear(width, pairs));
  const bool plain = config.vocabulary() > 0 && plain_share_ > 0;
  const int64_t faces = plain ? config.faces() : 0;
  const double face_scale = config.setting("face_scale", 16);
  const layers::VectorHeadSizes sizes{config.text_vector(),
                                      config.image_vector(),
                                      static_cast<int64_t>(config.setting("vector_width", 160)),
                                      config.setting("vector_dropout", 0.5),
                                      input_dropout_,
                                      faces,
                                      face_scale / 4}; // no penalty keeps a network's weights small
  for (int i = 0; i < static_cast<int>(config.setting("vector_heads", 3)); ++i)
    vectors_.push_back(register_module("vectors" + std::to_string(i), layers::VectorHead(sizes)));
  if (plain) {
    const double scale = config.setting("word_scale", 40);
    plain_ = register_module("plain", layers::PlainReader(layers::PlainReaderSizes{
                                          config.text_vector(), config.image_vector(),
                                          config.vocabulary(), scale, faces, face_scale}));
    text_words_ = register_module("text_words", layers::WordTable(config.vocabulary(), 3, scale));
  }
  if (faces > 0)
    image_faces_ = register_module("image_faces", layers::FaceMap(faces, 3, face_scale));
  text_head_ = register_module("text_head", torch::nn::Linear(config.text_vector(), 3));
  image_head_ = register_module("image_head", torch::nn::Linear(config.image_vector(), 3));
  language_out_ = register_module("language_out", torch::nn::Linear(width, config.text_width));
  // The language head starts from what the text encoder says alone.
  torch::nn::init::zeros_(language_out_->weight);
  torch::nn::init::zeros_(language_out_->bias);
}

torch::Tensor Multiscale::pool(const torch::Tensor &states, const torch::Tensor &mask,
                               const torch::Tensor &has, const torch::Tensor &absent) const {
  const auto mean = (states * mask.unsqueeze(-1)).sum(1) / mask.sum(1, true).clamp_min(1);
  const auto present = has.unsqueeze(1);
  return mean * present + absent * (1 - present);
}

torch::Tensor Multiscale::fuse_globally(const layers::LocalBlockImpl::Streams &local,
                                        const SystemInput &input) {
  const int64_t batch = local.text.size(0);
  const auto image_mask = input.has_image.unsqueeze(1).expand({batch, local.image.size(1)});
  const auto cls_mask = torch::ones({batch, 1}, input.text_mask.options());
  const auto mask = additive_mask(
      torch::cat({cls_mask, input.text_mask * input.has_text.unsqueeze(1), image_mask}, 1),
      local.text.scalar_type());
  auto x = torch::cat(
      {cls_.expand({batch, 1, -1}), local.text + text_kind_, local.image + image_kind_}, 1);
  for (auto &block : global_)
    x = block(x, mask);
  return x;
}

// Of what stands beside the heads of the text and the image alone.
torch::Tensor Multiscale::squares_of_heads() const {
  return image_faces_ ? text_words_->squares() + image_faces_->squares() : text_words_->squares();
}

// Probabilities of the classes, as logits; the plain reader, where there is one, is the last
// member.
torch::Tensor Multiscale::average_of(const torch::Tensor &members) const {
  const auto each = torch::softmax(joint_of_pairs(members), -1);
  if (!plain_)
    return each.mean(0).log();
  const int64_t networks = each.size(0) - 1;
  return ((1 - plain_share_) * each.slice(0, 0, networks).mean(0) + plain_share_ * each[networks])
      .log();
}

SystemOutput Multiscale::forward(const SystemInput &input, bool explain) {
  SystemOutput output;
  const auto type = input.text.scalar_type();
  const bool training = is_training();
  layers::LocalBlockImpl::Streams local{
      text_in_(drop_features(standardised(input.text), input_dropout_, training)),
      image_in_(drop_features(standardised(input.image), input_dropout_, training)) + places_};
  const auto text_mask = additive_mask(input.text_mask, type);
  const auto has_text = input.has_text.view({-1, 1, 1}),
             has_image = input.has_image.view({-1, 1, 1});
  for (auto &block : local_) {
    layers::LocalBlockImpl::Attentions attentions;
    local = block(local, text_mask, torch::Tensor(), has_text, has_image,
                  explain ? &attentions : nullptr);
    if (explain) {
      output.word_to_region.push_back(attentions.word_to_region);
      output.region_to_word.push_back(attentions.region_to_word);
    }
  }
  const auto fused = fuse_globally(local, input);
  const auto all_regions =
      torch::ones({local.image.size(0), local.image.size(1)}, input.text_mask.options());
  const auto joined = torch::cat({fused.select(1, 0),
                                  pool(local.text, input.text_mask, input.has_text, absent_text_),
                                  pool(local.image, all_regions, input.has_image, absent_image_)},
                                 1);
  const auto hidden = torch::gelu(hidden_(torch::dropout(fused_norm_(joined), dropout_, training)));
  std::vector<torch::Tensor> heads{
      pair_(torch::dropout(hidden, dropout_, training)).to(torch::kFloat32)};
  for (auto &head : vectors_)
    heads.push_back(head(input).to(torch::kFloat32));
  if (plain_)
    heads.push_back(plain_(input).to(torch::kFloat32));
  output.members = torch::stack(heads);
  output.logits = average_of(output.members);
  output.text_logits =
      text_head_(torch::dropout(standardised(input.text_vector), input_dropout_, training));
  if (plain_)
    output.text_logits = output.text_logits + text_words_(input);
  output.image_logits =
      image_head_(torch::dropout(standardised(input.image_vector), input_dropout_, training));
  if (image_faces_)
    output.image_logits = output.image_logits + image_faces_->logits(input);
  if (plain_ && !training) { // also where there is no picture to explain
    output.word_scores = plain_->word_scores(input);
    output.face_scores = plain_->face_scores(input);
  }
  if (plain_ && training)
    output.own_loss = plain_penalty_ * (plain_->squares() + unimodal_weight_ * squares_of_heads());
  const int64_t tokens = input.text.size(1);
  output.language = input.text + language_out_(fused.slice(1, 1, 1 + tokens));
  return output;
}

torch::Tensor Multiscale::loss(const SystemOutput &output, const SystemLabels &labels) {
  auto loss =
      unimodal_weight_ * (labelled_cross_entropy(output.text_logits, labels.text, smoothing_) +
                          labelled_cross_entropy(output.image_logits, labels.image, smoothing_));
  // Each head learns by itself: one that relied on the others would be no second opinion.
  for (const auto &head : output.members.to(torch::kFloat32).unbind(0))
    loss = loss + labelled_cross_entropy(joint_of_pairs(head), labels.joint, smoothing_) +
           pair_weight_ * labelled_cross_entropy(head, pair_labels(labels), smoothing_);
  return output.own_loss.defined() ? loss + output.own_loss : loss;
}

} // namespace affect
