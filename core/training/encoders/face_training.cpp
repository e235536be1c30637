#include "training/encoders/face_training.h"

#include "base/random.h"
#include "nn/optimizer.h"
#include "training/encoders/face_views.h"
#include "training/trainer/checkpoint.h"
#include "training/trainer/curves.h"
#include "training/trainer/schedule.h"
#include "training/trainer/weight_average.h"

#include <chrono>
#include <cmath>
#include <limits>

namespace affect {
namespace {

namespace F = torch::nn::functional;
using Clock = std::chrono::steady_clock;

constexpr int64_t score_batch = 128;
constexpr int score_every = 4; ///< epochs
constexpr double clip_norm = 5;

// Weights and norm statistics, sharing memory with the network.
StateDict floating_state(const FaceNet &network) {
  StateDict state;
  for (const auto &[name, value] : state_of(*network))
    if (value.is_floating_point())
      state[name] = value;
  return state;
}

std::vector<torch::Tensor> values_of(const StateDict &state) {
  std::vector<torch::Tensor> values;
  for (const auto &[name, value] : state)
    values.push_back(value);
  return values;
}

Result<void> check(const FaceExamples &faces, int64_t classes) {
  if (!faces.pixels.defined() || faces.pixels.size(0) == 0)
    return make_error(ErrorCode::usage, "There is no face to train on.");
  if (faces.labels.min().item<int64_t>() < 0 || faces.labels.max().item<int64_t>() >= classes)
    return make_error(ErrorCode::usage, "A face's label is none of the network's expressions.");
  return {};
}

/// The network and all that changes with it.
class FaceTrainer {
public:
  FaceTrainer(const FaceTrainingOptions &options, FaceNet network)
      : options_(options), network_(std::move(network)),
        optimizer_(network_->parameters(),
                   AdamWOptions{0.9, 0.99, 1e-8, options.weight_decay, clip_norm}),
        weights_(floating_state(network_)), average_(values_of(weights_)) {
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
    const Schedule schedule(options_.epochs * batches, {.one_based = true});
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
      const int64_t step = (epoch - 1) * batches + i;
      const double loss = run_step(pixels, labels, schedule.share(step), result);
      if (!std::isfinite(loss))
        return make_error(ErrorCode::internal,
                          "The loss is no longer a number; a lower learning rate may help.");
      result.loss += loss / static_cast<double>(batches);
      average_.interpolate(ramped_decay(options_.average, static_cast<double>(step) + 2, 9));
      if (progress)
        progress({static_cast<double>(step + 1) / static_cast<double>(options_.epochs * batches),
                  "Training on faces"});
    }
    result.accuracy /= static_cast<double>(batches * batch);
    result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    return result;
  }

  /// The network that would be kept if training ended here.
  Result<FoldedFaceNet> averaged_network() const {
    FaceNet network(options_.network);
    AFFECT_CHECK(load_into(*network, average()));
    return FoldedFaceNet(*network);
  }
  StateDict average() const {
    StateDict state;
    std::size_t at = 0;
    for (const auto &[name, weight] : weights_)
      state[name] = average_.values()[at++];
    return state;
  }

  Result<void> save(int epoch) const {
    Checkpoint checkpoint;
    checkpoint.put("network.", weights_);
    checkpoint.put("average.", average_.values());
    checkpoint.put("optimizer.", optimizer_.state());
    checkpoint.put_value("epoch", std::to_string(epoch));
    checkpoint.put_value("settings", settings());
    return checkpoint.save(options_.folder);
  }

  /// Number of whole epochs the checkpoint has behind it.
  Result<int> load() {
    torch::NoGradGuard frozen;
    AFFECT_TRY(checkpoint, Checkpoint::load(options_.folder));
    const auto moments = checkpoint.list("optimizer.");
    if (checkpoint.value("settings") != settings() || !optimizer_.fits(moments) ||
        !checkpoint.fits("network.", weights_) || !checkpoint.fits("average.", average_.values()))
      return checkpoint.of_other_settings();
    for (auto &[name, weight] : weights_)
      weight.copy_(checkpoint.find("network." + name));
    average_.restore(checkpoint.list("average."));
    optimizer_.restore(moments);
    return static_cast<int>(checkpoint.number("epoch"));
  }

private:
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

  const FaceTrainingOptions &options_;
  FaceNet network_;
  MasterAdamW optimizer_;
  StateDict weights_;
  WeightAverage average_;
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
  FaceTrainer trainer(options, network);
  int done = 0;
  if (options.resume) {
    AFFECT_TRY(epochs, trainer.load());
    done = epochs;
  }
  Curves curves(options.folder, "epoch,loss,training_accuracy,dev_accuracy,seconds",
                options.resume);
  TrainedFaceNet trained;
  for (int epoch = done + 1; epoch <= options.epochs; ++epoch) {
    AFFECT_TRY(result, trainer.run_epoch(train, epoch, progress, cancel));
    result.dev_accuracy = std::numeric_limits<double>::quiet_NaN();
    if (dev && (epoch % score_every == 0 || epoch == options.epochs)) {
      AFFECT_TRY(averaged, trainer.averaged_network());
      result.dev_accuracy = accuracy(averaged, *dev);
    }
    trained.curve.push_back(result);
    curves.add(epoch, result.loss, result.accuracy, result.dev_accuracy, result.seconds);
    if (!options.folder.empty())
      AFFECT_CHECK(trainer.save(epoch));
  }
  trained.state = trainer.average();
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
