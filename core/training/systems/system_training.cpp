#include "training/systems/system_training.h"

#include "nn/device.h"
#include "training/trainer/running.h"
#include "training/trainer/system_batches.h"

#include <cmath>
#include <fstream>
#include <numeric>

namespace affect {
namespace {

torch::ScalarType type_of(const System &system) {
  return system.parameters().front().scalar_type();
}

// Runs a batch where the network is and in its own precision; results come back in fp32.
SystemOutput run(System &system, const SystemInput &input) {
  SystemOutput output =
      system.forward(input.to(device_of(system), type_of(system)), false).to(torch::kCPU);
  for (torch::Tensor *one :
       {&output.logits, &output.text_logits, &output.image_logits, &output.language,
        &output.weights, &output.uncertainty, &output.own_loss, &output.audio_logits,
        &output.intensities, &output.features, &output.present})
    if (one->defined())
      *one = one->to(torch::kFloat32);
  return output;
}

// Masked-language loss on a third of the batch: the words are guessed from the other words and the
// image. Undefined where the system has no word states.
torch::Tensor language_loss(System &system, const std::vector<PostFeatures> &posts,
                            const Rows &batch, TextEncoder &encoder, Random &random) {
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
    return {};
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

// Query batches, as large as the others, from the start again when they run out; draws of their
// own, so that a system without queries trains as if there were none.
class QueryBatches {
public:
  QueryBatches(const Rows &rows, const SystemTrainingOptions &options, int epoch) {
    Random random(options.seed * 4099 + static_cast<std::uint64_t>(epoch));
    batches_ = batches_of(rows, options.batch_size, random);
  }
  const Rows &next() { return batches_[at_++ % batches_.size()]; }

private:
  std::vector<Rows> batches_;
  std::size_t at_ = 0;
};

void hide(SystemInput &input, Hidden hidden, Filling filling) {
  const auto nothing = [&](torch::Tensor &has, std::initializer_list<torch::Tensor> features) {
    if (filling == Filling::own) {
      has.zero_();
      return;
    }
    for (const torch::Tensor &one : features)
      if (one.defined())
        one.zero_();
  };
  if (hidden == Hidden::text)
    nothing(input.has_text, {input.text, input.text_vector, input.word_weights});
  if (hidden == Hidden::image)
    nothing(input.has_image,
            {input.image, input.image_vector, input.frames, input.frame_vectors, input.video});
  if (hidden == Hidden::audio && input.has_audio.defined())
    nothing(input.has_audio, {input.audio});
}

// The system's meta step with a batch of the loop; posts that are asked about are left out of it.
void guide(System &system, const SystemInput &batch, const SystemLabels &labels, const Rows &rows,
           const std::vector<bool> &guides, const SystemInput &query,
           const SystemLabels &query_labels) {
  std::vector<int64_t> places;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (!guides[rows[i]])
      places.push_back(static_cast<int64_t>(i));
  if (places.empty())
    return;
  const auto type = type_of(system);
  const auto support = torch::tensor(places);
  system.meta_step(select(batch, support).to(torch::kCPU, type), select(labels, support),
                   query.to(torch::kCPU, type), query_labels);
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
void for_each_batch(System &system, const std::vector<PostFeatures> &posts, Hidden hidden,
                    Filling filling, Visit visit) {
  torch::NoGradGuard frozen;
  system.eval();
  for (std::size_t begin = 0; begin < posts.size(); begin += 64) {
    Rows rows(std::min<std::size_t>(64, posts.size() - begin));
    std::iota(rows.begin(), rows.end(), begin);
    SystemInput input = input_of(posts, rows, system.config());
    hide(input, hidden, filling);
    visit(run(system, input));
  }
}

} // namespace

torch::Tensor predict(System &system, const std::vector<PostFeatures> &posts, Hidden hidden,
                      Filling filling) {
  std::vector<torch::Tensor> parts;
  for_each_batch(system, posts, hidden, filling, [&](const SystemOutput &output) {
    parts.push_back(class_probabilities(system.config(), output.logits));
  });
  return torch::cat(parts);
}

Predictions predict_all(System &system, const std::vector<PostFeatures> &posts) {
  std::vector<SystemOutput> parts;
  for_each_batch(system, posts, Hidden::none, Filling::own, [&](SystemOutput output) {
    output.language = output.members = torch::Tensor(); // large, and no one asks for them
    parts.push_back(std::move(output));
  });
  const auto joined = [&](torch::Tensor SystemOutput::*which) {
    std::vector<torch::Tensor> rows;
    for (const SystemOutput &part : parts)
      if ((part.*which).defined())
        rows.push_back(part.*which);
    return rows.empty() ? torch::Tensor() : torch::cat(rows);
  };
  Predictions all{joined(&SystemOutput::logits),       {},
                  joined(&SystemOutput::text_logits),  joined(&SystemOutput::image_logits),
                  joined(&SystemOutput::audio_logits), joined(&SystemOutput::weights),
                  joined(&SystemOutput::uncertainty),  joined(&SystemOutput::intensities),
                  joined(&SystemOutput::features),     joined(&SystemOutput::present)};
  all.probabilities = class_probabilities(system.config(), all.logits);
  return all;
}

namespace {

// Unimodal labels of the training posts, where the system makes them.
class GeneratedLabels {
public:
  GeneratedLabels(System &system, const std::vector<PostFeatures> &posts)
      : system_(system), posts_(posts) {
    Rows all(posts.size());
    std::iota(all.begin(), all.end(), 0);
    if (system.generates_labels())
      labels_ = labels_of(posts, all);
  }
  void add_to(SystemLabels &batch, const Rows &rows) const {
    if (!made_.defined())
      return;
    std::vector<int64_t> places(rows.begin(), rows.end());
    batch.generated = made_.index_select(0, torch::tensor(places));
  }
  void after_epoch(int epoch, const LabelsMade &told) {
    if (!system_.generates_labels())
      return;
    const auto said = predict_all(system_, posts_);
    made_ = system_.generate_labels(said.features, said.present, labels_, made_, epoch);
    if (told)
      told(epoch, made_);
  }
  /// The classes' centres once more, of the weights that are kept.
  void finish() {
    if (!system_.generates_labels() || !made_.defined())
      return;
    const auto said = predict_all(system_, posts_);
    system_.generate_labels(said.features, said.present, labels_, made_, 1);
  }
  torch::Tensor &made() { return made_; }

private:
  System &system_;
  const std::vector<PostFeatures> &posts_;
  SystemLabels labels_;
  torch::Tensor made_;
};

} // namespace

Result<void> train_system(System &system, const std::vector<PostFeatures> &train,
                          const std::vector<PostFeatures> &dev, TextEncoder &encoder,
                          const SystemTrainingOptions &options, const ProgressFn &progress,
                          const CancelToken &cancel) {
  AdamWOptions adam;
  adam.beta2 = 0.99;
  adam.weight_decay = options.weight_decay;
  Running running(system, adam); // takes its fp32 copies before the network is rounded
  if (options.bf16)
    system.to(torch::kBFloat16);
  int first = 0;
  GeneratedLabels generated(system, train);
  if (options.resume) {
    AFFECT_TRY(epoch, running.load(options.folder, &generated.made()));
    first = epoch;
  }
  std::ofstream curves;
  if (!options.folder.empty()) {
    curves.open(options.folder / "curves.csv", options.resume ? std::ios::app : std::ios::trunc);
    if (!options.resume)
      curves << "epoch,loss,language_loss,dev_accuracy,dev_weighted_f1\n";
  }
  bool language =
      options.language_weight > 0 && encoder.has_language_head() && !train.front().masked.empty();
  const TrainingRows split =
      split_query(train, system.wants_query() ? options.query_share : 0, options.seed);
  std::vector<bool> guides(train.size());
  for (const std::size_t row : split.query)
    guides[row] = true;
  Rows stepped = split.support;
  if (!options.query_apart) // seen a little by the network is better than a tenth of the posts lost
                            // to it
    stepped.insert(stepped.end(), split.query.begin(), split.query.end());
  const int64_t per_epoch =
      (static_cast<int64_t>(stepped.size()) + options.batch_size - 1) / options.batch_size;
  for (int epoch = first; epoch < options.epochs; ++epoch) {
    Random random(options.seed * 7919 + static_cast<std::uint64_t>(epoch));
    torch::manual_seed(
        static_cast<int64_t>(options.seed * 104729 + static_cast<std::uint64_t>(epoch)));
    system.train();
    double loss_sum = 0, language_sum = 0;
    int64_t step = 0;
    const auto batches = batches_of(stepped, options.batch_size, random);
    QueryBatches queries(split.query, options, epoch);
    for (const Rows &rows : batches) {
      if (cancel.cancelled())
        return make_error(ErrorCode::cancelled,
                          "Training was stopped; --resume goes on from the last whole epoch.");
      SystemInput input = input_of(train, rows, system.config());
      if (options.hidden == Hidden::none)
        hide_modalities(input, options.drop_modality, random);
      hide(input, options.hidden, Filling::own);
      auto labels = labels_of(train, rows);
      generated.add_to(labels, rows);
      if (!split.query.empty()) {
        const Rows &asked = queries.next();
        SystemInput query = input_of(train, asked, system.config());
        hide(query, options.hidden, Filling::own);
        guide(system, input, labels, rows, guides, query, labels_of(train, asked));
      }
      auto loss = system.loss(run(system, input), labels);
      loss_sum += loss.item<double>();
      if (language) {
        const auto words = language_loss(system, train, rows, encoder, random);
        language = words.defined(); // what cannot be asked once is not asked again
        if (language) {
          language_sum += words.item<double>();
          loss = loss + options.language_weight * words;
        }
      }
      if (!std::isfinite(loss.item<double>()))
        return make_error(ErrorCode::internal,
                          "The training loss is not a number any more; lower the learning rate.");
      const int64_t done = epoch * per_epoch + step++;
      if (running.moves_any()) {
        loss.backward();
        running.step(rate_at(options.rate, done, options.epochs * per_epoch));
      }
      // A plain mean at first: the running one would remember the random start.
      running.mix(
          std::min(options.average, static_cast<double>(done) / static_cast<double>(done + 10)));
    }
    generated.after_epoch(epoch + 1, options.labels_made);
    const auto count = static_cast<double>(batches.size());
    ClassificationMetrics metrics;
    if (!dev.empty()) {
      const auto current = running.take_mean();
      metrics = score(predict(system, dev), joint_labels(dev));
      running.put(current);
    }
    if (curves)
      curves << epoch + 1 << ',' << loss_sum / count << ',' << language_sum / count << ','
             << metrics.accuracy << ',' << metrics.weighted_f1 << std::endl;
    if (!options.folder.empty())
      AFFECT_CHECK(running.save(options.folder, epoch + 1, generated.made()));
    if (progress)
      progress({static_cast<double>(epoch + 1) / options.epochs,
                "epoch " + std::to_string(epoch + 1) + ": loss " +
                    std::to_string(loss_sum / count) + ", language " +
                    std::to_string(language_sum / count) +
                    (dev.empty() ? ""
                                 : ", dev accuracy " + std::to_string(metrics.accuracy) +
                                       ", weighted F1 " + std::to_string(metrics.weighted_f1))});
  }
  system.to(torch::kFloat32);
  running.take_mean();
  generated.finish();
  system.eval();
  return {};
}

} // namespace affect
