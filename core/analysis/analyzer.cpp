#include "analysis/analyzer.h"

#include "analysis/engine.h"
#include "base/cpu.h"

#include <ATen/Parallel.h>

#include <chrono>
#include <list>

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

PolarityProbabilities values_of(const torch::Tensor &probabilities) {
  const auto p = probabilities.contiguous();
  return {p[0].item<float>(), p[1].item<float>(), p[2].item<float>()};
}

// The last few features by key: what-if edits change one modality and ask again for the other.
template <typename Key, typename Value> class RecentlyUsed {
public:
  const Value *find(const Key &key) {
    for (auto at = items_.begin(); at != items_.end(); ++at)
      if (at->first == key) {
        items_.splice(items_.begin(), items_, at);
        return &items_.front().second;
      }
    return nullptr;
  }
  const Value &keep(Key key, Value value) {
    items_.emplace_front(std::move(key), std::move(value));
    if (items_.size() > capacity)
      items_.pop_back();
    return items_.front().second;
  }

private:
  static constexpr std::size_t capacity = 64; // several clips' frames
  std::list<std::pair<Key, Value>> items_;
};

} // namespace

struct Analyzer::Impl {
  LoadedBundle bundle;
  ModelInfo info;
  // Each goes with its encoder, which several analyzers may share.
  using Texts = RecentlyUsed<std::string, TextFeatures>;
  // Holding the picture keeps its address from being given to another one.
  using Images = RecentlyUsed<std::shared_ptr<const Image>, ImageFeatures>;
  std::shared_ptr<Texts> texts = std::make_shared<Texts>();
  std::shared_ptr<Images> images = std::make_shared<Images>();

  void share_features(const Impl &other) {
    if (bundle.text == other.bundle.text)
      texts = other.texts;
    if (bundle.image == other.bundle.image)
      images = other.images;
  }

  const TextFeatures &text_of(const std::string &text) {
    if (const TextFeatures *found = texts->find(text))
      return *found;
    return texts->keep(text, bundle.text->encode({&text, 1}).front());
  }

  Result<const ImageFeatures *> image_of(const std::shared_ptr<const Image> &image) {
    if (const ImageFeatures *found = images->find(image))
      return found;
    AFFECT_TRY(features, bundle.image->encode({image.get(), 1}));
    return &images->keep(image, std::move(features.front()));
  }

  Result<void> read_picture(const Post &post, PostTensors &tensors, Reading &reading, const CancelToken &cancel);
  Result<void> read_frames(const Post &post, PostTensors &tensors, Reading &reading, const CancelToken &cancel);
  Result<Reading> read(const Post &post, const AnalyzeOptions &options, const CancelToken &cancel);
  void fill_modalities(Reading &reading, const SystemOutput &output, bool has_text, bool has_image) const;
  void fill_grid(Reading &reading, const Image &image) const;
};

void Analyzer::Impl::fill_modalities(Reading &reading, const SystemOutput &output, bool has_text,
                                     bool has_image) const {
  const auto add = [&](Modality modality, bool present, const torch::Tensor &logits, int64_t column) {
    UnimodalReading one;
    one.modality = modality;
    one.presence = present ? Presence::present : info.translates ? Presence::translated : Presence::missing;
    // What a system says of a translation alone is no result of the modality: it is not there to say anything.
    if (present && logits.defined())
      one.probabilities = values_of(torch::softmax(logits[0].to(torch::kFloat32), -1));
    if (present && output.uncertainty.defined())
      one.uncertainty = output.uncertainty[0][column].item<float>();
    if (output.weights.defined())
      one.weight = present ? output.weights[0][column].item<float>() : 0.0f;
    reading.modalities.push_back(one);
  };
  add(Modality::text, has_text, output.text_logits, 0);
  add(Modality::image, has_image, output.image_logits, 1);
  reading.disagreement = modalities_disagree(reading.modalities);
}

void Analyzer::Impl::fill_grid(Reading &reading, const Image &image) const {
  const PictureRect part = covered_part(image.width, image.height, bundle.image->preprocess());
  reading.grid = {bundle.image->rows(), bundle.image->columns(), part.x, part.y,
                  part.x + part.width,  part.y + part.height};
}

Result<void> Analyzer::Impl::read_picture(const Post &post, PostTensors &tensors, Reading &reading,
                                          const CancelToken &cancel) {
  if (post.clip)
    return read_frames(post, tensors, reading, cancel);
  AFFECT_TRY(features, image_of(post.image));
  tensors.image = features->regions;
  tensors.image_vector = features->vector;
  fill_grid(reading, *post.image);
  return {};
}

// A system that knows no frames reads the one that stands for the clip.
Result<void> Analyzer::Impl::read_frames(const Post &post, PostTensors &tensors, Reading &reading,
                                         const CancelToken &cancel) {
  const auto &clip = post.clip;
  const std::shared_ptr<const Image> still = still_of(post);
  const bool all = bundle.system->reads_frames();
  std::vector<torch::Tensor> regions, vectors;
  for (const Frame &frame : clip->frames) {
    if (!all && &frame.image != still.get())
      continue;
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "The analysis was stopped.");
    AFFECT_TRY(features, image_of(std::shared_ptr<const Image>(clip, &frame.image)));
    regions.push_back(features->regions);
    vectors.push_back(features->vector);
    reading.frame_times.push_back(frame.time);
  }
  if (all) {
    tensors.frames = torch::stack(regions);
    tensors.frame_vectors = torch::stack(vectors);
  } else {
    tensors.image = regions.front();
    tensors.image_vector = vectors.front();
  }
  fill_grid(reading, clip->frames.front().image);
  return {};
}

Result<Reading> Analyzer::Impl::read(const Post &post, const AnalyzeOptions &options, const CancelToken &cancel) {
  torch::NoGradGuard frozen;
  const auto begun = Clock::now();
  const bool has_text = post.text && !options.hide_text, has_image = post.has_picture() && !options.hide_image;
  if (!has_text && !has_image)
    return make_error(ErrorCode::missing_pair,
                      post.clip ? "The clip has neither words nor a picture to read: a sound alone is not read. Put a "
                                  "transcript (.srt, .vtt, .txt) of the same name beside it."
                                : "The post has neither text nor image left to read.",
                      post.source.path());
  Reading reading;
  reading.id = post.source.id;
  reading.file = post.source.path().string();
  reading.model = info.id;
  reading.system = info.system;
  reading.text_encoder = info.text_encoder;
  reading.image_encoder = info.image_encoder;
  reading.device = info.device;
  reading.precision = info.precision;
  reading.parameters = bundle.parameters;
  reading.encoder_parameters = bundle.text->parameters() + bundle.image->parameters();
  if (post.clip)
    reading.duration_s = post.clip->info.duration;
  PostTensors tensors;
  Encoding encoding;
  if (has_text) {
    const TextFeatures &features = text_of(*post.text);
    tensors.text = features.hidden;
    tensors.text_vector = features.vector;
    encoding = features.encoding;
    reading.text = *post.text;
    reading.text_truncated = encoding.truncated;
    group_words(reading.text, encoding, bundle.text->tokenizer(), reading);
  }
  if (cancel.cancelled())
    return make_error(ErrorCode::cancelled, "The analysis was stopped.", post.source.path());
  if (has_image) {
    if (auto picture = read_picture(post, tensors, reading, cancel); !picture.ok()) {
      Error error = picture.error();
      error.file = post.source.path();
      return error;
    }
  }
  if (cancel.cancelled())
    return make_error(ErrorCode::cancelled, "The analysis was stopped.", post.source.path());
  const bool explain = options.explain && has_text && has_image;
  const auto output = bundle.system->forward(collate({tensors}, bundle.system->config()), explain);
  reading.probabilities = values_of(class_probabilities(bundle.system->config(), output.logits)[0]);
  if (output.uncertainty.defined())
    reading.uncertainty = output.uncertainty[0][2].item<float>();
  fill_modalities(reading, output, has_text, has_image);
  if (explain && !output.word_to_region.empty() && !reading.words.empty())
    reading.attention = merge_attention(output, reading);
  if (options.expected_words && has_text)
    reading.expected_words = expected_words(bundle, encoding, reading, tensors, cancel);
  reading.elapsed_ms = milliseconds_since(begun);
  return reading;
}

Analyzer::Analyzer() : impl_(std::make_unique<Impl>()) {}
Analyzer::~Analyzer() = default;

Result<std::unique_ptr<Analyzer>> Analyzer::open(const AnalyzerOptions &options, const Analyzer *like) {
  if (options.device != "auto" && options.device != "cpu")
    return make_error(ErrorCode::unsupported,
                      "The device " + options.device + " is not available to this version; choose cpu or auto.");
  const int threads = options.threads > 0 ? options.threads : processor_count();
  at::set_num_threads(threads);
  set_blas_threads(threads);
  AFFECT_TRY(folder, resolve_bundle(options.bundle));
  std::unique_ptr<Analyzer> analyzer(new Analyzer);
  try {
    AFFECT_TRY(bundle, load_bundle(folder, options.precision, like ? &like->impl_->bundle : nullptr));
    analyzer->impl_->bundle = std::move(bundle);
    if (like)
      analyzer->impl_->share_features(*like->impl_);
    const LoadedBundle &loaded = analyzer->impl_->bundle;
    analyzer->impl_->info = {loaded.manifest.id,
                             loaded.manifest.system,
                             loaded.text->id(),
                             loaded.image->id(),
                             "cpu",
                             loaded.bf16 ? "bf16" : "fp32",
                             folder,
                             loaded.system->translates()};
    // The first run of a network builds its kernels; better now than under the analyst's first click.
    Post warm;
    warm.text = "warm up";
    auto picture = std::make_shared<Image>();
    picture->width = picture->height = 8;
    picture->rgb.assign(8 * 8 * 3, 127);
    warm.image = picture;
    AFFECT_TRY(reading, analyzer->impl_->read(warm, {}, {}));
    static_cast<void>(reading);
  } catch (const std::exception &error) {
    return make_error(ErrorCode::bad_format, std::string("The model cannot be run: ") + error.what(), folder);
  }
  return analyzer;
}

const ModelInfo &Analyzer::info() const { return impl_->info; }

bool Analyzer::shares_encoders_with(const Analyzer &other) const {
  return impl_->bundle.text == other.impl_->bundle.text && impl_->bundle.image == other.impl_->bundle.image;
}

Result<Reading> Analyzer::analyze(const Post &post, const AnalyzeOptions &options, const CancelToken &cancel) {
  try {
    return impl_->read(post, options, cancel);
  } catch (const std::exception &error) {
    return make_error(ErrorCode::internal, std::string("The analysis failed: ") + error.what(), post.source.path());
  }
}

std::vector<Result<Reading>> Analyzer::analyze(std::span<const Post> posts, const AnalyzeOptions &options,
                                               const CancelToken &cancel) {
  std::vector<Result<Reading>> readings;
  for (const Post &post : posts)
    readings.push_back(analyze(post, options, cancel));
  return readings;
}

} // namespace affect
