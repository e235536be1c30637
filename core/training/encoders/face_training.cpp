#include "training/encoders/face_training.h"

#include "base/random.h"
#include "nn/optimizer.h"
#include "training/encoders/face_views.h"

#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <numbers>

namespace affect {
namespace {

namespace F = torch::nn::functional;
using Clock = std::chrono::steady_clock;

constexpr const char *checkpoint = "checkpoint.safetensors";
constexpr double warm_up = 0.1; ///< share of the steps
constexpr int64_t score_batch = 128;
constexpr int score_every = 4; ///< epochs
constexpr double clip_norm = 5;

double rate_share(int64_t step, int64_t steps) {
  const double done = (static_cast<double>(step) + 1) / static_cast<double>(steps);
  if (done < warm_up)
    return done / warm_up;
  return 0.5 * (1 + std::cos(std::numbers::pi * (done - warm_up) / (1 - warm_up)));
}

Result<void> check(const FaceExamples &faces, int64_t classes) {
  if (!faces.pixels.defined() || faces.pixels.size(0) == 0)
    return make_error(ErrorCode::usage, "There is no face to train on.");
  if (faces.labels.min().item<int64_t>() < 0 || faces.labels.max().item<int64_t>() >= classes)
    return make_error(ErrorCode::usage, "A face's label is none of the network's expressions.");
  return {};
}

/// The network and all that changes with it.
class Training {
public:
  Training(const FaceTrainingOptions &options, FaceNet network)
      : options_(options), network_(std::move(network)),
        optimizer_(network_->parameters(),
                   AdamWOptions{0.9, 0.99, 1e-8, options.weight_decay, clip_norm}) {
    for (const auto &[name, value] : state_of(*network_))
      if (value.is_floating_point())
        average_[name] = value.clone();
    network_->train();
  }

  Result<FaceTrainingEpoch> run_epoch(const FaceExamples &train, int epoch,
                                      const ProgressFn &progress, const CancelToken &cancel) {
    const auto begin = Clock::now();
    // By the epoch, so that one that goes on from a checkpoint sees what it would have seen.
    Random random(options_.seed * 1'000'003 + static_cast<std::uint64_t>(epoch));
    torch::manual_seed(random.next() >> 1);
    const int64_t count = train.pixels.size(0);
    std::vector<int64_t> order(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < order.size(); ++i)
      order[i] = static_cast<int64_t>(i);
    random.shuffle(order);
    // A last batch of a few faces would be poor statistics for the norms: the rest of a batch is
    // left out.
    const int64_t batch = std::min(options_.batch_size, count), batches = count / batch;
    const ViewOptions views =
        views_of_epoch(epoch, options_.epochs, options_.start.empty(), options_.erase);
    FaceTrainingEpoch result;
    result.epoch = epoch;
    for (int64_t i = 0; i < batches; ++i) {
      if (cancel.cancelled())
        return make_error(ErrorCode::cancelled,
                          "Training was stopped; --resume goes on from the last whole epoch.");
      const auto rows = torch::tensor(
          std::vector<int64_t>(order.begin() + i * batch, order.begin() + (i + 1) * batch),
          torch::kInt64);
      const auto labels = train.labels.index_select(0, rows);
      const auto pixels = face_views(train.pixels.index_select(0, rows), views, random);
      const int64_t step = (epoch - 1) * batches + i, steps = options_.epochs * batches;
      const double loss = run_step(pixels, labels, rate_share(step, steps), result);
      if (!std::isfinite(loss))
        return make_error(ErrorCode::internal,
                          "The loss is no longer a number; a lower learning rate may help.");
      result.loss += loss / static_cast<double>(batches);
      mix(step);
      if (progress)
        progress({static_cast<double>(step + 1) / static_cast<double>(steps), "Training on faces"});
    }
    result.accuracy /= static_cast<double>(batches * batch);
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return result;
  }

  /// The network that would be kept if training ended here.
  Result<FoldedFaceNet> mean_network() const {
    FaceNet mean(options_.network);
    AFFECT_CHECK(load_into(*mean, average_));
    return FoldedFaceNet(*mean);
  }
  const StateDict &average() const { return average_; }

  Result<void> save(int epoch) const {
    StateDict state;
    for (const auto &[name, value] : state_of(*network_))
      if (value.is_floating_point())
        state["network." + name] = value;
    for (const auto &[name, value] : average_)
      state["average." + name] = value;
    const auto optimizer = optimizer_.state();
    for (std::size_t i = 0; i < optimizer.size(); ++i)
      state[moment_name(i)] = optimizer[i];
    // Aside first: an interruption while it is written must not cost the run.
    const auto aside = options_.folder / "checkpoint.new";
    AFFECT_CHECK(write_state(aside, state, false,
                             {{"epoch", std::to_string(epoch)}, {"settings", settings()}}));
    std::error_code error;
    std::filesystem::rename(aside, options_.folder / checkpoint, error);
    if (error)
      return make_error(ErrorCode::unreadable,
                        "The checkpoint cannot be written; check the folder.",
                        options_.folder / checkpoint);
    return {};
  }

  /// The number of whole epochs the checkpoint has behind it.
  Result<int> load() {
    torch::NoGradGuard frozen;
    const auto file = options_.folder / checkpoint;
    AFFECT_TRY(metadata, read_metadata(file));
    AFFECT_TRY(state, read_state(file));
    const auto other = make_error(
        ErrorCode::bad_format,
        "The checkpoint belongs to a run with other settings; train without --resume.", file);
    if (metadata["settings"] != settings())
      return other;
    StateDict network;
    for (const auto &[name, value] : average_) {
      const auto own = state.find("network." + name), mean = state.find("average." + name);
      if (own == state.end() || mean == state.end() || mean->second.sizes() != value.sizes())
        return other;
      network[name] = own->second;
    }
    std::vector<torch::Tensor> optimizer;
    for (auto found = state.find(moment_name(0)); found != state.end();
         found = state.find(moment_name(optimizer.size())))
      optimizer.push_back(found->second);
    if (!optimizer_.fits(optimizer))
      return other;
    AFFECT_CHECK(load_into(*network_, network, file));
    for (auto &[name, value] : average_)
      value.copy_(state["average." + name]);
    optimizer_.restore(optimizer);
    return std::atoi(metadata["epoch"].c_str());
  }

private:
  static std::string moment_name(std::size_t index) { return "optimizer." + std::to_string(index); }

  /// What a checkpoint must have been made with.
  std::string settings() const {
    const auto &o = options_;
    std::string text;
    for (const double value :
         {static_cast<double>(o.network.width), static_cast<double>(o.network.classes),
          static_cast<double>(o.seed), static_cast<double>(o.epochs),
          static_cast<double>(o.batch_size), o.rate, o.weight_decay, o.label_smoothing, o.dropout,
          o.erase, o.average})
      text += std::to_string(value) + " ";
    return text;
  }

  double run_step(const torch::Tensor &pixels, const torch::Tensor &labels, double share,
                  FaceTrainingEpoch &epoch) {
    const auto logits = network_->forward(pixels, options_.dropout).logits;
    const auto loss = F::cross_entropy(
        logits, labels, F::CrossEntropyFuncOptions().label_smoothing(options_.label_smoothing));
    loss.backward();
    optimizer_.step(options_.rate * share);
    epoch.accuracy += logits.argmax(1).eq(labels).sum().item<double>();
    return loss.item<double>();
  }

  /// A running mean that forgets faster at the beginning, so that the start does not linger in it.
  void mix(int64_t step) {
    torch::NoGradGuard frozen;
    const auto done = static_cast<double>(step);
    const double keep = std::min(options_.average, (2 + done) / (11 + done));
    for (const auto &[name, value] : state_of(*network_))
      if (value.is_floating_point())
        average_[name].lerp_(value, 1 - keep);
  }

  const FaceTrainingOptions &options_;
  FaceNet network_;
  StateDict average_;
  MasterAdamW optimizer_;
};

double accuracy(const FoldedFaceNet &network, const FaceExamples &faces) {
  return predict_faces(network, faces.pixels)
      .argmax(1)
      .eq(faces.labels)
      .to(torch::kFloat64)
      .mean()
      .item<double>();
}

Result<TrainedFaceNet> run(const FaceExamples &train, const std::optional<FaceExamples> &dev,
                           const FaceTrainingOptions &options, const ProgressFn &progress,
                           const CancelToken &cancel) {
  AFFECT_CHECK(check(train, options.network.classes));
  if (dev)
    AFFECT_CHECK(check(*dev, options.network.classes));
  if (options.epochs < 1 || options.batch_size < 2)
    return make_error(ErrorCode::usage,
                      "Training needs at least one epoch and two faces in a batch.");
  torch::manual_seed(options.seed);
  FaceNet network(options.network);
  if (!options.start.empty())
    AFFECT_CHECK(load_into(*network, options.start));
  Training training(options, network);
  int done = 0;
  if (options.resume) {
    AFFECT_TRY(behind, training.load());
    done = behind;
  }
  std::ofstream curves;
  if (!options.folder.empty()) {
    curves.open(options.folder / "curves.csv", options.resume ? std::ios::app : std::ios::trunc);
    if (!options.resume)
      curves << "epoch,loss,training_accuracy,dev_accuracy,seconds" << std::endl;
  }
  TrainedFaceNet trained;
  for (int epoch = done + 1; epoch <= options.epochs; ++epoch) {
    AFFECT_TRY(result, training.run_epoch(train, epoch, progress, cancel));
    result.dev_accuracy = std::numeric_limits<double>::quiet_NaN();
    if (dev && (epoch % score_every == 0 || epoch == options.epochs)) {
      AFFECT_TRY(mean, training.mean_network());
      result.dev_accuracy = accuracy(mean, *dev);
    }
    trained.curve.push_back(result);
    if (options.folder.empty())
      continue;
    curves << epoch << ',' << result.loss << ',' << result.accuracy << ',' << result.dev_accuracy
           << ',' << result.seconds << std::endl;
    AFFECT_CHECK(training.save(epoch));
  }
  trained.state = training.average();
  return trained;
}

} // namespace

Result<TrainedFaceNet> train_face_net(const FaceExamples &train,
                                      const std::optional<FaceExamples> &dev,
                                      const FaceTrainingOptions &options,
                                      const ProgressFn &progress, const CancelToken &cancel) {
  try {
    return run(train, dev, options, progress, cancel);
  } catch (const c10::Error &error) {
    return make_error(ErrorCode::internal, std::string("The face network could not be trained: ") +
                                               error.what_without_backtrace());
  } catch (const std::bad_alloc &) {
    return make_error(ErrorCode::too_large,
                      "There is not enough memory to train on so many faces.");
  }
}

torch::Tensor predict_faces(const FoldedFaceNet &network, const torch::Tensor &pixels) {
  torch::NoGradGuard frozen;
  std::vector<torch::Tensor> parts;
  for (const auto &grey : pixels.split(score_batch))
    parts.push_back(read_with_mirror(network, face_pixels(grey)).logits.exp());
  return torch::cat(parts);
}

} // namespace affect
