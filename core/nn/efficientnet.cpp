#include "nn/efficientnet.h"

#include "nn/batch_norm.h"
#include "nn/same_padding.h"

#include <array>
#include <utility>

namespace affect {
namespace {

struct Stage {
  int repeats, kernel, stride, expand, in, out;
};

// Width and depth coefficient 1 of the published table.
constexpr std::array<Stage, 7> stages{{{1, 3, 1, 1, 32, 16},
                                       {2, 3, 2, 6, 16, 24},
                                       {2, 5, 2, 6, 24, 40},
                                       {3, 3, 2, 6, 40, 80},
                                       {3, 5, 1, 6, 80, 112},
                                       {4, 5, 2, 6, 112, 192},
                                       {1, 3, 1, 6, 192, 320}}};

constexpr int stem_width = 32;

torch::nn::Conv2d make_conv(int in, int out, int kernel, int stride, int groups = 1) {
  return torch::nn::Conv2d(
      torch::nn::Conv2dOptions(in, out, kernel).stride(stride).groups(groups).bias(false));
}

torch::nn::BatchNorm2d make_norm(int width) {
  return torch::nn::BatchNorm2d(torch::nn::BatchNorm2dOptions(width).eps(1e-3).momentum(0.01));
}

/// A 1×1 convolution as the matrix product it is: oneDNN's gradient of the weight is four times
/// slower.
torch::Tensor mix_channels(const torch::Tensor &x, const torch::Tensor &weight,
                           const torch::Tensor &bias) {
  const auto pixels = x.permute({0, 2, 3, 1});
  const auto mixed = torch::addmm(bias, pixels.reshape({-1, x.size(1)}), weight.flatten(1).t());
  return mixed.view({x.size(0), x.size(2), x.size(3), -1}).permute({0, 3, 1, 2});
}

/// The convolution without its bias, padded as TensorFlow does.
torch::Tensor convolve(const torch::nn::Conv2d &conv, const torch::Tensor &weight,
                       const torch::Tensor &x) {
  const auto stride = conv->options.stride()->at(0), kernel = conv->options.kernel_size()->at(0);
  const auto input = stride == 1 ? x : same_pad(x, kernel, stride);
  return torch::conv2d(input, weight, /*bias=*/{}, stride, stride == 1 ? kernel / 2 : 0,
                       /*dilation=*/1, conv->options.groups());
}

/// The convolution and its norm at the precision of `x`.
torch::Tensor convolve(const torch::nn::Conv2d &conv, const torch::nn::BatchNorm2d &norm,
                       const torch::Tensor &x) {
  // The one way whose rounding is that of the published network.
  if (x.scalar_type() == torch::kFloat32 && !torch::GradMode::is_enabled())
    return torch::batch_norm(convolve(conv, conv->weight, x), norm->weight, norm->bias,
                             norm->running_mean, norm->running_var, /*training=*/false,
                             /*momentum=*/0, norm->options.eps(),
                             /*cudnn_enabled=*/true);
  auto [weight, bias] = fold_norm(conv, norm);
  weight = weight.to(x.scalar_type());
  bias = bias.to(x.scalar_type());
  if (weight.size(1) > 1 && weight.size(2) == 1)
    return mix_channels(x, weight, bias);
  // Added outside: the gradient of a convolution's bias would bring that of its weight with it,
  // wanted or not.
  return convolve(conv, weight, x).add_(bias.view({-1, 1, 1}));
}

/// ReLU6 that overwrites its input and keeps only the output. LibTorch 1.13 has no gradient of its
/// own relu6 in bf16, and that of clamp takes five times as long.
struct ClippedRelu : torch::autograd::Function<ClippedRelu> {
  static torch::Tensor forward(torch::autograd::AutogradContext *context, torch::Tensor x) {
    x.clamp_(0, 6);
    context->mark_dirty({x});
    context->save_for_backward({x});
    return x;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                 torch::autograd::variable_list gradients) {
    const auto y = context->get_saved_variables().front();
    const auto gradient = gradients.front().contiguous(y.suggest_memory_format());
    return {at::threshold_backward(gradient, y, 0).masked_fill_(y.ge(6), 0)};
  }
};

torch::Tensor clipped_relu(const torch::Tensor &x) { return ClippedRelu::apply(x); }

} // namespace

InvertedBottleneckImpl::InvertedBottleneckImpl(int in, int out, int kernel, int stride, int expand)
    : residual_(stride == 1 && in == out) {
  const int middle = in * expand;
  if (expand > 1) {
    expand_conv_ = register_module("_expand_conv", make_conv(in, middle, 1, 1));
    bn0_ = register_module("_bn0", make_norm(middle));
  }
  depthwise_conv_ =
      register_module("_depthwise_conv", make_conv(middle, middle, kernel, stride, middle));
  bn1_ = register_module("_bn1", make_norm(middle));
  project_conv_ = register_module("_project_conv", make_conv(middle, out, 1, 1));
  bn2_ = register_module("_bn2", make_norm(out));
}

torch::Tensor InvertedBottleneckImpl::forward(const torch::Tensor &x) {
  auto y = x;
  if (has_expand())
    y = clipped_relu(convolve(expand_conv_, bn0_, y));
  y = clipped_relu(convolve(depthwise_conv_, bn1_, y));
  y = convolve(project_conv_, bn2_, y);
  if (!residual_)
    return y;
  if (is_training() && drop_path_ > 0) {
    const auto kept =
        torch::rand({x.size(0), 1, 1, 1}, x.options()).ge(drop_path_).to(y.scalar_type());
    y = y * kept / (1 - drop_path_);
  }
  return y + x;
}

EfficientNetLite0Impl::EfficientNetLite0Impl(int classes) : classes_(classes) {
  stem_ = register_module("_conv_stem", make_conv(3, stem_width, 3, 2));
  bn0_ = register_module("_bn0", make_norm(stem_width));
  torch::nn::ModuleList list;
  for (const Stage &stage : stages)
    for (int repeat = 0; repeat < stage.repeats; ++repeat) {
      const bool first = repeat == 0;
      blocks_.emplace_back(first ? stage.in : stage.out, stage.out, stage.kernel,
                           first ? stage.stride : 1, stage.expand);
      list->push_back(blocks_.back());
    }
  register_module("_blocks", list);
  head_ = register_module("_conv_head", make_conv(bottleneck_width, grid_width, 1, 1));
  bn1_ = register_module("_bn1", make_norm(grid_width));
  if (classes > 0)
    fc_ = register_module("_fc", torch::nn::Linear(grid_width, classes));
}

torch::Tensor EfficientNetLite0Impl::trunk(const torch::Tensor &pixels, int blocks) {
  return through(clipped_relu(convolve(stem_, bn0_, pixels)), 0, blocks);
}

torch::Tensor EfficientNetLite0Impl::tail(const torch::Tensor &x, int first) {
  return through(x, first, block_count);
}

torch::Tensor EfficientNetLite0Impl::through(torch::Tensor x, int first, int end) {
  for (int index = first; index < end; ++index)
    x = blocks_[index]->forward(x);
  return x;
}

torch::Tensor EfficientNetLite0Impl::head(const torch::Tensor &bottleneck) {
  return clipped_relu(convolve(head_, bn1_, bottleneck));
}

torch::Tensor EfficientNetLite0Impl::classify(const torch::Tensor &pooled) {
  TORCH_CHECK(classes_ > 0, "this EfficientNet-Lite0 was made without a classifier");
  return fc_(pooled);
}

EfficientNetFeatures EfficientNetLite0Impl::forward(const torch::Tensor &pixels) {
  return from(trunk(pixels, fine_blocks), fine_blocks);
}

EfficientNetFeatures EfficientNetLite0Impl::from(const torch::Tensor &states, int first) {
  TORCH_CHECK(first <= fine_blocks, "begins behind the fifth stage");
  EfficientNetFeatures features;
  features.fine = through(states, first, fine_blocks);
  features.bottleneck = tail(features.fine, fine_blocks);
  features.grid = head(features.bottleneck);
  features.pooled = features.grid.mean({2, 3}, false, torch::kFloat32);
  return features;
}

double EfficientNetLite0Impl::operations(int64_t height, int64_t width) {
  double sum = 0;
  const auto conv = [&](int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t groups) {
    height = (height + stride - 1) / stride;
    width = (width + stride - 1) / stride;
    sum += 2.0 * static_cast<double>(height * width * out) *
           static_cast<double>(kernel * kernel * in / groups);
  };
  conv(3, stem_width, 3, 2, 1);
  for (const Stage &stage : stages)
    for (int repeat = 0; repeat < stage.repeats; ++repeat) {
      const int64_t in = repeat == 0 ? stage.in : stage.out, middle = in * stage.expand;
      if (stage.expand > 1)
        conv(in, middle, 1, 1, 1);
      conv(middle, middle, stage.kernel, repeat == 0 ? stage.stride : 1, middle);
      conv(middle, stage.out, 1, 1, 1);
    }
  conv(bottleneck_width, grid_width, 1, 1, 1);
  return sum;
}

void EfficientNetLite0Impl::set_drop_path(double last) {
  for (int index = 0; index < block_count; ++index)
    blocks_[index]->set_drop_path(last * index / (block_count - 1));
}

} // namespace affect
