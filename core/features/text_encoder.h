#pragma once

#include "base/result.h"
#include "features/folder_hash.h"
#include "features/text_network.h"
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
  torch::Tensor vector; ///< [vector width] the text's own vector, see TextEncoder
  Encoding encoding;    ///< tokens with offsets
};

/// A text encoder folder ready for inference: tokenizer, network, and the language head where the folder has one.
///
/// The vector is what the folder was made to give: the mean of the last states for BERT, RoBERTa and XLM-R, the
/// embedding that is compared with pictures (projected, not normalised) for CLIP, Chinese-CLIP and SigLIP.
class TextEncoder {
public:
  /// Opens a folder of model_type bert, roberta, xlm-roberta, clip, chinese_clip or siglip; of the last three the text
  /// side alone. `precision` is that of the network's arithmetic. Errors: not_found, unreadable, bad_format,
  /// unsupported.
  static Result<std::unique_ptr<TextEncoder>> open(const std::filesystem::path &folder, torch::ScalarType precision,
                                                   torch::Device device = torch::kCPU);

  /// One result a text, in order. Texts are batched by length inside, so that short ones do not pay for long ones.
  std::vector<TextFeatures> encode(std::span<const std::string> texts);
  /// Last hidden states of sequences of ids (all of one length): [sequences, tokens] → [sequences, tokens, width].
  torch::Tensor encode_ids(const torch::Tensor &ids);

  bool has_language_head() const { return network_->has_language_head(); }
  /// States [n, width] → logits over the vocabulary [n, pieces]; differentiable with respect to the states.
  torch::Tensor language_logits(const torch::Tensor &states);

  const Tokenizer &tokenizer() const { return *tokenizer_; }
  const std::string &id() const { return id_; }
  /// SHA-256 over the folder's weights, configuration and tokenizer: names cached features.
  const std::string &hash() const { return hash_; }
  int64_t width() const { return network_->sizes().width; }
  int64_t vector_width() const { return network_->sizes().vector_width; }
  int64_t parameters() const { return network_->sizes().parameters; }
  std::size_t max_tokens() const { return max_tokens_; }

private:
  TextEncoder() = default;
  std::unique_ptr<Tokenizer> tokenizer_;
  std::unique_ptr<TextNetwork> network_;
  std::string id_, hash_;
  std::size_t max_tokens_ = 0;
};

} // namespace affect
