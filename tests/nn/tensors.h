#pragma once

#include "nn/bert.h"
#include "nn/state.h"

#include <torch/torch.h>

#include <limits>

/// Largest |a - b|; infinite where shapes differ or a value is not a number.
inline double largest_difference(const torch::Tensor &a, const torch::Tensor &b) {
  if (!a.defined() || !b.defined() || a.sizes() != b.sizes())
    return std::numeric_limits<double>::infinity();
  const double largest = (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
  return std::isnan(largest) ? std::numeric_limits<double>::infinity() : largest;
}

/// A small encoder with random weights, the same each time.
inline affect::BertConfig small_config(bool roberta = false) {
  affect::BertConfig config;
  config.vocab_size = 50;
  config.hidden_size = 24;
  config.num_hidden_layers = 2;
  config.num_attention_heads = 4;
  config.intermediate_size = 40;
  config.max_position_embeddings = 20;
  config.type_vocab_size = 2;
  config.pad_token_id = roberta ? 1 : 0;
  config.roberta_positions = roberta;
  return config;
}

inline affect::BertEncoder small_encoder(const affect::BertConfig &config) {
  torch::manual_seed(3);
  affect::BertEncoder encoder(config);
  torch::NoGradGuard frozen;
  for (auto &parameter : encoder->parameters())
    parameter.normal_(0, 0.3);
  encoder->eval();
  return encoder;
}
