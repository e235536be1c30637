#pragma once

#include "nn/state.h"

#include <torch/torch.h>

#include <cstdint>
#include <vector>

namespace affect {

/// Sizes of a FaceNet.
struct FaceNetConfig {
  int64_t width =
      32; ///< channels of the first stage; the second has twice as many, the third four times
  int64_t classes = 7; ///< expressions
  int64_t vector_width() const { return 4 * width; }
};

/// What a FaceNet makes of a batch of faces.
struct FaceNetOutput {
  torch::Tensor vector; ///< [B, 4 · width] mean of the last grid; fp32
  torch::Tensor logits; ///< [B, classes]; fp32
};

/// Two 3×3 convolutions with batch norms and a way past them (He et al. 2016). Where the size
/// changes, the way past is a mean over 2 × 2 and a 1×1 convolution.
class FaceBlockImpl : public torch::nn::Module {
public:
  FaceBlockImpl(int64_t in, int64_t out, int64_t stride);
  /// [B, in, H, W] → [B, out, H / stride, W / stride]; H and W even where stride is 2.
  torch::Tensor forward(const torch::Tensor &x);

private:
  friend class FoldedFaceNet;
  torch::nn::Conv2d conv1_{nullptr}, conv2_{nullptr}, past_{nullptr};
  torch::nn::BatchNorm2d norm1_{nullptr}, norm2_{nullptr}, past_norm_{nullptr};
  int64_t stride_;
};
TORCH_MODULE(FaceBlock);

/// A small residual network for grey faces. The stem reads 2 × 2 pixels as four channels; one block
/// at half the size, two at a quarter, two at an eighth; the mean of the last grid is the face's
/// vector, a linear layer reads the expression off it. With 32 channels 0.68 million parameters and
/// 49 million multiply-adds for 48 × 48 pixels.
class FaceNetImpl : public torch::nn::Module {
public:
  explicit FaceNetImpl(const FaceNetConfig &config);

  /// [B, 1, H, W], grey levels (x − 127.5) / 64; H and W multiples of eight. `dropout`: of the
  /// vector, in training.
  FaceNetOutput forward(const torch::Tensor &pixels, double dropout = 0);

  const FaceNetConfig &config() const { return config_; }

private:
  friend class FoldedFaceNet;
  FaceNetConfig config_;
  torch::nn::Conv2d stem_{nullptr};
  torch::nn::BatchNorm2d stem_norm_{nullptr};
  std::vector<FaceBlock> blocks_;
  torch::nn::Linear classifier_{nullptr};
};
TORCH_MODULE(FaceNet);

/// The same network for inference only: batch norms folded into the convolutions, channels-last,
/// weights in fp32 or bf16. It shares nothing with the network it was made from.
class FoldedFaceNet {
public:
  FoldedFaceNet(const FaceNetImpl &network, torch::ScalarType precision = torch::kFloat32);

  /// As FaceNetImpl::forward in eval mode; takes fp32 pixels, gives fp32 whatever the precision
  /// within.
  FaceNetOutput forward(const torch::Tensor &pixels) const;

private:
  struct Layer {
    torch::Tensor weight, bias;
    int64_t stride = 1;
    torch::Tensor run(const torch::Tensor &x) const;
  };
  struct Block {
    Layer first, second;
    std::vector<Layer> past; ///< one, or none where the block's input is added as it is
    int64_t stride = 1;
  };
  Layer fold(const torch::nn::Conv2d &conv, const torch::nn::BatchNorm2d &norm) const;

  torch::ScalarType precision_;
  Layer stem_;
  std::vector<Block> blocks_;
  torch::Tensor weight_, bias_; ///< of the classifier, fp32
};

/// Grey levels [N, H, W] of uint8 → what FaceNet reads, [N, 1, H, W].
torch::Tensor face_pixels(const torch::Tensor &grey);

/// Faces as they are and mirrored: the mean of the two vectors, and the logarithm of the mean of
/// the two probabilities.
FaceNetOutput read_with_mirror(const FoldedFaceNet &network, const torch::Tensor &pixels);

} // namespace affect
