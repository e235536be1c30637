#include "nn/folded_efficientnet.h"

#include "nn/batch_norm.h"
#include "nn/channels_last.h"
#include "nn/same_padding.h"

#include <ATen/Parallel.h>

#include <utility>

namespace affect {
namespace {

/// In a lower precision: stem and blocks that stay in fp32. In the first ones folded weights of
/// very different size cancel each other out, and bf16 makes most of its error there: 6.1 % of the
/// regions' norm with none of them exact, 3.0 % with the stem and one block, 2.4 % with three,
/// which are a fifth of the operations.
constexpr std::size_t exact_blocks = 3;

/// Pictures of a thread that go through at a time. What the widest layer makes of one is 4.6 MB in
/// fp32; with thirty-two at a time every layer waits for memory, with one the last layers are too
/// small for the matrix products.
constexpr int64_t pictures_of_a_thread = 4;

EfficientNetFeatures joined(const std::vector<EfficientNetFeatures> &parts) {
  std::vector<torch::Tensor> fine, bottleneck, grid, pooled;
  for (const EfficientNetFeatures &part : parts) {
    fine.push_back(part.fine), bottleneck.push_back(part.bottleneck);
    grid.push_back(part.grid), pooled.push_back(part.pooled);
  }
  return {torch::cat(fine), torch::cat(bottleneck), torch::cat(grid), torch::cat(pooled)};
}

} // namespace

FoldedEfficientNet::FoldedEfficientNet(const EfficientNetLite0Impl &network,
                                       torch::ScalarType precision)
    : precision_(precision) {
  torch::NoGradGuard frozen;
  stem_ = prepare(network.stem_, network.bn0_, true, torch::kFloat32);
  for (const InvertedBottleneck &source : network.blocks_) {
    const auto type = blocks_.size() < exact_blocks ? torch::kFloat32 : precision;
    Block block;
    block.residual = source->residual_;
    if (source->has_expand())
      block.layers.push_back(prepare(source->expand_conv_, source->bn0_, true, type));
    block.layers.push_back(prepare(source->depthwise_conv_, source->bn1_, true, type));
    block.layers.push_back(prepare(source->project_conv_, source->bn2_, false, type));
    blocks_.push_back(std::move(block));
  }
  head_ = prepare(network.head_, network.bn1_, true, precision);
}

FoldedEfficientNet::Layer FoldedEfficientNet::prepare(const torch::nn::Conv2d &conv,
                                                      const torch::nn::BatchNorm2d &norm,
                                                      bool relu6, torch::ScalarType type) {
  const auto [weight, bias] = fold_norm(conv, norm);
  Layer layer;
  layer.weight = weight.to(type).contiguous(torch::MemoryFormat::ChannelsLast);
  layer.bias = bias.to(type);
  layer.kernel = static_cast<int>(conv->options.kernel_size()->at(0));
  layer.stride = static_cast<int>(conv->options.stride()->at(0));
  layer.groups = static_cast<int>(conv->options.groups());
  layer.relu6 = relu6;
  if (!weight.is_cpu())
    return layer;
  layer.exact_bias = bias.to(torch::kFloat32);
  if (layer.groups > 1)
    layer.taps = depthwise_taps(weight);
  else if (layer.kernel == 1)
    layer.mix = layer.weight.flatten(1);
  return layer;
}

torch::Tensor FoldedEfficientNet::run(const Layer &layer, const torch::Tensor &x,
                                      const torch::Tensor &past) {
  if (layer.taps.defined() && reads_channels_last(x))
    return depthwise_relu6(x, layer.taps, layer.exact_bias, layer.stride);
  if (layer.mix.defined() && reads_channels_last(x))
    return pointwise(x, layer.mix, layer.exact_bias, layer.relu6, past);
  const int padding = layer.stride == 1 ? layer.kernel / 2 : 0;
  const auto input = layer.stride == 1 ? x : same_pad(x, layer.kernel, layer.stride);
  auto y = torch::conv2d(input, layer.weight, layer.bias, layer.stride, padding, /*dilation=*/1,
                         layer.groups);
  if (layer.relu6)
    y.clamp_(0, 6);
  return past.defined() ? y.add_(past) : y;
}

EfficientNetFeatures FoldedEfficientNet::forward(const torch::Tensor &pixels) const {
  torch::NoGradGuard frozen;
  const int64_t at_a_time = pictures_of_a_thread * at::get_num_threads();
  if (!pixels.is_cpu() || pixels.size(0) <= at_a_time)
    return read(pixels);
  std::vector<EfficientNetFeatures> parts;
  for (const torch::Tensor &part : pixels.split(at_a_time))
    parts.push_back(read(part));
  return joined(parts);
}

EfficientNetFeatures FoldedEfficientNet::read(const torch::Tensor &pixels) const {
  EfficientNetFeatures features;
  auto x = run(stem_, pixels.contiguous(torch::MemoryFormat::ChannelsLast));
  for (std::size_t index = 0; index < blocks_.size(); ++index) {
    if (index == EfficientNetLite0Impl::fine_blocks)
      features.fine = x.to(torch::kFloat32);
    if (index == exact_blocks)
      x = x.to(precision_);
    const Block &block = blocks_[index];
    auto y = x;
    for (const Layer &layer : block.layers)
      y = run(layer, y, block.residual && &layer == &block.layers.back() ? x : torch::Tensor());
    x = y;
  }
  features.bottleneck = x.to(torch::kFloat32);
  features.grid = run(head_, x).to(torch::kFloat32);
  features.pooled = features.grid.mean({2, 3}, false, torch::kFloat32);
  return features;
}

} // namespace affect
