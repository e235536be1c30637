#include "training/encoders/picture_tuning.h"

#include "training/encoders/image_tuning.h"

#include <algorithm>

namespace affect {
namespace {

torch::Tensor stacked(const std::vector<PostFeatures> &posts, torch::Tensor PostFeatures::*below) {
  std::vector<torch::Tensor> rows;
  for (const PostFeatures &post : posts)
    rows.push_back(post.*below);
  return torch::stack(rows).to(torch::kBFloat16);
}

} // namespace

Result<void> check_learns_from_pictures(const ImageEncoder &image) {
  if (image.blocks() != EfficientNetLite0Impl::block_count ||
      image.width() != EfficientNetLite0Impl::grid_width)
    return make_error(ErrorCode::usage,
                      "Only an EfficientNet-Lite0 learns from pictures by themselves; " +
                          image.id() +
                          " is another kind of encoder. Tune its last blocks instead.");
  return {};
}

Result<TunedLayers> tune_pictures(ImageEncoder &image, const std::vector<PostFeatures> &posts,
                                  int epochs, std::uint64_t seed, const ProgressFn &progress,
                                  const CancelToken &cancel) {
  AFFECT_CHECK(check_learns_from_pictures(image));
  if (posts.empty() || std::any_of(posts.begin(), posts.end(), [](const PostFeatures &post) {
        return !post.image_below.defined();
      }))
    return make_error(ErrorCode::usage,
                      "The image encoder cannot be tuned on posts without pictures.");
  TrunkActivations trunk;
  trunk.first_block = static_cast<int>(image.blocks() - picture_blocks);
  trunk.plain = stacked(posts, &PostFeatures::image_below);
  trunk.mirrored = stacked(posts, &PostFeatures::mirrored_below);
  std::vector<ImageTarget> targets;
  for (const PostFeatures &post : posts)
    targets.push_back({static_cast<std::int64_t>(targets.size()),
                       static_cast<int>(post.image_label), static_cast<int>(post.joint)});
  ImageTuningOptions options;
  options.epochs = epochs;
  options.seed = seed;
  AFFECT_TRY(tuned, tune_image_encoder(image.weights(), trunk, targets, options, progress, cancel));
  TunedLayers layers{picture_blocks, {}};
  for (const auto &[name, before] : image.tail_parameters(picture_blocks))
    layers.state[name] = tuned.state.at(name).to(torch::kFloat16).to(torch::kFloat32);
  AFFECT_CHECK(image.lay_over(layers));
  return layers;
}

} // namespace affect
