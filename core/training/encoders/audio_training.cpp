#include "training/encoders/audio_training.h"

#include "nn/optimizer.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <optional>

namespace affect {
namespace {

constexpr double clip_norm = 5;
constexpr const char *checkpoint = "checkpoint.safetensors";
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

double rate_share(int64_t step, int64_t steps) {
  const double done = static_cast<double>(step) / static_cast<double>(steps);
  return std::min(1.0, (static_cast<double>(step) + 1) / (0.1 * static_cast<double>(steps))) * 0.5 *
         (1 + std::cos(M_PI * done));
}

/// The network, its optimiser and the mean of its weights.
class Run {
public:
  Run(SpeechNet &network, const std::vector<SpeechClip> &clips, const AudioTrainingOptions &options)
      : network_(network), clips_(clips), options_(options),
        optimizer_(network->parameters(),
                   AdamWOptions{0.9, 0.99, 1e-8, options.weight_decay, clip_norm}) {
    const std::size_t corpora = network->config().corpora.size();
    emotion_weights_ = class_weights(clips, &SpeechClip::emotion, corpora,
                                     static_cast<int64_t>(network->config().emotions.size()));
    polarity_weights_ = class_weights(clips, &SpeechClip::polarity, corpora, 3);
    for (const auto &parameter : network->parameters())
      average_.push_back(parameter.detach().clone());
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
    double sum = 0;
    for (int64_t b = 0; b < batches; ++b) {
      if (cancel.cancelled())
        return stopped();
      const auto rows = std::span(order).subspan(static_cast<std::size_t>(b) * size, size);
      const double loss = step(augmented_batch(clips_, rows, options_.augmentation, random),
                               number * batches + b, options_.epochs * batches);
      if (!std::isfinite(loss))
        return make_error(ErrorCode::internal,
                          "The training loss is not a number any more; lower the learning rate.");
      sum += loss / static_cast<double>(batches);
    }
    return sum;
  }

  /// Puts the mean weights in their place; what they were comes back.
  std::vector<torch::Tensor> take_mean() {
    std::vector<torch::Tensor> current;
    for (const auto &parameter : network_->parameters())
      current.push_back(parameter.detach().clone());
    put(average_);
    return current;
  }
  void put(const std::vector<torch::Tensor> &values) {
    torch::NoGradGuard frozen;
    const auto parameters = network_->parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i)
      parameters[i].detach().copy_(values[i]);
  }

  Result<void> save(int done) const {
    StateDict state;
    const auto moments = optimizer_.state();
    for (std::size_t i = 0; i < moments.size(); ++i)
      state["optimizer." + std::to_string(i)] = moments[i];
    for (std::size_t i = 0; i < average_.size(); ++i)
      state["average." + std::to_string(i)] = average_[i];
    for (const auto &buffer : network_->named_buffers())
      state["buffer." + buffer.key()] = buffer.value();
    return write_state(options_.folder / checkpoint, state, false,
                       {{"epoch", std::to_string(done)}});
  }

  /// Epochs that are done.
  Result<int> load() {
    const auto file = options_.folder / checkpoint;
    AFFECT_TRY(metadata, read_metadata(file));
    AFFECT_TRY(state, read_state(file));
    std::vector<torch::Tensor> moments;
    for (std::size_t i = 0; i < optimizer_.state().size(); ++i)
      moments.push_back(state["optimizer." + std::to_string(i)]);
    bool fits = optimizer_.fits(moments);
    for (std::size_t i = 0; i < average_.size(); ++i) {
      const auto &found = state["average." + std::to_string(i)];
      fits = fits && found.defined() && found.sizes() == average_[i].sizes();
    }
    for (const auto &buffer : network_->named_buffers()) {
      const auto &found = state["buffer." + buffer.key()];
      fits = fits && found.defined() && found.sizes() == buffer.value().sizes();
    }
    if (!fits)
      return make_error(ErrorCode::bad_format,
                        "The checkpoint belongs to another network; train without --resume.", file);
    torch::NoGradGuard frozen;
    optimizer_.restore(moments);
    for (std::size_t i = 0; i < average_.size(); ++i)
      average_[i].copy_(state["average." + std::to_string(i)]);
    for (auto &buffer : network_->named_buffers())
      buffer.value().copy_(state["buffer." + buffer.key()]);
    return std::atoi(metadata["epoch"].c_str());
  }

private:
  double step(const SpeechBatch &batch, int64_t done, int64_t steps) {
    const auto vector = network_->pool(network_->forward(batch.mel), batch.steps);
    const auto emotion = targets(batch.emotion, batch.corpus, emotion_weights_, options_.smoothing);
    const auto polarity =
        targets(batch.polarity, batch.corpus, polarity_weights_, options_.smoothing);
    const auto loss =
        loss_of(network_->emotions(vector, batch.corpus), emotion, batch) +
        options_.polarity_weight * loss_of(network_->polarity(vector), polarity, batch);
    loss.backward();
    optimizer_.step(options_.rate * rate_share(done, steps));
    torch::NoGradGuard frozen;
    // A plain mean at first: the running one would remember the random start.
    const double keep =
        std::min(options_.average, static_cast<double>(done + 1) / static_cast<double>(done + 11));
    const auto parameters = network_->parameters();
    for (std::size_t i = 0; i < parameters.size(); ++i)
      average_[i].lerp_(parameters[i].detach(), 1 - keep);
    return loss.item<double>();
  }

  SpeechNet &network_;
  const std::vector<SpeechClip> &clips_;
  const AudioTrainingOptions &options_;
  MasterAdamW optimizer_;
  std::vector<torch::Tensor> average_;
  torch::Tensor emotion_weights_, polarity_weights_;
};

void write_scores(std::ostream &out, const std::vector<SpeechScores> &scores) {
  for (const SpeechScores &one : scores)
    out << ',' << one.emotion_recall << ',' << one.polarity_recall;
}

Result<void> train(SpeechNet &network, const std::vector<SpeechClip> &clips,
                   const std::vector<SpeechClip> &dev, const AudioTrainingOptions &options,
                   const ProgressFn &progress, const CancelToken &cancel) {
  Run run(network, clips, options);
  int first = 0;
  if (options.resume) {
    AFFECT_TRY(done, run.load());
    first = done;
  }
  const std::size_t corpora = network->config().corpora.size();
  std::ofstream curves;
  if (!options.folder.empty()) {
    curves.open(options.folder / "curves.csv", options.resume ? std::ios::app : std::ios::trunc);
    if (!options.resume) {
      curves << "epoch,loss";
      for (const SpeechCorpus &corpus : network->config().corpora)
        curves << ',' << corpus.name << "_emotion_recall," << corpus.name << "_polarity_recall";
      curves << '\n';
    }
  }
  for (int epoch = first; epoch < options.epochs; ++epoch) {
    AFFECT_TRY(loss, run.epoch(epoch, cancel));
    curves << epoch + 1 << ',' << loss;
    if (!dev.empty() && ((epoch + 1) % epochs_between_scores == 0 || epoch + 1 == options.epochs)) {
      const auto current = run.take_mean();
      write_scores(curves, score(predict(*network, dev), dev, corpora));
      run.put(current);
    } else {
      curves << std::string(2 * corpora, ',');
    }
    curves << std::endl;
    if (!options.folder.empty())
      AFFECT_CHECK(run.save(epoch + 1));
    if (progress)
      progress({static_cast<double>(epoch + 1) / options.epochs,
                "epoch " + std::to_string(epoch + 1) + ": loss " + std::to_string(loss)});
  }
  run.take_mean();
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
  SpeechPredictions said{torch::zeros({static_cast<int64_t>(clips.size())}, torch::kInt64),
                         torch::zeros({static_cast<int64_t>(clips.size())}, torch::kInt64)};
  for (std::size_t begin = 0; begin < order.size(); begin += 32) {
    const auto rows =
        std::span(order).subspan(begin, std::min<std::size_t>(32, order.size() - begin));
    const auto batch = speech_batch(clips, rows);
    const auto vector = network.pool(network.forward(batch.mel), batch.steps);
    const auto emotion = network.emotions(vector, batch.corpus).argmax(1);
    const auto polarity = network.polarity(vector).argmax(1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      said.emotion[static_cast<int64_t>(rows[i])] = emotion[static_cast<int64_t>(i)];
      said.polarity[static_cast<int64_t>(rows[i])] = polarity[static_cast<int64_t>(i)];
    }
  }
  return said;
}

std::vector<SpeechScores> score(const SpeechPredictions &said, const std::vector<SpeechClip> &clips,
                                std::size_t corpora) {
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
    of(said.emotion, &SpeechClip::emotion, one.emotion_recall, one.emotion_accuracy);
    of(said.polarity, &SpeechClip::polarity, one.polarity_recall, one.polarity_accuracy);
  }
  return scores;
}

} // namespace affect
