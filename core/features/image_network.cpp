#include "features/image_network.h"

#include "features/tail_parameters.h"
#include "nn/folded_efficientnet.h"
#include "nn/model_type.h"
#include "nn/operations.h"
#include "nn/tower_folder.h"

#include <algorithm>
#include <map>

namespace affect {
namespace {

namespace fs = std::filesystem;
using Opened = Result<std::unique_ptr<ImageNetwork>>;

torch::Tensor plain(const torch::Tensor &x) { return x.to(torch::kCPU, torch::kFloat32); }

// The depthwise kernels and their norms' scales stay: their gradient costs more than all the rest,
// and they hold little.
const TailNames efficientnet_tail{
    "_blocks.", {"_conv_head.", "_bn1."}, {"._depthwise_conv.", "._bn1.weight"}};
const TailNames tower_tail{"layers.", {"norm.", "pooler.", "probe", "head.", "projection."}, {}};

// Beside the head's 1280 values the 432 of two stages within weigh twice. What they are worth
// differs by the network over them: half a point of MVSA-Single to plain learners, nothing to
// multiscale (docs/notes/multiscale.md).
constexpr double weight_of_stages = 2;

/// Regions are the cells of the last grid. The vector is three means over the picture, each brought
/// to mean 0 and variance 1: of that grid (what is to be seen), and of what the fifth and the last
/// stage give (how it looks: a photograph, a drawing, a picture of writing), of which a
/// classifier's last layer has little left.
class EfficientNetImage : public ImageNetwork {
public:
  static Opened open(const fs::path &folder, torch::ScalarType precision, torch::Device device) {
    AFFECT_TRY(state, read_model_state(folder));
    EfficientNetLite0 network(0);
    AFFECT_CHECK(load_into(*network, state, folder / "model.safetensors"));
    network->eval();
    for (auto &parameter : network->parameters())
      parameter.set_requires_grad(false);
    constexpr auto vector_width = EfficientNetLite0Impl::grid_width +
                                  EfficientNetLite0Impl::fine_width +
                                  EfficientNetLite0Impl::bottleneck_width;
    Sizes sizes{EfficientNetLite0Impl::grid_width, vector_width, 32, parameter_count(*network),
                EfficientNetLite0Impl::block_count};
    network->to(device); // folding computes where the network is
    return std::unique_ptr<ImageNetwork>(new EfficientNetImage(sizes, network, precision, device));
  }

  Output forward(const torch::Tensor &pixels) override {
    return output_of(folded_.forward(pixels.to(device_)));
  }
  // The vector needs what the fifth stage gives: the trunk never goes beyond it.
  torch::Tensor trunk(const torch::Tensor &pixels, int64_t blocks) override {
    return plain(network_->trunk(input_of(pixels), start_of(blocks)));
  }
  Output tail(const torch::Tensor &states, int64_t first) override {
    return output_of(network_->from(input_of(states), start_of(first)));
  }
  StateDict tail_parameters(int64_t first) const override {
    return affect::tail_parameters(*network_, efficientnet_tail, first);
  }
  StateDict weights() const override { return state_of(*network_); }
  void begin_tuning(int64_t first, double dropout) override {
    affect::begin_tuning(*network_, tail_parameters(first));
    network_->set_drop_path(dropout);
  }
  void end_tuning() override {
    network_->eval();
    for (auto &parameter : network_->parameters())
      parameter.set_requires_grad(false);
    folded_ = FoldedEfficientNet(*network_, folded_.precision());
  }
  double operations(int64_t height, int64_t width) const override {
    return EfficientNetLite0Impl::operations(height, width);
  }

private:
  EfficientNetImage(const Sizes &sizes, EfficientNetLite0 network, torch::ScalarType precision,
                    torch::Device device)
      : ImageNetwork(sizes), network_(std::move(network)), folded_(*network_, precision),
        device_(device) {}
  torch::Tensor input_of(const torch::Tensor &x) const {
    return x.to(device_, folded_.precision()).contiguous(torch::MemoryFormat::ChannelsLast);
  }
  static int start_of(int64_t block) {
    return static_cast<int>(std::min<int64_t>(block, EfficientNetLite0Impl::fine_blocks));
  }
  static torch::Tensor level(const torch::Tensor &means) {
    return torch::layer_norm(means, {means.size(-1)});
  }
  static Output output_of(const EfficientNetFeatures &found) {
    const auto mean = [](const torch::Tensor &x) { return x.mean({2, 3}, false, torch::kFloat32); };
    const auto vector = torch::cat({level(found.pooled), weight_of_stages * level(mean(found.fine)),
                                    weight_of_stages * level(mean(found.bottleneck))},
                                   1);
    return {plain(found.grid).flatten(2).transpose(1, 2).contiguous(), plain(vector)};
  }
  EfficientNetLite0 network_;
  FoldedEfficientNet folded_;
  torch::Device device_;
};

/// The picture side of CLIP, Chinese-CLIP and SigLIP, and ViT. Regions are the patches' last states
/// as the architecture leaves them: after the last norm in ViT and SigLIP, before it in CLIP, where
/// it is made for the class token alone. The vector is VisionTowerImpl::vector_of.
class TowerImage : public ImageNetwork {
public:
  static Opened open(const fs::path &folder, torch::ScalarType precision, torch::Device device) {
    AFFECT_TRY(loaded, load_tower_folder(folder, TowerParts::image));
    const VisionTowerConfig &config = loaded.vision->config();
    const Sizes sizes{config.blocks.width, loaded.vision->vector_width(),
                      static_cast<int>(config.patch), parameter_count(*loaded.vision),
                      config.blocks.layers};
    loaded.vision->to(device);
    loaded.vision->prepare(precision);
    return std::unique_ptr<ImageNetwork>(new TowerImage(sizes, loaded.vision, precision, device));
  }

  Output forward(const torch::Tensor &pixels) override {
    return output_of(tower_->forward(pixels.to(device_, precision_)));
  }
  torch::Tensor trunk(const torch::Tensor &pixels, int64_t blocks) override {
    return plain(tower_->trunk(pixels.to(device_, precision_), blocks));
  }
  Output tail(const torch::Tensor &states, int64_t first) override {
    return output_of(tower_->tail(states.to(device_, precision_), first));
  }
  StateDict tail_parameters(int64_t first) const override {
    return affect::tail_parameters(*tower_, tower_tail, first);
  }
  StateDict weights() const override { return state_of(*tower_); }
  void begin_tuning(int64_t first, double dropout) override {
    affect::begin_tuning(*tower_, tail_parameters(first));
    tower_->set_dropout(dropout);
  }
  void end_tuning() override { tower_->prepare(precision_); }
  double operations(int64_t height, int64_t width) const override {
    return affect::operations(tower_->config(), height / sizes().cell, width / sizes().cell);
  }

private:
  TowerImage(const Sizes &sizes, VisionTower tower, torch::ScalarType precision,
             torch::Device device)
      : ImageNetwork(sizes), tower_(std::move(tower)), precision_(precision), device_(device) {}
  Output output_of(const TowerOutput &output) {
    return {plain(tower_->patches_of(output)).contiguous(), plain(tower_->vector_of(output))};
  }
  VisionTower tower_;
  torch::ScalarType precision_;
  torch::Device device_;
};

using Opener = Opened (*)(const fs::path &, torch::ScalarType, torch::Device);

// The one place that knows which class reads which model_type.
const std::map<std::string, Opener> &families() {
  static const std::map<std::string, Opener> known = {
      {"efficientnet-lite0", EfficientNetImage::open},
      {"clip", TowerImage::open},
      {"chinese_clip", TowerImage::open},
      {"siglip", TowerImage::open},
      {"vit", TowerImage::open}};
  return known;
}

} // namespace

Result<std::unique_ptr<ImageNetwork>>
open_image_network(const fs::path &folder, torch::ScalarType precision, torch::Device device) {
  AFFECT_TRY(type, read_model_type(folder));
  const auto family = families().find(type);
  if (family == families().end())
    return make_error(ErrorCode::unsupported,
                      "The model type " + type.substr(0, 40) +
                          " is not an image encoder known here.",
                      folder / "config.json");
  try {
    torch::NoGradGuard frozen;
    return family->second(folder, precision, device);
  } catch (const std::exception &) {
    return make_error(ErrorCode::unsupported,
                      "The model cannot be brought to the device " + device.str() + ".", folder);
  }
}

} // namespace affect
