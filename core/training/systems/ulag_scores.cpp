#include "training/systems/ulag_scores.h"

#include "evaluation/intensity_metrics.h"
#include "evaluation/metrics.h"
#include "training/trainer/system_batches.h"

#include <cmath>
#include <fstream>
#include <iomanip>
#include <numeric>

namespace affect {
namespace {

constexpr const char *modalities[] = {"text", "image", "audio"};
constexpr const char *rules[] = {"cosine", "self-mm", "copied"};

torch::Tensor polarity_of(const torch::Tensor &degrees, double neutral) {
  return degrees.gt(neutral).to(torch::kInt64) - degrees.lt(-neutral).to(torch::kInt64) + 1;
}

torch::Tensor sure_of(const torch::Tensor &polarity) {
  return torch::one_hot(polarity, 3).to(torch::kFloat32);
}

double correlation_of(const torch::Tensor &a, const torch::Tensor &b) {
  return score_intensity(a, b).correlation;
}

// One modality's rows; own, whole and human [n] without gaps.
UlagScore score_part(const torch::Tensor &own, const torch::Tensor &whole,
                     const torch::Tensor &human, double neutral) {
  UlagScore result;
  const auto predicted = polarity_of(own, neutral), truth = polarity_of(human, neutral);
  const auto scored = score(sure_of(predicted), truth);
  result.n = scored.n;
  result.accuracy = scored.accuracy;
  result.weighted_f1 = scored.weighted_f1;
  result.correlation = correlation_of(own, human);
  result.shift = correlation_of(own - whole, human - whole);
  const auto apart = truth.ne(polarity_of(whole, neutral));
  result.n_apart = apart.sum().item<int64_t>();
  if (result.n_apart > 0)
    result.accuracy_apart = predicted.eq(truth).logical_and(apart).sum().item<double>() /
                            static_cast<double>(result.n_apart);
  return result;
}

SystemLabels all_labels(const std::vector<PostFeatures> &posts) {
  Rows all(posts.size());
  std::iota(all.begin(), all.end(), std::size_t(0));
  return labels_of(posts, all);
}

// Of the trained system's unimodal heads, over posts it has not seen.
std::vector<UlagScore> score_heads(System &system, const std::vector<PostFeatures> &posts,
                                   double neutral) {
  if (posts.empty())
    return {};
  const auto predictions = predict_all(system, posts);
  return predictions.intensities.defined()
             ? score_generated(predictions.intensities.slice(1, 1), posts, neutral)
             : std::vector<UlagScore>();
}

void add(std::vector<UlagScore> &to, std::vector<UlagScore> some, const UlagScore &common) {
  for (UlagScore &one : some) {
    one.rule = common.rule;
    one.seed = common.seed;
    one.epoch = common.epoch;
    one.what = common.what;
    to.push_back(std::move(one));
  }
}

} // namespace

std::vector<UlagScore> score_generated(const torch::Tensor &labels,
                                       const std::vector<PostFeatures> &posts, double neutral) {
  std::vector<UlagScore> scores;
  const auto known = all_labels(posts);
  const auto whole = known.intensity_of(0);
  for (int64_t i = 0; i < 3; ++i) {
    const auto human = known.intensity_of(i + 1);
    const auto rows = (whole + human).isnan().logical_not().nonzero().squeeze(1);
    if (rows.numel() == 0)
      continue;
    const auto of = [&](const torch::Tensor &x) { return x.index_select(0, rows); };
    scores.push_back(score_part(of(labels.select(1, i)), of(whole), of(human), neutral));
    scores.back().modality = modalities[i];
  }
  return scores;
}

Result<std::vector<UlagScore>> measure_ulag(const SystemConfig &config,
                                            const std::vector<PostFeatures> &train,
                                            const std::vector<PostFeatures> &dev, int seeds,
                                            TextEncoder &encoder,
                                            const SystemTrainingOptions &options,
                                            const ProgressFn &progress, const CancelToken &cancel) {
  const auto known = make_system(config);
  if (!known || !known->generates_labels() || seeds < 1)
    return make_error(ErrorCode::usage,
                      "The system " + config.system + " generates no unimodal labels.");
  const double neutral = config.setting("neutral", 0.33);
  if (train.empty() ||
      score_generated(torch::zeros({static_cast<int64_t>(train.size()), 3}), train, neutral)
          .empty())
    return make_error(ErrorCode::usage, "The posts have no unimodal labels to compare with.");
  std::vector<UlagScore> scores;
  int run = 0;
  for (int rule = 0; rule < 3; ++rule)
    for (int seed = 1; seed <= seeds; ++seed, ++run) {
      SystemConfig own = config;
      own.settings["labels"] = rule;
      SystemTrainingOptions loop = options;
      loop.seed = static_cast<std::uint64_t>(seed);
      loop.folder.clear();
      loop.resume = false;
      UlagScore common;
      common.rule = rules[rule];
      common.seed = loop.seed;
      loop.labels_made = [&](int epoch, const torch::Tensor &labels) {
        common.epoch = epoch;
        common.what = "generated";
        add(scores, score_generated(labels, train, neutral), common);
      };
      torch::manual_seed(seed);
      const auto system = make_system(own);
      const auto report = [&](const Progress &inner) {
        if (progress)
          progress({(run + inner.fraction) / (3.0 * seeds),
                    common.rule + ", seed " + std::to_string(seed) + ", " + inner.stage});
      };
      AFFECT_CHECK(train_system(*system, train, {}, encoder, loop, report, cancel));
      common.what = "head";
      add(scores, score_heads(*system, dev, neutral), common);
    }
  return scores;
}

Result<void> write_ulag(const std::filesystem::path &file, const std::vector<UlagScore> &scores) {
  std::ofstream out(file, std::ios::trunc);
  out.imbue(std::locale::classic());
  out << "what,rule,seed,epoch,modality,n,accuracy,weighted_f1,correlation,n_apart,accuracy_apart,"
         "shift\n"
      << std::fixed << std::setprecision(4);
  for (const UlagScore &one : scores)
    out << one.what << ',' << one.rule << ',' << one.seed << ',' << one.epoch << ',' << one.modality
        << ',' << one.n << ',' << one.accuracy << ',' << one.weighted_f1 << ',' << one.correlation
        << ',' << one.n_apart << ',' << one.accuracy_apart << ',' << one.shift << '\n';
  out.close();
  if (!out)
    return make_error(ErrorCode::unreadable, "The file cannot be written; check the folder.", file);
  return {};
}

} // namespace affect
