#pragma once

#include "base/result.h"
#include "nn/bert.h"
#include "nn/text_heads.h"
#include "text/tokenizer.h"

#include <torch/torch.h>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace affect {

/// A text as the encoder sees it; fp32 on the CPU.
struct TextFeatures {
  torch::Tensor hidden; ///< [tokens, width] last hidden states
  torch::Tensor vector; ///< [width] mean over the tokens
  Encoding encoding;    ///< tokens with offsets
};

/// A text encoder folder ready for inference: tokenizer, network, and the language head where the folder has one.
class TextEncoder {
public:
  /// Opens a folder of model_type xlm-roberta (sentencepiece.bpe.model) or bert (vocab.txt). `precision` is that of the
  /// network's arithmetic. Errors: not_found, bad_format, unsupported.
  static Result<std::unique_ptr<TextEncoder>> open(const std::filesystem::path &folder, torch::ScalarType precision,
                                                   torch::Device device = torch::kCPU);

  /// One result a text, in order. Texts are batched by length inside, so that short ones do not pay for long ones.
  std::vector<TextFeatures> encode(std::span<const std::string> texts);
  /// Last hidden states of sequences of ids (all of one length): [sequences, tokens] → [sequences, tokens, width].
  torch::Tensor encode_ids(const torch::Tensor &ids);

  bool has_language_head() const { return !language_.is_empty(); }
  /// States [n, width] → logits over the vocabulary [n, pieces]; differentiable with respect to the states.
  torch::Tensor language_logits(const torch::Tensor &states);

  const Tokenizer &tokenizer() const { return *tokenizer_; }
  const std::string &id() const { return id_; }
  /// SHA-256 over the folder's weights, configuration and tokenizer: names cached features.
  const std::string &hash() const { return hash_; }
  int64_t width() const { return encoder_->config().hidden_size; }
  int64_t parameters() const { return parameters_; }
  std::size_t max_tokens() const { return max_tokens_; }

private:
  TextEncoder() = default;
  std::unique_ptr<Tokenizer> tokenizer_;
  BertEncoder encoder_{nullptr};
  MaskedLanguageHead language_{nullptr};
  torch::Device device_ = torch::kCPU;
  std::string id_, hash_;
  int64_t parameters_ = 0;
  std::size_t max_tokens_ = 0;
};

/// SHA-256 over the named files of a folder (those that exist), names included. Errors: unreadable.
Result<std::string> hash_of_folder(const std::filesystem::path &folder, const std::vector<std::string> &files);

} // namespace affect
