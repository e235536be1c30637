#include "analysis/batch_analyzer.h"

#include "analysis/parallel_tasks.h"
#include "analysis/reading_writer.h"
#include "analysis/sub_batch.h"

#include <algorithm>
#include <chrono>
#include <numeric>

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;
using Posts = std::span<const PreparedPost>;
using Readings = std::span<std::vector<Result<Reading>>>; // of as many posts

// Posts of a sub-batch where these go side by side: a batch of pictures; and where they do not,
// when longer batches of texts of about the same length pay.
constexpr std::size_t small_batch = 16, large_batch = 32;
// What a clip counts as: the memory of its frames' features is that of as many pictures as these.
constexpr std::size_t clip_weight = 8;

std::size_t weight_of(const PreparedPost &one) { return one.post.clip ? clip_weight : 1; }

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

// The posts in stretches of at most that weight, or of one clip.
std::vector<Posts> stretches_of(Posts posts, std::size_t most) {
  std::vector<Posts> stretches;
  for (std::size_t begin = 0, end = 0; begin < posts.size(); begin = end) {
    std::size_t weight = 0;
    while (end < posts.size() && (end == begin || weight + weight_of(posts[end]) <= most))
      weight += weight_of(posts[end++]);
    stretches.push_back(posts.subspan(begin, end - begin));
  }
  return stretches;
}

// What is left of a post once its pictures are prepared: a photo, as a clip's frames, takes tens of
// megabytes.
Post without_pictures(Post post) {
  post.image.reset();
  if (post.clip)
    post.clip = std::make_shared<const ClipContent>(
        ClipContent{post.clip->info, {}, post.clip->transcript});
  return post;
}

} // namespace

struct BatchAnalyzer::Impl {
  std::vector<std::unique_ptr<LoadedModel>> models;
  std::vector<const InputBuilder *> builders; ///< one a model
  AnalysisTimes times;

  /// Whether so many sub-batches are read at the same time: a GPU does one thing after another.
  bool at_once(std::size_t count) const {
    return std::all_of(models.begin(), models.end(),
                       [](const auto &one) { return one->bundle.device.is_cpu(); }) &&
           runs_in_parallel(count);
  }
  void read(Posts posts, Readings readings, bool explain, const CancelToken &cancel);
};

BatchAnalyzer::BatchAnalyzer() : impl_(std::make_unique<Impl>()) {}
BatchAnalyzer::~BatchAnalyzer() = default;

Result<std::unique_ptr<BatchAnalyzer>>
BatchAnalyzer::open(const std::vector<AnalyzerOptions> &models) {
  std::unique_ptr<BatchAnalyzer> batch(new BatchAnalyzer);
  auto &loaded = batch->impl_->models;
  for (const AnalyzerOptions &options : models) {
    AFFECT_TRY(model, LoadedModel::open(options, loaded.empty() ? nullptr : loaded.front().get()));
    loaded.push_back(std::move(model));
    batch->impl_->builders.push_back(&loaded.back()->builder);
  }
  if (models.empty())
    return make_error(ErrorCode::usage, "No model is named.");
  return batch;
}

std::size_t BatchAnalyzer::models() const { return impl_->models.size(); }
const ModelInfo &BatchAnalyzer::info(std::size_t model) const { return impl_->models[model]->info; }
const AnalysisTimes &BatchAnalyzer::times() const { return impl_->times; }

Result<PreparedPost> BatchAnalyzer::prepare(Post post, const CancelToken &cancel) const {
  PreparedPost ready;
  const std::span<const InputBuilder *const> builders = impl_->builders;
  for (std::size_t m = 0; m < builders.size(); ++m) {
    auto input = builders[m]->prepare(post, builders.first(m), ready.inputs, cancel);
    if (!input.ok())
      return with_file(input.error(), post);
    ready.inputs.push_back(std::make_shared<const PreparedInput>(std::move(*input)));
  }
  ready.post = without_pictures(std::move(post));
  return ready;
}

void BatchAnalyzer::Impl::read(Posts posts, Readings readings, bool explain,
                               const CancelToken &cancel) {
  const auto begin = Clock::now();
  auto stretches = stretches_of(posts, small_batch);
  if (!at_once(stretches.size()))
    stretches = stretches_of(posts, large_batch);
  std::vector<SubBatch> batches;
  for (std::size_t at = 0; const Posts &part : stretches) {
    batches.emplace_back(models, part, readings.subspan(at, part.size()));
    at += part.size();
  }
  const auto read_one = [&](std::size_t i) { batches[i].read_together(explain, cancel); };
  if (at_once(batches.size()))
    run_in_parallel(batches.size(), read_one);
  else
    for (std::size_t i = 0; i < batches.size(); ++i)
      read_one(i);
  for (SubBatch &batch : batches)
    batch.read_alone(explain, cancel);
  // By all sub-batches, some of them at the same time.
  const double tokenised =
      std::accumulate(batches.begin(), batches.end(), 0.0, [](double sum, const SubBatch &one) {
        return sum + one.tokenising_seconds();
      });
  times.tokenising += tokenised;
  times.inference += seconds_since(begin) - tokenised;
}

std::vector<std::vector<Result<Reading>>>
BatchAnalyzer::analyze(Posts posts, const AnalyzeOptions &options, const CancelToken &cancel) {
  const auto begin = Clock::now();
  std::vector<std::vector<Result<Reading>>> readings;
  std::size_t weight = 0;
  for (const PreparedPost &one : posts) {
    weight += weight_of(one);
    readings.emplace_back(models(), make_error(ErrorCode::cancelled, "The analysis was stopped.",
                                               one.post.source.path()));
  }
  impl_->read(posts, readings, options.explain, cancel);
  const double unit = 1000 * seconds_since(begin) /
                      static_cast<double>(std::max<std::size_t>(weight * models(), 1));
  for (std::size_t i = 0; i < posts.size(); ++i)
    for (Result<Reading> &one : readings[i])
      if (one.ok())
        one->elapsed_ms = unit * static_cast<double>(weight_of(posts[i]));
  return readings;
}

} // namespace affect
