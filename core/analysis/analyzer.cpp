#include "analysis/analyzer.h"

#include "analysis/expected_words.h"
#include "analysis/reading_writer.h"
#include "analysis/recent_features.h"

#include <chrono>

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

InputBuilder without_hidden(const InputBuilder &builder, const AnalyzeOptions &options) {
  InputPlan plan = builder.plan();
  plan.text = plan.text && !options.hide_text;
  plan.sound = plan.sound && !options.hide_audio;
  if (options.hide_image) {
    plan.sight = Sight::none;
    plan.picture_faces = false;
  }
  return builder.with(plan);
}

} // namespace

struct Analyzer::Impl {
  std::unique_ptr<LoadedModel> model;
  RecentFeatures recent;

  /// A post by itself, with cached features.
  Result<Reading> read(const Post &post, const AnalyzeOptions &options, const CancelToken &cancel);
};

Result<Reading> Analyzer::Impl::read(const Post &post, const AnalyzeOptions &options,
                                     const CancelToken &cancel) {
  torch::NoGradGuard frozen;
  const auto start = Clock::now();
  const InputBuilder builder = without_hidden(model->builder, options);
  RecentInputs cache(recent, post, builder.plan());
  const auto built = builder.build([&]() -> Result<const Post *> { return &post; },
                                   post.clip != nullptr, cache, cancel);
  if (!built.ok())
    return with_file(built.error(), post);
  const EncodedPost &encoded = *built;
  const PostTensors tensors = tensors_of(encoded, builder.plan().sight);
  if (is_empty(tensors))
    return nothing_to_read(*model, post);
  const LoadedBundle &bundle = model->bundle;
  const bool both = tensors.text.defined() && sees_anything(tensors);
  const bool explain = options.explain && (both || bundle.system->reads_steps());
  const auto output = bundle.run(collate({tensors}, bundle.system->config()), explain);
  Reading reading = start_reading(*model, post, encoded);
  add_output(*model, post, encoded, tensors, output, 0, options.explain, reading);
  if (options.expected_words && encoded.text && output.language.defined())
    reading.expected_words =
        expected_words(bundle, encoded.text->encoding, reading, tensors, cancel);
  reading.elapsed_ms = milliseconds_since(start);
  return reading;
}

Analyzer::Analyzer() : impl_(std::make_unique<Impl>()) {}
Analyzer::~Analyzer() = default;

Result<std::unique_ptr<Analyzer>> Analyzer::open(const AnalyzerOptions &options,
                                                 const Analyzer *sharing) {
  const Impl *const other = sharing ? sharing->impl_.get() : nullptr;
  AFFECT_TRY(model, LoadedModel::open(options, other ? other->model.get() : nullptr));
  std::unique_ptr<Analyzer> analyzer(new Analyzer);
  Impl &impl = *analyzer->impl_;
  impl.model = std::move(model);
  if (other)
    impl.recent.share(impl.model->bundle.encoders(), other->recent,
                      other->model->bundle.encoders());
  return analyzer;
}

const ModelInfo &Analyzer::info() const { return impl_->model->info; }

bool Analyzer::shares_encoders_with(const Analyzer &other) const {
  const LoadedBundle &own = impl_->model->bundle, &others = other.impl_->model->bundle;
  return own.text == others.text && own.image == others.image;
}

Result<Reading> Analyzer::analyze(const Post &post, const AnalyzeOptions &options,
                                  const CancelToken &cancel) {
  try {
    return impl_->read(post, options, cancel);
  } catch (const std::exception &error) {
    return analysis_failed(error, post);
  }
}

std::vector<Result<Reading>> Analyzer::analyze(std::span<const Post> posts,
                                               const AnalyzeOptions &options,
                                               const CancelToken &cancel) {
  std::vector<Result<Reading>> readings;
  for (const Post &post : posts)
    readings.push_back(analyze(post, options, cancel));
  return readings;
}

} // namespace affect
