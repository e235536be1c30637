#include "training/encoders/audio_training.h"

#include "nn/optimizer.h"
#include "training/trainer/checkpoint.h"
#include "training/trainer/curves.h"
#include "training/trainer/schedule.h"
#include "training/trainer/weight_average.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <sstream>

namespace affect {
namespace {

constexpr double clip_norm = 5;
constexpr int epochs_between_scores = 10;

Error stopped() {
  return make_error(ErrorCode::cancelled,
                    "Training was stopped; --resume goes on from the last whole epoch.");
}

// Weight of each class so that all classes of a corpus weigh the same together. [corpora, classes]
torch::Tensor class_weights(const std::vector<SpeechClip> &clips, int SpeechClip::*label,
                            std::size_t corpora, int64_t classes) {
  auto counts = torch::zeros({static_cast<int64_t>(corpora), classes});
  for (const SpeechClip &clip : clips)
    counts[clip.corpus][clip.*label] += 1;
  const auto kinds = counts.gt(0).sum(1, true).clamp_min(1);
  return torch::where(counts > 0, counts.sum(1, true) / counts.clamp_min(1) / kinds,
                      torch::zeros_like(counts));
}

// Smoothed over the classes that the corpus has.
torch::Tensor targets(const torch::Tensor &labels, const torch::Tensor &corpus,
                      const torch::Tensor &weights, double smoothing) {
  const auto own = torch::one_hot(labels, weights.size(1)).to(torch::kFloat32);
  const auto weight = weights.index_select(0, corpus);
  const auto known = weight.gt(0).to(torch::kFloat32);
  const auto smooth = own * (1 - smoothing) + known / known.sum(1, true).clamp_min(1) * smoothing;
  return smooth * weight.gather(1, labels.unsqueeze(1));
}

// Two clips mixed have both their labels.
torch::Tensor loss_of(const torch::Tensor &logits, const torch::Tensor &target,
                      const SpeechBatch &batch) {
  const auto share = batch.share.unsqueeze(1);
  const auto mixed = target * share + target.index_select(0, batch.partner) * (1 - share);
  return -(mixed * logits.log_softmax(1)).sum(1).mean();
}

/// The network, its optimiser and the moving average of its weights.
class AudioTrainer {
public:
  AudioTrainer(SpeechNet &network, const std::vector<SpeechClip> &clips,
               const AudioTrainingOptions &options)
      : network_(network), clips_(clips), options_(options),
        optimizer_(network->parameters(),
                   AdamWOptions{0.9, 0.99, 1e-8, options.weight_decay, clip_norm}),
        average_(network->parameters()) {
    const std::size_t corpora = network->config().corpora.size();
    emotion_weights_ = class_weights(clips, &SpeechClip::emotion, corpora,
                                     static_cast<int64_t>(network->config().emotions.size()));
    polarity_weights_ = class_weights(clips, &SpeechClip::polarity, corpora, 3);
  }

  /// One pass in a new order; the mean loss.
  Result<double> epoch(int number, const CancelToken &cancel) {
    Random random(options_.seed * 7919 + static_cast<std::uint64_t>(number));
    torch::manual_seed(
        static_cast<int64_t>(options_.seed * 104729 + static_cast<std::uint64_t>(number)));
    std::vector<std::size_t> order(clips_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    random.shuffle(order);
    network_->train();
    const std::size_t size = std::min(options_.batch_size, clips_.size());
    const auto batches = static_cast<int64_t>(clips_.size() / size); // norms want whole batches
    const Schedule schedule(options_.epochs * batches, {.decay_at_once = true});
    double sum = 0;
    for (int64_t b = 0; b < batches; ++b) {
      if (cancel.cancelled())
        return stopped();
      const auto rows = std::span(order).subspan(static_cast<std::size_t>(b) * size, size);
      const double loss = step(augmented_batch(clips_, rows, options_.augmentation, random),
                               number * batches + b, schedule);
      if (!std::isfinite(loss))
        return make_error(ErrorCode::internal,
                          "The training loss is not a number any more; lower the learning rate.");
      sum += loss / static_cast<double>(batches);
    }
    return sum;
  }

  /// Puts the averaged weights in their place; what they were is returned.
  std::vector<torch::Tensor> use_average() {
    auto current = copies_of(network_->parameters());
    use(average_.values());
    return current;
  }
  void use(const std::vector<torch::Tensor> &values) { assign(network_->parameters(), values); }

  Result<void> save(int epochs) const {
    Checkpoint checkpoint;
    checkpoint.put("optimizer.", optimizer_.state());
    checkpoint.put("average.", average_.values());
    checkpoint.put("buffer.", buffers());
    checkpoint.put_value("epoch", std::to_string(epochs));
    return checkpoint.save(options_.folder);
  }

  /// Number of whole epochs the checkpoint has behind it.
  Result<int> load() {
    AFFECT_TRY(checkpoint, Checkpoint::load(options_.folder));
    const auto moments = checkpoint.list("optimizer.");
    if (!optimizer_.fits(moments) || !checkpoint.fits("average.", average_.values()) ||
        !checkpoint.fits("buffer.", buffers()))
      return checkpoint.of_another_network();
    torch::NoGradGuard frozen;
    optimizer_.restore(moments);
    average_.restore(checkpoint.list("average."));
    for (auto &[name, buffer] : buffers())
      buffer.copy_(checkpoint.find("buffer." + name));
    return static_cast<int>(checkpoint.number("epoch"));
  }

private:
  StateDict buffers() const {
    StateDict state;
    for (const auto &buffer : network_->named_buffers())
      state[buffer.key()] = buffer.value();
    return state;
  }

  double step(const SpeechBatch &batch, int64_t done, const Schedule &schedule) {
    const auto vector = network_->pool(network_->forward(batch.mel), batch.steps);
    const auto emotion = targets(batch.emotion, batch.corpus, emotion_weights_, options_.smoothing);
    const auto polarity =
        targets(batch.polarity, batch.corpus, polarity_weights_, options_.smoothing);
    const auto loss =
        loss_of(network_->emotions(vector, batch.corpus), emotion, batch) +
        options_.polarity_weight * loss_of(network_->polarity(vector), polarity, batch);
    loss.backward();
    optimizer_.step(options_.rate * schedule.share(done));
    average_.interpolate(ramped_decay(options_.average, static_cast<double>(done) + 1));
    return loss.item<double>();
  }

  SpeechNet &network_;
  const std::vector<SpeechClip> &clips_;
  const AudioTrainingOptions &options_;
  MasterAdamW optimizer_;
  WeightAverage average_;
  torch::Tensor emotion_weights_, polarity_weights_;
};

std::string curves_header(const SpeechNetConfig &config) {
  std::string header = "epoch,loss";
  for (const SpeechCorpus &corpus : config.corpora)
    header += "," + corpus.name + "_emotion_recall," + corpus.name + "_polarity_recall";
  return header;
}

// The recalls of each corpus as cells, empty where nothing was scored.
std::string recall_cells(const std::vector<SpeechScores> &scores, std::size_t corpora) {
  if (scores.empty())
    return std::string(2 * corpora - 1, ',');
  std::ostringstream cells;
  for (const SpeechScores &one : scores)
    cells << (&one == &scores.front() ? "" : ",") << one.emotion_recall << ','
          << one.polarity_recall;
  return cells.str();
}

Result<void> train(SpeechNet &network, const std::vector<SpeechClip> &clips,
                   const std::vector<SpeechClip> &dev, const AudioTrainingOptions &options,
                   const ProgressFn &progress, const CancelToken &cancel) {
  AudioTrainer trainer(network, clips, options);
  int first = 0;
  if (options.resume) {
    AFFECT_TRY(epochs, trainer.load());
    first = epochs;
  }
  const std::size_t corpora = network->config().corpora.size();
  Curves curves(options.folder, curves_header(network->config()), options.resume);
  for (int epoch = first; epoch < options.epochs; ++epoch) {
    AFFECT_TRY(loss, trainer.epoch(epoch, cancel));
    std::vector<SpeechScores> scores;
    if (!dev.empty() && ((epoch + 1) % epochs_between_scores == 0 || epoch + 1 == options.epochs)) {
      const auto current = trainer.use_average();
      scores = score(predict(*network, dev), dev, corpora);
      trainer.use(current);
    }
    curves.add(epoch + 1, loss, recall_cells(scores, corpora));
    if (!options.folder.empty())
      AFFECT_CHECK(trainer.save(epoch + 1));
    if (progress)
      progress({static_cast<double>(epoch + 1) / options.epochs,
                "epoch " + std::to_string(epoch + 1) + ": loss " + std::to_string(loss)});
  }
  trainer.use_average();
  network->eval();
  return {};
}

} // namespace

Result<void> train_audio(SpeechNet &network, const std::vector<SpeechClip> &train_clips,
                         const std::vector<SpeechClip> &dev, const AudioTrainingOptions &options,
                         const ProgressFn &progress, const CancelToken &cancel) {
  if (train_clips.empty() || options.epochs < 1 || options.batch_size < 1)
    return make_error(ErrorCode::usage,
                      "Training needs at least one utterance, one epoch and one clip in a batch.");
  try {
    return train(network, train_clips, dev, options, progress, cancel);
  } catch (const c10::Error &error) {
    return make_error(ErrorCode::internal, std::string("The audio encoder could not be trained: ") +
                                               error.what_without_backtrace());
  }
}

SpeechPredictions predict(SpeechNetImpl &network, const std::vector<SpeechClip> &clips) {
  torch::NoGradGuard frozen;
  network.eval();
  std::vector<std::size_t> order(clips.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(
      order.begin(), order.end(), // little padding
      [&](std::size_t a, std::size_t b) { return clips[a].mel.size(1) < clips[b].mel.size(1); });
  SpeechPredictions predictions{torch::zeros({static_cast<int64_t>(clips.size())}, torch::kInt64),
                                torch::zeros({static_cast<int64_t>(clips.size())}, torch::kInt64)};
  for (std::size_t begin = 0; begin < order.size(); begin += 32) {
    const auto rows =
        std::span(order).subspan(begin, std::min<std::size_t>(32, order.size() - begin));
    const auto batch = speech_batch(clips, rows);
    const auto vector = network.pool(network.forward(batch.mel), batch.steps);
    const auto emotion = network.emotions(vector, batch.corpus).argmax(1);
    const auto polarity = network.polarity(vector).argmax(1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      predictions.emotion[static_cast<int64_t>(rows[i])] = emotion[static_cast<int64_t>(i)];
      predictions.polarity[static_cast<int64_t>(rows[i])] = polarity[static_cast<int64_t>(i)];
    }
  }
  return predictions;
}

std::vector<SpeechScores> score(const SpeechPredictions &predictions,
                                const std::vector<SpeechClip> &clips, std::size_t corpora) {
  constexpr std::size_t most_classes = 64;
  std::vector<SpeechScores> scores(corpora);
  for (std::size_t corpus = 0; corpus < corpora; ++corpus) {
    SpeechScores &one = scores[corpus];
    const auto of = [&](const torch::Tensor &predicted, int SpeechClip::*label, double &recall,
                        double &accuracy) {
      std::vector<double> right(most_classes), all(most_classes);
      for (std::size_t i = 0; i < clips.size(); ++i)
        if (clips[i].corpus == static_cast<int>(corpus)) {
          const auto truth = static_cast<std::size_t>(clips[i].*label);
          all[truth] += 1;
          right[truth] += predicted[static_cast<int64_t>(i)].item<int64_t>() == clips[i].*label;
        }
      double classes = 0, sum = 0, hits = 0, count = 0;
      for (std::size_t c = 0; c < most_classes; ++c)
        if (all[c] > 0) {
          classes += 1;
          sum += right[c] / all[c];
          hits += right[c];
          count += all[c];
        }
      recall = classes > 0 ? sum / classes : 0;
      accuracy = count > 0 ? hits / count : 0;
      one.n = static_cast<int64_t>(count);
    };
    of(predictions.emotion, &SpeechClip::emotion, one.emotion_recall, one.emotion_accuracy);
    of(predictions.polarity, &SpeechClip::polarity, one.polarity_recall, one.polarity_accuracy);
  }
  return scores;
}

} // namespace affect
