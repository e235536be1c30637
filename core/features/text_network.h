#pragma once

#include "base/result.h"
#include "nn/state.h"

#include <torch/torch.h>

#include <filesystem>
#include <memory>

namespace affect {

/// The network inside a TextEncoder: one class for each family of model folders.
class TextNetwork {
public:
  struct Output {
    torch::Tensor hidden; ///< [batch, tokens, width] last hidden states
    torch::Tensor vector; ///< [batch, vector width]
  };
  struct Sizes {
    int64_t width = 0, vector_width = 0, vocabulary = 0;
    int64_t max_tokens = 0; ///< longest text
    int64_t fixed_tokens =
        0; ///< the network wants every text padded to this length; 0: as long as the longest
    int64_t blocks = 0; ///< transformer blocks
    int64_t parameters = 0;
  };

  virtual ~TextNetwork() = default;
  /// ids [batch, tokens] int64 and mask [batch, tokens] of ones and zeros on any device; fp32 on
  /// the CPU comes back.
  Output forward(const torch::Tensor &ids, const torch::Tensor &mask) {
    return tail(trunk(ids, mask, sizes_.blocks), ids, mask, sizes_.blocks);
  }
  /// Embeddings and the first `blocks` blocks, in the network's precision and on its device:
  /// [batch, tokens, width].
  virtual torch::Tensor trunk(const torch::Tensor &ids, const torch::Tensor &mask,
                              int64_t blocks) = 0;
  /// The blocks from `first` on and what is behind them: what trunk(…, first) gave, in any
  /// precision, → as forward(). Differentiable while it is tuned.
  virtual Output tail(const torch::Tensor &states, const torch::Tensor &ids,
                      const torch::Tensor &mask, int64_t first) = 0;

  /// The parameters that tail(…, first) has of its own, sharing memory with the network.
  virtual StateDict tail_parameters(int64_t first) const = 0;
  /// From here to end_tuning() these have gradients, and the blocks drop `dropout` of what they
  /// make.
  virtual void begin_tuning(int64_t first, double dropout) = 0;
  /// Ready for inference again, with what the parameters have become.
  virtual void end_tuning() = 0;
  /// Floating-point operations of a text of so many tokens, as nn/operations.h counts them.
  virtual double operations(int64_t tokens) const = 0;
  const Sizes &sizes() const { return sizes_; }

  virtual bool has_language_head() const { return false; }
  /// States [n, width] → logits over the vocabulary [n, pieces], fp32 on the CPU; only with a
  /// language head.
  virtual torch::Tensor language_logits(const torch::Tensor &states) { return {}; }

protected:
  explicit TextNetwork(Sizes sizes) : sizes_(sizes) {}

private:
  Sizes sizes_;
};

/// Opens the network of a folder of model_type bert, roberta, xlm-roberta, clip, chinese_clip or
/// siglip. Errors: not_found, unreadable, bad_format, unsupported (another type; a device or
/// precision that this machine does not have).
Result<std::unique_ptr<TextNetwork>> open_text_network(const std::filesystem::path &folder,
                                                       torch::ScalarType precision,
                                                       torch::Device device);

} // namespace affect
