#include "training/encoders/image_tuning.h"

#include "base/random.h"
#include "nn/optimizer.h"
#include "training/encoders/image_tuning_parts.h"
#include "training/trainer/schedule.h"
#include "training/trainer/weight_average.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>

namespace affect {
namespace {

constexpr int classes = 3;
constexpr double clip_norm = 5;

using Clock = std::chrono::steady_clock;

/// Number of the block a parameter belongs to; the head's and classifier's count as behind the
/// last, the stem's as -1.
int block_of(const std::string &name) {
  if (name.starts_with("_blocks."))
    return std::stoi(name.substr(8));
  return name.starts_with("_conv_head.") || name.starts_with("_bn1.")
             ? EfficientNetLite0Impl::block_count
             : -1;
}

/// Depthwise kernels, and the scale that is folded into them, keep their values: their gradient
/// costs six times what all the rest of a step does (oneDNN has no fast one for 5×5), and the 1×1
/// convolutions hold 98 % of the weights.
bool is_depthwise(const std::string &name) {
  return name.starts_with("_blocks.") &&
         (name.ends_with("._depthwise_conv.weight") || name.ends_with("._bn1.weight"));
}

/// Sum of the cross entropies of the rows whose class is known, over the number of all rows.
torch::Tensor known_loss(const torch::Tensor &logits, const torch::Tensor &labels,
                         double smoothing) {
  const auto options = torch::nn::functional::CrossEntropyFuncOptions()
                           .ignore_index(-1)
                           .label_smoothing(smoothing)
                           .reduction(torch::kSum);
  return torch::nn::functional::cross_entropy(logits, labels, options) /
         static_cast<double>(labels.size(0));
}

Result<void> check(const TrunkActivations &trunk, const std::vector<ImageTarget> &targets,
                   const ImageTuningOptions &options) {
  if (targets.empty())
    return make_error(ErrorCode::usage,
                      "There is no labelled picture to tune the image encoder on.");
  if (options.epochs < 1 || options.batch_size < 1)
    return make_error(ErrorCode::usage,
                      "Tuning needs at least one epoch and one picture in a batch.");
  for (const ImageTarget &target : targets) {
    if (target.picture < 0 || target.picture >= trunk.plain.size(0))
      return make_error(ErrorCode::usage, "A label belongs to picture " +
                                              std::to_string(target.picture) +
                                              ", which is not among those prepared.");
    if (target.image < -1 || target.image >= classes || target.joint < -1 ||
        target.joint >= classes)
      return make_error(ErrorCode::usage,
                        "A picture's label is none of negative, neutral and positive.");
  }
  return {};
}

/// The network, the classifiers on its vector, and what trains them.
class Tuning {
public:
  Tuning(const TrunkActivations &trunk, const ImageTuningOptions &options)
      : trunk_(trunk), options_(options), random_(options.seed) {}

  Result<void> prepare(const StateDict &start) {
    AFFECT_CHECK(load_into(*network_, start));
    network_->set_drop_path(options_.drop_path);
    network_->train();
    std::vector<torch::Tensor> heads;
    for (torch::nn::Linear *head : {&own_, &joint_})
      for (auto &parameter : (*head)->parameters()) {
        torch::NoGradGuard frozen;
        heads.push_back(parameter.zero_());
      }
    std::vector<torch::Tensor> blocks;
    for (auto &item : network_->named_parameters()) {
      const bool tuned = block_of(item.key()) >= trunk_.first_block && !is_depthwise(item.key());
      item.value().set_requires_grad(tuned);
      if (tuned)
        blocks.push_back(item.value());
    }
    const AdamWOptions adam{0.9, 0.999, 1e-8, options_.weight_decay, clip_norm};
    block_optimizer_.emplace(blocks, adam);
    head_optimizer_.emplace(heads, adam);
    tuned_ = blocks;
    tuned_.insert(tuned_.end(), heads.begin(), heads.end());
    average_.emplace(tuned_);
    return {};
  }

  /// One pass over the pictures in a new order. `step` counts on over epochs.
  Result<ImageTuningEpoch> run_epoch(std::vector<ImageTarget> targets, std::int64_t &step,
                                     std::int64_t steps, const Schedule &schedule,
                                     const ProgressFn &progress, const CancelToken &cancel) {
    const auto begin = Clock::now();
    random_.shuffle(targets);
    ImageTuningEpoch epoch;
    correct_ = known_ = 0;
    for (std::size_t first = 0; first < targets.size(); first += options_.batch_size, ++step) {
      if (cancel.cancelled())
        return image_tuning_cancelled();
      const auto count = std::min<std::size_t>(options_.batch_size, targets.size() - first);
      const double loss = run_step(std::span(targets).subspan(first, count), schedule.share(step));
      if (!std::isfinite(loss))
        return make_error(ErrorCode::internal,
                          "The loss is no longer a number; a lower learning rate may help.");
      epoch.loss += loss * static_cast<double>(count) / static_cast<double>(targets.size());
      average_->interpolate(ramped_decay(options_.average_decay, static_cast<double>(step) + 2, 9));
      report(progress, static_cast<double>(step + 1) / static_cast<double>(steps),
             "Tuning the image encoder");
    }
    epoch.accuracy = known_ ? static_cast<double>(correct_) / static_cast<double>(known_)
                            : std::numeric_limits<double>::quiet_NaN();
    epoch.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return epoch;
  }

  /// The averaged weights.
  StateDict finish() {
    torch::NoGradGuard frozen;
    assign(tuned_, average_->values());
    StateDict state;
    for (const auto &[name, tensor] : state_of(*network_))
      if (tensor.is_floating_point())
        state[name] = tensor.clone();
    state["_fc.weight"] = own_->weight.detach().clone();
    state["_fc.bias"] = own_->bias.detach().clone();
    return state;
  }

private:
  struct Batch {
    torch::Tensor activations, image, joint;
  };

  /// Half of the pictures mirrored; they come first, as order within a batch does not matter.
  Batch make_batch(std::span<const ImageTarget> targets) {
    std::vector<std::int64_t> rows[2], image[2], joint[2];
    for (const ImageTarget &target : targets) {
      const int plain = random_.uniform() < 0.5;
      rows[plain].push_back(target.picture);
      image[plain].push_back(target.image);
      joint[plain].push_back(target.joint);
    }
    const auto join = [](const std::vector<std::int64_t>(&parts)[2]) {
      return torch::cat(
          {torch::tensor(parts[0], torch::kInt64), torch::tensor(parts[1], torch::kInt64)});
    };
    const auto activations =
        torch::cat({trunk_.mirrored.index_select(0, torch::tensor(rows[0], torch::kInt64)),
                    trunk_.plain.index_select(0, torch::tensor(rows[1], torch::kInt64))});
    return {activations.to(working_precision()).contiguous(torch::MemoryFormat::ChannelsLast),
            join(image), join(joint)};
  }

  double run_step(std::span<const ImageTarget> targets, double share) {
    const Batch batch = make_batch(targets);
    const auto grid = network_->head(network_->tail(batch.activations, trunk_.first_block));
    const auto vector =
        torch::dropout(grid.mean({2, 3}, false, torch::kFloat32), options_.dropout, /*train=*/true);
    const auto logits = own_(vector);
    const auto loss =
        options_.image_weight * known_loss(logits, batch.image, options_.label_smoothing) +
        options_.joint_weight * known_loss(joint_(vector), batch.joint, options_.label_smoothing);
    loss.backward();
    block_optimizer_->step(options_.rate * share);
    head_optimizer_->step(options_.head_rate * share);
    correct_ += logits.argmax(1).eq(batch.image).sum().item<std::int64_t>();
    known_ += batch.image.ge(0).sum().item<std::int64_t>();
    return loss.item<double>();
  }

  const TrunkActivations &trunk_;
  const ImageTuningOptions &options_;
  Random random_;
  EfficientNetLite0 network_{0};
  torch::nn::Linear own_{EfficientNetLite0Impl::grid_width, classes};
  torch::nn::Linear joint_{EfficientNetLite0Impl::grid_width, classes};
  std::optional<MasterAdamW> block_optimizer_, head_optimizer_;
  std::vector<torch::Tensor> tuned_;
  std::optional<WeightAverage> average_;
  std::int64_t correct_ = 0, known_ = 0;
};

Result<TunedImageEncoder> tune(const StateDict &start, const TrunkActivations &trunk,
                               const std::vector<ImageTarget> &targets,
                               const ImageTuningOptions &options, const ProgressFn &progress,
                               const CancelToken &cancel) {
  AFFECT_CHECK(check(trunk, targets, options));
  torch::manual_seed(options.seed);
  Tuning tuning(trunk, options);
  AFFECT_CHECK(tuning.prepare(start));
  const auto batches = (targets.size() + options.batch_size - 1) / options.batch_size;
  const auto steps = static_cast<std::int64_t>(batches) * options.epochs;
  const Schedule schedule(steps, {.decay_at_once = true});
  TunedImageEncoder tuned;
  std::int64_t step = 0;
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    AFFECT_TRY(done, tuning.run_epoch(targets, step, steps, schedule, progress, cancel));
    done.epoch = epoch;
    tuned.curve.push_back(done);
  }
  tuned.state = tuning.finish();
  return tuned;
}

} // namespace

Result<TunedImageEncoder> tune_image_encoder(const StateDict &start, const TrunkActivations &trunk,
                                             const std::vector<ImageTarget> &targets,
                                             const ImageTuningOptions &options,
                                             const ProgressFn &progress,
                                             const CancelToken &cancel) {
  return guarded<TunedImageEncoder>(
      [&] { return tune(start, trunk, targets, options, progress, cancel); });
}

} // namespace affect
