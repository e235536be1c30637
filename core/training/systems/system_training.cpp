#include "training/systems/system_training.h"

#include "training/systems/generated_labels.h"
#include "training/systems/training_state.h"
#include "training/trainer/curves.h"
#include "training/trainer/schedule.h"
#include "training/trainer/system_batches.h"

#include <cmath>

namespace affect {
namespace {

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
  const auto output = run_batch(system, collate(tensors, system.config()));
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

// Which posts are in which steps.
struct StepPlan {
  TrainingRows split;
  std::vector<bool> is_query; // by post
  Rows stepped;               // of ordinary steps
};

StepPlan plan_steps(const System &system, const std::vector<PostFeatures> &train,
                    const SystemTrainingOptions &options) {
  StepPlan plan;
  plan.split = split_query(train, system.wants_query() ? options.query_share : 0, options.seed);
  plan.is_query.resize(train.size());
  for (const std::size_t row : plan.split.query)
    plan.is_query[row] = true;
  plan.stepped = plan.split.support;
  // Seen a little by the network is better than a tenth of the posts lost to it.
  if (!options.query_apart)
    plan.stepped.insert(plan.stepped.end(), plan.split.query.begin(), plan.split.query.end());
  return plan;
}

struct EpochFigures {
  double loss = 0, language_loss = 0;
  ClassificationMetrics dev;
};

AdamWOptions adam_options(const SystemTrainingOptions &options) {
  AdamWOptions adam;
  adam.beta2 = 0.99;
  adam.weight_decay = options.weight_decay;
  return adam;
}

class SystemTrainer {
public:
  SystemTrainer(System &system, const std::vector<PostFeatures> &train,
                const std::vector<PostFeatures> &dev, TextEncoder &encoder,
                const SystemTrainingOptions &options)
      : system_(system), train_(train), dev_(dev), encoder_(encoder), options_(options),
        state_(system, adam_options(options)), generated_(system, train),
        plan_(plan_steps(system, train, options)),
        steps_per_epoch_((static_cast<int64_t>(plan_.stepped.size()) + options.batch_size - 1) /
                         options.batch_size),
        schedule_(options.epochs * steps_per_epoch_),
        language_(options.language_weight > 0 && encoder.has_language_head() &&
                  !train.front().masked.empty()) {
    if (options.bf16)
      system.to(torch::kBFloat16); // the state has its fp32 copies
  }

  Result<void> run(const ProgressFn &progress, const CancelToken &cancel) {
    int first = 0;
    if (options_.resume) {
      AFFECT_TRY(epochs, state_.load(options_.folder, &generated_.labels()));
      first = epochs;
    }
    Curves curves(options_.folder, "epoch,loss,language_loss,dev_accuracy,dev_weighted_f1",
                  options_.resume);
    for (int epoch = first; epoch < options_.epochs; ++epoch) {
      AFFECT_TRY(figures, run_epoch(epoch, cancel));
      generated_.after_epoch(epoch + 1, options_.labels_made);
      score_dev(figures);
      curves.add(epoch + 1, figures.loss, figures.language_loss, figures.dev.accuracy,
                 figures.dev.weighted_f1);
      if (!options_.folder.empty())
        AFFECT_CHECK(state_.save(options_.folder, epoch + 1, generated_.labels()));
      report(epoch, figures, progress);
    }
    system_.to(torch::kFloat32);
    state_.use_average();
    generated_.finish();
    system_.eval();
    return {};
  }

private:
  Result<EpochFigures> run_epoch(int epoch, const CancelToken &cancel) {
    Random random(options_.seed * 7919 + static_cast<std::uint64_t>(epoch));
    torch::manual_seed(
        static_cast<int64_t>(options_.seed * 104729 + static_cast<std::uint64_t>(epoch)));
    system_.train();
    EpochFigures sums;
    int64_t step = epoch * steps_per_epoch_;
    const auto batches = batches_of(plan_.stepped, options_.batch_size, random);
    QueryBatches queries(plan_.split.query, options_, epoch);
    for (const Rows &rows : batches) {
      if (cancel.cancelled())
        return make_error(ErrorCode::cancelled,
                          "Training was stopped; --resume goes on from the last whole epoch.");
      AFFECT_CHECK(run_step(rows, step++, queries, random, sums));
    }
    const auto count = static_cast<double>(batches.size());
    sums.loss /= count;
    sums.language_loss /= count;
    return sums;
  }

  Result<void> run_step(const Rows &rows, int64_t step, QueryBatches &queries, Random &random,
                        EpochFigures &sums) {
    SystemInput input = input_of(train_, rows, system_.config());
    if (options_.hidden == Hidden::none)
      hide_modalities(input, options_.drop_modality, random);
    hide(input, options_.hidden, Filling::own);
    auto labels = labels_of(train_, rows);
    generated_.add_to(labels, rows);
    if (!plan_.split.query.empty())
      run_meta_step(input, labels, rows, queries.next());
    auto loss = system_.loss(run_batch(system_, input), labels);
    sums.loss += loss.item<double>();
    add_language_loss(rows, random, loss, sums);
    if (!std::isfinite(loss.item<double>()))
      return make_error(ErrorCode::internal,
                        "The training loss is not a number any more; lower the learning rate.");
    if (state_.moves_any()) {
      loss.backward();
      state_.step(schedule_.rate(options_.rate, step));
    }
    state_.update_average(ramped_decay(options_.average, static_cast<double>(step)));
    return {};
  }

  void add_language_loss(const Rows &rows, Random &random, torch::Tensor &loss,
                         EpochFigures &sums) {
    if (!language_)
      return;
    const auto words = language_loss(system_, train_, rows, encoder_, random);
    language_ = words.defined(); // what cannot be asked once is not asked again
    if (!language_)
      return;
    sums.language_loss += words.item<double>();
    loss = loss + options_.language_weight * words;
  }

  // The system's meta step: a batch of an ordinary step, without the posts of the query set, is the
  // support set.
  void run_meta_step(const SystemInput &batch, const SystemLabels &labels, const Rows &rows,
                     const Rows &query_rows) {
    SystemInput query = input_of(train_, query_rows, system_.config());
    hide(query, options_.hidden, Filling::own);
    std::vector<int64_t> places;
    for (std::size_t i = 0; i < rows.size(); ++i)
      if (!plan_.is_query[rows[i]])
        places.push_back(static_cast<int64_t>(i));
    if (places.empty())
      return;
    const auto type = system_.parameters().front().scalar_type();
    const auto support = torch::tensor(places);
    system_.meta_step(select(batch, support).to(torch::kCPU, type), select(labels, support),
                      query.to(torch::kCPU, type), labels_of(train_, query_rows));
  }

  void score_dev(EpochFigures &figures) {
    if (dev_.empty())
      return;
    const auto current = state_.use_average();
    figures.dev = score(predict(system_, dev_), joint_labels(dev_));
    state_.use(current);
  }

  void report(int epoch, const EpochFigures &figures, const ProgressFn &progress) const {
    if (!progress)
      return;
    std::string stage = "epoch " + std::to_string(epoch + 1) + ": loss " +
                        std::to_string(figures.loss) + ", language " +
                        std::to_string(figures.language_loss);
    if (!dev_.empty())
      stage += ", dev accuracy " + std::to_string(figures.dev.accuracy) + ", weighted F1 " +
               std::to_string(figures.dev.weighted_f1);
    progress({static_cast<double>(epoch + 1) / options_.epochs, stage});
  }

  System &system_;
  const std::vector<PostFeatures> &train_, &dev_;
  TextEncoder &encoder_;
  const SystemTrainingOptions &options_;
  TrainingState state_;
  GeneratedLabels generated_;
  StepPlan plan_;
  int64_t steps_per_epoch_;
  Schedule schedule_;
  bool language_;
};

} // namespace

Result<void> train_system(System &system, const std::vector<PostFeatures> &train,
                          const std::vector<PostFeatures> &dev, TextEncoder &encoder,
                          const SystemTrainingOptions &options, const ProgressFn &progress,
                          const CancelToken &cancel) {
  return SystemTrainer(system, train, dev, encoder, options).run(progress, cancel);
}

} // namespace affect
