#include "systems/ctmwa/published_system.h"

namespace affect {

using namespace ctmwa;

PublishedCtmwa::PublishedCtmwa(const SystemConfig &config)
    : System(config), length_(config.setting("length", 10)),
      stand_in_(config.setting("absent", 0) != 0) {
  options_.text_width = config.text_vector();
  options_.image_width = config.image_vector();
  options_.embedding = static_cast<int64_t>(config.setting("embedding", 128));
  options_.dropout = config.setting("dropout", options_.dropout);
  options_.trans_tit = config.setting("trans_tit", options_.trans_tit);
  options_.trans_iti = config.setting("trans_iti", options_.trans_iti);
  options_.trans_it = config.setting("trans_it", options_.trans_it);
  options_.trans_ti = config.setting("trans_ti", options_.trans_ti);
  // An epoch of MVSA-Single has a quarter of the steps of the set the published rates were for.
  options_.rate = config.setting("published_rate", 3 * options_.rate);
  options_.inner_rate = config.setting("inner_rate", 3 * options_.inner_rate);
  options_.weights_rate = config.setting("weights_rate", options_.weights_rate);
  options_.weight_decay = config.setting("weight_decay", options_.weight_decay);
  const auto net = register_module("net", std::make_shared<ParameterTree>());
  for (const Shape &shape : published_shapes(options_))
    tensors_[shape.name] = net->add(shape.name, kaiming(shape));
}

torch::Tensor PublishedCtmwa::scaled(const torch::Tensor &vector, const torch::Tensor &has) const {
  return torch::nn::functional::normalize(vector,
                                          torch::nn::functional::NormalizeFuncOptions().dim(1)) *
         length_ * has.unsqueeze(1);
}

SystemOutput PublishedCtmwa::forward(const SystemInput &input, bool) {
  PublishedPass pass;
  pass.training = is_training();
  if (stand_in_) {
    pass.has_text = input.has_text;
    pass.has_image = input.has_image;
  }
  const auto seen = published_forward(tensors_, scaled(input.text_vector, input.has_text),
                                      scaled(input.image_vector, input.has_image), pass, options_);
  SystemOutput output;
  output.logits = seen.at("logits_m");
  output.text_logits = seen.at("logits_t");
  output.image_logits = seen.at("logits_v");
  const auto weights = published_weights(tensors_, seen, torch::softmax(output.logits, 1).detach());
  output.weights = torch::cat({weights.at("txt_w") * input.has_text.unsqueeze(1),
                               weights.at("img_w") * input.has_image.unsqueeze(1)},
                              1);
  return output;
}

torch::Tensor PublishedCtmwa::loss(const SystemOutput &output, const SystemLabels &labels) {
  // Only for the curves: the step has losses of its own.
  return labelled_cross_entropy(output.logits, labels.joint, 0);
}

PublishedBatch PublishedCtmwa::batch_of(const SystemInput &input,
                                        const SystemLabels &labels) const {
  const auto rows = labels.joint.ge(0).nonzero().squeeze(1);
  const auto pick = [&](const torch::Tensor &x) { return x.index_select(0, rows); };
  return {pick(scaled(input.text_vector.to(torch::kFloat32), input.has_text)),
          pick(scaled(input.image_vector.to(torch::kFloat32), input.has_image)), pick(labels.joint),
          pick(labels.text), pick(labels.image)};
}

void PublishedCtmwa::meta_step(const SystemInput &support, const SystemLabels &support_labels,
                               const SystemInput &query, const SystemLabels &query_labels) {
  const auto batch = batch_of(support, support_labels), asked = batch_of(query, query_labels);
  if (batch.joint.size(0) > 0 && asked.joint.size(0) > 0)
    trainer().step(batch, asked);
}

PublishedTrainer &PublishedCtmwa::trainer() {
  if (!trainer_)
    trainer_ = std::make_unique<PublishedTrainer>(options_, tensors_);
  return *trainer_;
}

} // namespace affect
