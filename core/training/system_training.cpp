#include "training/system_training.h"

#include "base/random.h"
#include "nn/optimizer.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

namespace affect {
namespace {

using Rows = std::vector<std::size_t>;

// Batches of like length, so that short texts are not padded to the longest.
std::vector<Rows> batches_of(const std::vector<PostFeatures> &posts, int64_t size, Random &random) {
  std::vector<std::size_t> lengths;
  for (const PostFeatures &post : posts)
    lengths.push_back(static_cast<std::size_t>(post.tensors.text.size(0)));
  Rows order(posts.size());
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(order);
  const std::size_t batch = static_cast<std::size_t>(size), window = batch * 8;
  std::vector<Rows> batches;
  for (std::size_t begin = 0; begin < order.size(); begin += window) {
    const std::size_t end = std::min(begin + window, order.size());
    std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin), order.begin() + static_cast<std::ptrdiff_t>(end),
                     [&](std::size_t a, std::size_t b) { return lengths[a] < lengths[b]; });
    for (std::size_t at = begin; at < end; at += batch)
      batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(at),
                           order.begin() + static_cast<std::ptrdiff_t>(std::min(at + batch, end)));
  }
  random.shuffle(batches);
  return batches;
}

SystemInput input_of(const std::vector<PostFeatures> &posts, const Rows &rows, const SystemConfig &config) {
  std::vector<PostTensors> tensors;
  for (std::size_t row : rows)
    tensors.push_back(posts[row].tensors);
  return collate(tensors, config);
}

torch::ScalarType type_of(const System &system) { return system.parameters().front().scalar_type(); }

// Runs a batch in the network's own precision; results in fp32.
SystemOutput run(System &system, const SystemInput &input) {
  SystemOutput output = system.forward(input.to(torch::kCPU, type_of(system)), false);
  for (torch::Tensor *one : {&output.logits, &output.text_logits, &output.image_logits, &output.language})
    if (one->defined())
      *one = one->to(torch::kFloat32);
  return output;
}

SystemLabels labels_of(const std::vector<PostFeatures> &posts, const Rows &rows) {
  std::vector<int64_t> joint, text, image;
  for (std::size_t row : rows) {
    joint.push_back(posts[row].joint);
    text.push_back(posts[row].text_label);
    image.push_back(posts[row].image_label);
  }
  return {torch::tensor(joint), torch::tensor(text), torch::tensor(image)};
}

// Hides the text or the image of some posts, never both of one.
void hide_modalities(SystemInput &input, double share, Random &random) {
  for (int64_t i = 0; i < input.has_text.size(0); ++i) {
    const double fate = random.uniform();
    if (fate < share)
      input.has_text[i] = 0;
    else if (fate < 2 * share)
      input.has_image[i] = 0;
  }
}

// Masked-language loss on a third of the batch: the words are guessed from the other words and the image.
torch::Tensor language_loss(System &system, const std::vector<PostFeatures> &posts, const Rows &batch,
                            TextEncoder &encoder, Random &random) {
  Rows rows(batch.begin(), batch.begin() + static_cast<std::ptrdiff_t>((batch.size() + 2) / 3));
  std::vector<PostTensors> tensors;
  std::vector<const MaskedText *> masks;
  for (std::size_t row : rows) {
    const PostFeatures &post = posts[row];
    masks.push_back(&post.masked[random.below(post.masked.size())]);
    tensors.push_back(post.tensors);
    tensors.back().text = masks.back()->hidden;
  }
  const auto output = run(system, collate(tensors, system.config()));
  if (!output.language.defined())
    return torch::zeros({});
  std::vector<torch::Tensor> states, targets;
  for (std::size_t i = 0; i < masks.size(); ++i) {
    states.push_back(output.language[static_cast<int64_t>(i)].index_select(0, masks[i]->positions));
    targets.push_back(masks[i]->targets);
  }
  const auto target = torch::cat(targets);
  if (target.numel() == 0)
    return torch::zeros({});
  return torch::nn::functional::cross_entropy(encoder.language_logits(torch::cat(states)), target);
}

double rate_at(double peak, int64_t step, int64_t steps) {
  const double warm = 0.1 * static_cast<double>(steps), at = static_cast<double>(step);
  if (at < warm)
    return peak * (at + 1) / warm;
  return peak * 0.5 * (1 + std::cos(M_PI * (at - warm) / (static_cast<double>(steps) - warm)));
}

// Everything an interrupted run needs: mean weights under "average.N", optimiser under "optimizer.N".
struct Running {
  MasterAdamW optimizer;
  std::vector<torch::Tensor> average;
};

Result<void> save(const std::filesystem::path &folder, const Running &running, int epoch) {
  StateDict state;
  const auto tensors = running.optimizer.state();
  for (std::size_t i = 0; i < tensors.size(); ++i)
    state["optimizer." + std::to_string(i)] = tensors[i];
  for (std::size_t i = 0; i < running.average.size(); ++i)
    state["average." + std::to_string(i)] = running.average[i];
  return write_state(folder / "checkpoint.safetensors", state, false, {{"epoch", std::to_string(epoch)}});
}

Result<int> load(const std::filesystem::path &folder, Running &running) {
  const auto file = folder / "checkpoint.safetensors";
  AFFECT_TRY(metadata, read_metadata(file));
  AFFECT_TRY(state, read_state(file));
  std::vector<torch::Tensor> tensors;
  for (std::size_t i = 0; state.count("optimizer." + std::to_string(i)); ++i)
    tensors.push_back(state["optimizer." + std::to_string(i)]);
  if (tensors.size() + running.average.size() != state.size())
    return make_error(ErrorCode::bad_format, "The checkpoint belongs to another network; train without --resume.", file);
  running.optimizer.restore(tensors);
  for (std::size_t i = 0; i < running.average.size(); ++i)
    running.average[i].copy_(state["average." + std::to_string(i)]);
  return std::atoi(metadata["epoch"].c_str());
}

} // namespace

torch::Tensor joint_labels(const std::vector<PostFeatures> &posts) {
  std::vector<int64_t> labels;
  for (const PostFeatures &post : posts)
    labels.push_back(post.joint);
  return torch::tensor(labels);
}

namespace {

template <typename Visit>
void for_each_batch(System &system, const std::vector<PostFeatures> &posts, Hidden hidden, Visit visit) {
  torch::NoGradGuard frozen;
  system.eval();
  for (std::size_t begin = 0; begin < posts.size(); begin += 64) {
    Rows rows(std::min<std::size_t>(64, posts.size() - begin));
    std::iota(rows.begin(), rows.end(), begin);
    SystemInput input = input_of(posts, rows, system.config());
    if (hidden == Hidden::text)
      input.has_text.zero_();
    if (hidden == Hidden::image)
      input.has_image.zero_();
    visit(run(system, input));
  }
}

} // namespace

torch::Tensor predict(System &system, const std::vector<PostFeatures> &posts, Hidden hidden) {
  std::vector<torch::Tensor> parts;
  for_each_batch(system, posts, hidden,
                 [&](const SystemOutput &output) { parts.push_back(torch::softmax(output.logits, -1)); });
  return torch::cat(parts);
}

UnimodalPredictions predict_unimodal(System &system, const std::vector<PostFeatures> &posts) {
  std::vector<torch::Tensor> text, image;
  for_each_batch(system, posts, Hidden::none, [&](const SystemOutput &output) {
    text.push_back(torch::softmax(output.text_logits, -1));
    image.push_back(torch::softmax(output.image_logits, -1));
  });
  return {torch::cat(text), torch::cat(image)};
}

Result<void> train_system(System &system, const std::vector<PostFeatures> &train, const std::vector<PostFeatures> &dev,
                          TextEncoder &encoder, const SystemTrainingOptions &options, const ProgressFn &progress,
                          const CancelToken &cancel) {
  // The optimiser takes its fp32 copies before the network is rounded.
  auto parameters = system.parameters();
  AdamWOptions adam;
  adam.beta2 = 0.99;
  adam.weight_decay = options.weight_decay;
  Running running{MasterAdamW(parameters, adam), {}};
  const auto masters = running.optimizer.masters();
  for (const auto &master : masters)
    running.average.push_back(master.clone());
  if (options.bf16)
    system.to(torch::kBFloat16);
  int first = 0;
  if (options.resume) {
    AFFECT_TRY(epoch, load(options.folder, running));
    first = epoch;
  }
  std::ofstream curves;
  if (!options.folder.empty()) {
    curves.open(options.folder / "curves.csv", options.resume ? std::ios::app : std::ios::trunc);
    if (!options.resume)
      curves << "epoch,loss,language_loss,dev_accuracy,dev_weighted_f1\n";
  }
  const bool language = options.language_weight > 0 && encoder.has_language_head() && !train.front().masked.empty();
  const int64_t per_epoch =
      (static_cast<int64_t>(train.size()) + options.batch_size - 1) / options.batch_size;
  for (int epoch = first; epoch < options.epochs; ++epoch) {
    Random random(options.seed * 7919 + static_cast<std::uint64_t>(epoch));
    torch::manual_seed(static_cast<int64_t>(options.seed * 104729 + static_cast<std::uint64_t>(epoch)));
    system.train();
    double loss_sum = 0, language_sum = 0;
    int64_t step = 0;
    const auto batches = batches_of(train, options.batch_size, random);
    for (const Rows &rows : batches) {
      if (cancel.cancelled())
        return make_error(ErrorCode::cancelled, "Training was stopped; --resume goes on from the last whole epoch.");
      SystemInput input = input_of(train, rows, system.config());
      hide_modalities(input, options.drop_modality, random);
      auto loss = system.loss(run(system, input), labels_of(train, rows));
      loss_sum += loss.item<double>();
      if (language) {
        const auto words = language_loss(system, train, rows, encoder, random);
        language_sum += words.item<double>();
        loss = loss + options.language_weight * words;
      }
      loss.backward();
      if (!std::isfinite(loss.item<double>()))
        return make_error(ErrorCode::internal, "The training loss is not a number any more; lower the learning rate.");
      const int64_t done = epoch * per_epoch + step++;
      running.optimizer.step(rate_at(options.rate, done, options.epochs * per_epoch));
      torch::NoGradGuard frozen;
      // A plain mean at first: the running one would remember the random start.
      const double keep = std::min(options.average, static_cast<double>(done) / static_cast<double>(done + 10));
      for (std::size_t i = 0; i < parameters.size(); ++i)
        running.average[i].mul_(keep).add_(masters[i], 1 - keep);
    }
    const auto count = static_cast<double>(batches.size());
    ClassificationMetrics metrics;
    if (!dev.empty()) {
      std::vector<torch::Tensor> current;
      torch::NoGradGuard frozen;
      for (std::size_t i = 0; i < parameters.size(); ++i) {
        current.push_back(parameters[i].detach().clone());
        parameters[i].copy_(running.average[i]);
      }
      metrics = score(predict(system, dev), joint_labels(dev));
      for (std::size_t i = 0; i < parameters.size(); ++i)
        parameters[i].copy_(current[i]);
    }
    if (curves)
      curves << epoch + 1 << ',' << loss_sum / count << ',' << language_sum / count << ',' << metrics.accuracy << ','
             << metrics.weighted_f1 << std::endl;
    if (!options.folder.empty())
      AFFECT_CHECK(save(options.folder, running, epoch + 1));
    if (progress)
      progress({static_cast<double>(epoch + 1) / options.epochs,
                "epoch " + std::to_string(epoch + 1) + ": loss " + std::to_string(loss_sum / count) + ", language " +
                    std::to_string(language_sum / count) +
                    (dev.empty() ? "" : ", dev accuracy " + std::to_string(metrics.accuracy) + ", weighted F1 " +
                                            std::to_string(metrics.weighted_f1))});
  }
  torch::NoGradGuard frozen;
  system.to(torch::kFloat32);
  for (std::size_t i = 0; i < parameters.size(); ++i)
    parameters[i].copy_(running.average[i]);
  system.eval();
  return {};
}

} // namespace affect
