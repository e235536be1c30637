#pragma once

#include "base/result.h"
#include "features/folder_hash.h"
#include "features/tail_parameters.h"
#include "features/text_network.h"
#include "features/word_bag.h"
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
  WordBag words;
};

/// What the blocks below the last few make of a text: where these are tuned, a text passes the rest
/// only once.
struct TextBelow {
  torch::Tensor
      states; ///< [tokens, width]; padding included where the network was trained on padded texts
  torch::Tensor ids;  ///< [tokens] int64
  int64_t tokens = 0; ///< without padding
};

/// A text encoder folder ready for inference: tokenizer, network, and the language head where the
/// folder has one.
///
/// The vector is what the folder was made to give: the mean of the last states for BERT, RoBERTa
/// and XLM-R, the embedding that is compared with pictures (projected, not normalised) for CLIP,
/// Chinese-CLIP and SigLIP.
class TextEncoder {
public:
  /// Opens a folder of model_type bert, roberta, xlm-roberta, clip, chinese_clip or siglip; of the
  /// last three the text side alone. `precision` is that of the network's arithmetic. Errors:
  /// not_found, unreadable, bad_format, unsupported.
  static Result<std::unique_ptr<TextEncoder>> open(const std::filesystem::path &folder,
                                                   torch::ScalarType precision,
                                                   torch::Device device = torch::kCPU);

  /// One result a text, in order. Texts are batched by length inside, so that short ones do not pay
  /// for long ones.
  std::vector<TextFeatures> encode(std::span<const std::string> texts) {
    return encode(tokenize(texts));
  }
  /// The two halves of encode(). Any thread may tokenise.
  std::vector<Encoding> tokenize(std::span<const std::string> texts) const;
  std::vector<TextFeatures> encode(std::vector<Encoding> encodings) {
    return encode(std::move(encodings), Shapes::least);
  }
  /// The same, in batches of such shapes that what is said of a text does not depend on the texts
  /// beside it: to the last bit, in fp32, on one machine. (Matrix products of other shapes are
  /// summed in other orders.)
  std::vector<TextFeatures> encode_steady(std::vector<Encoding> encodings) {
    return encode(std::move(encodings), Shapes::steady);
  }
  /// Last hidden states of sequences of ids (all of one length): [sequences, tokens] → [sequences,
  /// tokens, width].
  torch::Tensor encode_ids(const torch::Tensor &ids);

  /// Blocks of the network: the most that can be tuned.
  int64_t blocks() const { return network_->sizes().blocks; }
  /// What is below the last `tuned` blocks; one result a text, in order.
  std::vector<TextBelow> encode_below(std::span<const std::string> texts, int64_t tuned);
  /// The same of sequences of ids, all of one length: [sequences, tokens, width].
  torch::Tensor encode_ids_below(const torch::Tensor &ids, int64_t tuned);
  /// The last `tuned` blocks over texts padded to the longest: hidden [texts, tokens, width],
  /// vector [texts, vector width]. Differentiable between begin_tuning() and end_tuning().
  TextNetwork::Output encode_above(const std::vector<const TextBelow *> &texts, int64_t tuned);
  /// As TextNetwork's.
  StateDict tail_parameters(int64_t tuned) const {
    return network_->tail_parameters(blocks() - tuned);
  }
  void begin_tuning(int64_t tuned, double dropout) {
    network_->begin_tuning(blocks() - tuned, dropout);
  }
  void end_tuning() { network_->end_tuning(); }
  /// Puts tuned layers in the place of what stands there; hash() tells of them from then on. `file`
  /// is only for the error's text. Errors: bad_format; then the encoder is as it was.
  Result<void> lay_over(const TunedLayers &layers, const std::filesystem::path &file = {});
  /// A copy of the last blocks' weights as they are now.
  TunedLayers last_layers(int64_t tuned) const;

  bool has_language_head() const { return network_->has_language_head(); }
  /// States [n, width] → logits over the vocabulary [n, pieces]; differentiable with respect to the
  /// states.
  torch::Tensor language_logits(const torch::Tensor &states);

  const Tokenizer &tokenizer() const { return *tokenizer_; }
  const std::string &id() const { return id_; }
  /// SHA-256 over the folder's weights, configuration and tokenizer: names cached features.
  const std::string &hash() const { return hash_; }
  /// hash() without what was laid over.
  const std::string &base_hash() const { return base_hash_; }
  int64_t width() const { return network_->sizes().width; }
  int64_t vector_width() const { return network_->sizes().vector_width; }
  int64_t parameters() const { return network_->sizes().parameters; }
  std::size_t max_tokens() const { return max_tokens_; }

private:
  TextEncoder() = default;
  enum class Shapes { least, steady };
  std::vector<TextFeatures> encode(std::vector<Encoding> encodings, Shapes shapes);
  struct Batch {
    std::vector<std::size_t> places; ///< of the texts
    torch::Tensor ids, mask;
  };
  std::vector<Batch> batches_of(const std::vector<Encoding> &encodings,
                                Shapes shapes = Shapes::least) const;
  Batch batch_of(const std::vector<Encoding> &encodings, const std::vector<std::size_t> &places,
                 const std::vector<std::size_t> &bucket, std::size_t rows,
                 std::size_t columns) const;
  std::unique_ptr<Tokenizer> tokenizer_;
  std::unique_ptr<TextNetwork> network_;
  std::string id_, hash_, base_hash_;
  std::size_t max_tokens_ = 0;
};

} // namespace affect
