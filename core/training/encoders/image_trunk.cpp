#include "training/encoders/image_trunk.h"

#include "training/encoders/image_tuning_parts.h"

#include <algorithm>
#include <vector>

namespace affect {
namespace {

constexpr std::int64_t trunk_batch = 16;

Result<TrunkActivations> run_trunk(const StateDict &start, std::int64_t count,
                                   const PictureSource &pictures, int first_block,
                                   const ProgressFn &progress, const CancelToken &cancel) {
  torch::NoGradGuard frozen;
  EfficientNetLite0 network(0);
  AFFECT_CHECK(load_into(*network, start));
  network->eval();
  TrunkActivations trunk;
  trunk.first_block = first_block;
  const auto run = [&](const torch::Tensor &pixels) {
    const auto input = pixels.to(working_precision()).contiguous(torch::MemoryFormat::ChannelsLast);
    return network->trunk(input, first_block).to(torch::kBFloat16);
  };
  for (std::int64_t first = 0; first < count; first += trunk_batch) {
    std::vector<torch::Tensor> batch;
    for (std::int64_t index = first; index < std::min(first + trunk_batch, count); ++index) {
      if (cancel.cancelled())
        return image_tuning_cancelled();
      AFFECT_TRY(pixels, pictures(index));
      batch.push_back(pixels);
    }
    const auto pixels = torch::stack(batch);
    const auto plain = run(pixels);
    if (!trunk.plain.defined()) {
      const std::vector<std::int64_t> shape{count, plain.size(1), plain.size(2), plain.size(3)};
      trunk.plain = torch::empty(shape, torch::kBFloat16);
      trunk.mirrored = torch::empty(shape, torch::kBFloat16);
    }
    trunk.plain.narrow(0, first, plain.size(0)).copy_(plain);
    trunk.mirrored.narrow(0, first, plain.size(0)).copy_(run(pixels.flip(3)));
    report(progress, static_cast<double>(first + plain.size(0)) / static_cast<double>(count),
           "Looking at the pictures");
  }
  if (!trunk.plain.defined())
    return make_error(ErrorCode::usage, "There is no picture to tune the image encoder on.");
  return trunk;
}

} // namespace

Result<TrunkActivations> trunk_activations(const StateDict &start, std::int64_t count,
                                           const PictureSource &pictures, int first_block,
                                           const ProgressFn &progress, const CancelToken &cancel) {
  return guarded<TrunkActivations>(
      [&] { return run_trunk(start, count, pictures, first_block, progress, cancel); });
}

} // namespace affect
