#include "nn/face_net.h"

#include "nn/batch_norm.h"

#include <algorithm>
#include <array>

namespace affect {
namespace {

/// Blocks of the three stages. Most of the arithmetic is where the grid is small and the channels
/// are many.
constexpr std::array<int, 3> stage_blocks{1, 2, 2};

torch::nn::Conv2d make_conv(int64_t in, int64_t out, int64_t kernel, int64_t stride) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(in, out, kernel).stride(stride).padding(kernel / 2).bias(false));
}

torch::nn::BatchNorm2d make_norm(int64_t width) { return torch::nn::BatchNorm2d(width); }

/// [B, 1, H, W] → [B, 4, H / 2, W / 2]: the four pixels of each 2 × 2 become channels, so that
/// nothing is lost and no layer has to work at full size, where few channels keep a processor
/// waiting for memory.
torch::Tensor quarters(const torch::Tensor &pixels) {
  return torch::pixel_unshuffle(pixels, 2).contiguous(torch::MemoryFormat::ChannelsLast);
}

} // namespace

FaceBlockImpl::FaceBlockImpl(int64_t in, int64_t out, int64_t stride) : stride_(stride) {
  conv1_ = register_module("conv1", make_conv(in, out, 3, stride));
  norm1_ = register_module("norm1", make_norm(out));
  conv2_ = register_module("conv2", make_conv(out, out, 3, 1));
  norm2_ = register_module("norm2", make_norm(out));
  torch::nn::init::kaiming_normal_(conv1_->weight, 0, torch::kFanOut, torch::kReLU);
  torch::nn::init::kaiming_normal_(conv2_->weight, 0, torch::kFanOut, torch::kReLU);
  torch::nn::init::zeros_(norm2_->weight); // every block begins as the way past it
  if (stride != 1 || in != out) {
    past_ = register_module("past", make_conv(in, out, 1, 1));
    past_norm_ = register_module("past_norm", make_norm(out));
  }
}

torch::Tensor FaceBlockImpl::forward(const torch::Tensor &x) {
  auto y = norm1_(conv1_(x)).relu_();
  y = norm2_(conv2_(y));
  if (past_.is_empty())
    return (y + x).relu_();
  const auto small = stride_ == 1 ? x : torch::avg_pool2d(x, stride_);
  return (y + past_norm_(past_(small))).relu_();
}

FaceNetImpl::FaceNetImpl(const FaceNetConfig &config) : config_(config) {
  stem_ = register_module("stem", make_conv(4, config.width, 3, 1));
  stem_norm_ = register_module("stem_norm", make_norm(config.width));
  torch::nn::ModuleList list;
  int64_t in = config.width;
  for (std::size_t stage = 0; stage < stage_blocks.size(); ++stage) {
    const int64_t out = config.width << stage;
    for (int block = 0; block < stage_blocks[stage]; ++block) {
      blocks_.emplace_back(in, out, stage > 0 && block == 0 ? 2 : 1);
      list->push_back(blocks_.back());
      in = out;
    }
  }
  register_module("blocks", list);
  classifier_ = register_module("classifier", torch::nn::Linear(in, config.classes));
}

FaceNetOutput FaceNetImpl::forward(const torch::Tensor &pixels, double dropout) {
  auto x = stem_norm_(stem_(quarters(pixels))).relu_();
  for (auto &block : blocks_)
    x = block(x);
  FaceNetOutput output;
  output.vector = x.mean({2, 3});
  output.logits = classifier_(torch::dropout(output.vector, dropout, is_training()));
  return output;
}

FoldedFaceNet::FoldedFaceNet(const FaceNetImpl &network, torch::ScalarType precision)
    : precision_(precision) {
  torch::NoGradGuard frozen;
  stem_ = fold(network.stem_, network.stem_norm_);
  for (const FaceBlock &source : network.blocks_) {
    Block block{fold(source->conv1_, source->norm1_),
                fold(source->conv2_, source->norm2_),
                {},
                source->stride_};
    if (!source->past_.is_empty())
      block.past.push_back(fold(source->past_, source->past_norm_));
    blocks_.push_back(std::move(block));
  }
  weight_ = network.classifier_->weight.detach().clone();
  bias_ = network.classifier_->bias.detach().clone();
}

FoldedFaceNet::Layer FoldedFaceNet::fold(const torch::nn::Conv2d &conv,
                                         const torch::nn::BatchNorm2d &norm) const {
  const auto [weight, bias] = fold_norm(conv, norm);
  return {weight.to(precision_).contiguous(torch::MemoryFormat::ChannelsLast), bias.to(precision_),
          conv->options.stride()->at(0)};
}

torch::Tensor FoldedFaceNet::Layer::run(const torch::Tensor &x) const {
  return torch::conv2d(x, weight, bias, stride, weight.size(2) / 2);
}

FaceNetOutput FoldedFaceNet::forward(const torch::Tensor &pixels) const {
  torch::NoGradGuard frozen;
  auto x = stem_.run(quarters(pixels).to(precision_)).relu_();
  for (const Block &block : blocks_) {
    auto y = block.second.run(block.first.run(x).relu_());
    if (!block.past.empty())
      x = block.past.front().run(block.stride == 1 ? x : torch::avg_pool2d(x, block.stride));
    x = y.add_(x).relu_();
  }
  FaceNetOutput output;
  output.vector = x.to(torch::kFloat32).mean({2, 3});
  output.logits = torch::addmm(bias_, output.vector, weight_.t());
  return output;
}

torch::Tensor face_pixels(const torch::Tensor &grey) {
  return (grey.to(torch::kFloat32) - 127.5).div_(64).unsqueeze(1);
}

FaceNetOutput read_with_mirror(const FoldedFaceNet &network, const torch::Tensor &pixels) {
  torch::NoGradGuard frozen;
  const auto plain = network.forward(pixels), mirrored = network.forward(pixels.flip(3));
  return {(plain.vector + mirrored.vector) / 2,
          ((plain.logits.softmax(1) + mirrored.logits.softmax(1)) / 2).log()};
}

} // namespace affect
