#include "training/systems/measure_ulag.h"

#include "training/trainer/system_batches.h"

#include <numeric>

namespace affect {
namespace {

constexpr const char *rules[] = {"cosine", "self-mm", "copied"};

std::vector<UlagScore> score_posts(const torch::Tensor &labels,
                                   const std::vector<PostFeatures> &posts, double neutral) {
  Rows all(posts.size());
  std::iota(all.begin(), all.end(), std::size_t(0));
  const SystemLabels known = labels_of(posts, all);
  const auto human =
      torch::stack({known.intensity_of(1), known.intensity_of(2), known.intensity_of(3)}, 1);
  return score_generated(labels, known.intensity_of(0), human, neutral);
}

// Of the trained system's unimodal heads, over posts it has not seen.
std::vector<UlagScore> score_heads(System &system, const std::vector<PostFeatures> &posts,
                                   double neutral) {
  if (posts.empty())
    return {};
  const auto predicted = predict_all(system, posts);
  return predicted.intensities.defined()
             ? score_posts(predicted.intensities.slice(1, 1), posts, neutral)
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
      score_posts(torch::zeros({static_cast<int64_t>(train.size()), 3}), train, neutral).empty())
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
        add(scores, score_posts(labels, train, neutral), common);
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

} // namespace affect
