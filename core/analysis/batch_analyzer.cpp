#include "analysis/batch_analyzer.h"

#include "analysis/analyzer_impl.h"
#include "analysis/side_by_side.h"

#include <algorithm>
#include <map>
#include <optional>

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;
using Posts = std::span<const PreparedPost>;
using Readings = std::span<std::vector<Result<Reading>>>; // of as many posts

// Posts of one piece of work where pieces go side by side: a batch of pictures; and where they do not, when longer
// batches of texts of about the same length pay.
constexpr std::size_t small_piece = 16, large_piece = 32;

// Posts that a system reads together, always as many: of other numbers the last ones would pass through scalar forms of
// log and exp instead of vectors, and differ in the last bit. Texts take a multiple of 16 places, so that what stands
// behind them in a sum meets the same lanes of a vector, and so many that the products of attention go the same way (as
// in TextEncoder::encode_steady).
constexpr std::size_t system_batch = 16, least_tokens = 48, tokens_step = 16;

double seconds_since(Clock::time_point begin) { return milliseconds_since(begin) / 1000; }

Error not_read_yet(const Post &post) {
  return make_error(ErrorCode::cancelled, "The analysis was stopped.", post.source.path());
}

/// Places among a call's posts and, in the same order, what an encoder made of them.
template <typename Features> struct Encoded {
  std::vector<std::optional<std::size_t>> of_post; // index into features
  std::vector<Features> features;

  const Features *find(std::size_t post) const { return of_post[post] ? &features[*of_post[post]] : nullptr; }
};

} // namespace

struct BatchAnalyzer::Impl {
  std::vector<std::unique_ptr<Analyzer>> analyzers;
  AnalysisTimes times;

  Analyzer::Impl &model(std::size_t i) const { return *analyzers[i]->impl_; }
  bool singly(const Post &post, std::size_t which) const;
  /// Whether so many pieces are read at the same time: a GPU does one thing after another.
  bool at_once(std::size_t pieces) const {
    return std::all_of(analyzers.begin(), analyzers.end(),
                       [](const auto &one) { return one->impl_->bundle.device.is_cpu(); }) &&
           goes_side_by_side(pieces);
  }
};

/// Posts that go through the encoders together. Several of them may be at work at a time.
struct BatchAnalyzer::Piece {
  const Impl &impl;
  Posts posts;
  Readings readings;
  /// What an encoder reads, by the encoder: models share them.
  std::map<const TextEncoder *, Encoded<TextFeatures>> texts{};
  std::map<const ImageEncoder *, Encoded<ImageFeatures>> pictures{};
  double tokenising = 0; ///< seconds

  void read(bool explain, const CancelToken &cancel);
  void encode_texts(TextEncoder &encoder);
  Result<void> encode_pictures(std::size_t model);
  void read_with(std::size_t model, bool explain);
  void read_group(const std::vector<std::size_t> &group, std::size_t model, bool explain);
};

// Whether a post goes by itself: clips, and all posts of systems that look for more than text and picture.
bool BatchAnalyzer::Impl::singly(const Post &post, std::size_t which) const {
  return post.clip || model(which).bundle.reads_singly();
}

void BatchAnalyzer::Piece::encode_texts(TextEncoder &encoder) {
  if (texts.contains(&encoder))
    return;
  Encoded<TextFeatures> encoded;
  encoded.of_post.resize(posts.size());
  std::vector<std::string> read;
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (posts[i].post.text && !posts[i].post.clip) {
      encoded.of_post[i] = read.size();
      read.push_back(*posts[i].post.text);
    }
  const auto begin = Clock::now();
  auto encodings = encoder.tokenize(read);
  tokenising += seconds_since(begin);
  encoded.features = encoder.encode_steady(std::move(encodings));
  texts[&encoder] = std::move(encoded);
}

Result<void> BatchAnalyzer::Piece::encode_pictures(std::size_t model) {
  ImageEncoder &encoder = *impl.model(model).bundle.image;
  if (pictures.contains(&encoder))
    return {};
  Encoded<ImageFeatures> encoded;
  encoded.of_post.resize(posts.size());
  std::vector<std::shared_ptr<const Image>> read;
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (posts[i].width > 0) {
      encoded.of_post[i] = read.size();
      read.push_back(posts[i].pictures[model]);
    }
  AFFECT_TRY(features, encoder.encode_prepared(read));
  encoded.features = std::move(features);
  pictures[&encoder] = std::move(encoded);
  return {};
}

void BatchAnalyzer::Piece::read_group(const std::vector<std::size_t> &group, std::size_t model, bool explain) {
  Analyzer::Impl &reader = impl.model(model);
  const auto &own_texts = texts[reader.bundle.text.get()];
  const auto &own_pictures = pictures[reader.bundle.image.get()];
  std::vector<PostTensors> tensors(group.size());
  std::vector<Reading> begun;
  std::size_t longest = 1; // tokens
  for (std::size_t k = 0; k < group.size(); ++k) {
    const PreparedPost &one = posts[group[k]];
    begun.push_back(reader.begun(one.post));
    if (const TextFeatures *text = own_texts.find(group[k])) {
      tensors[k].text = text->hidden;
      tensors[k].text_vector = text->vector;
      tensors[k].words = text->words;
      longest = std::max(longest, text->encoding.tokens.size());
      reader.add_text(begun.back(), *one.post.text, *text);
    }
    if (const ImageFeatures *picture = own_pictures.find(group[k])) {
      tensors[k].image = picture->regions;
      tensors[k].image_vector = picture->vector;
      reader.add_grid(begun.back(), one.width, one.height);
    }
  }
  std::vector<PostTensors> filled = tensors;
  filled.resize(system_batch, tensors.front());
  const std::size_t places = std::max((longest + tokens_step - 1) / tokens_step * tokens_step, least_tokens);
  const auto output =
      reader.bundle.run(collate(filled, reader.bundle.system->config(), static_cast<int64_t>(places)), explain);
  for (std::size_t k = 0; k < group.size(); ++k) {
    const auto row = static_cast<int64_t>(k);
    reader.add_output(begun[k], output, row, tensors[k].text.defined(), tensors[k].image.defined());
    const TextFeatures *text = own_texts.find(group[k]);
    if (text && output.word_scores.defined())
      add_word_scores(text->encoding, text->words, output.word_scores[row], begun[k]);
    if (explain)
      add_time_attention(output, row, {}, {}, {}, begun[k]);
    readings[group[k]][model] = std::move(begun[k]);
  }
}

void BatchAnalyzer::Piece::read_with(std::size_t model, bool explain) {
  const auto &encoded = texts[impl.model(model).bundle.text.get()];
  // Posts without words by themselves: what attends to no word at all attends to all places alike, however many the
  // others' texts take.
  std::vector<std::size_t> worded, wordless;
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (encoded.find(i))
      worded.push_back(i);
    else if (posts[i].width > 0)
      wordless.push_back(i);
  std::stable_sort(worded.begin(), worded.end(), [&](std::size_t a, std::size_t b) {
    return encoded.find(a)->encoding.tokens.size() < encoded.find(b)->encoding.tokens.size();
  });
  for (const auto *kind : {&worded, &wordless})
    for (std::size_t at = 0; at < kind->size(); at += system_batch) {
      const auto begin = kind->begin() + static_cast<std::ptrdiff_t>(at);
      const auto count = static_cast<std::ptrdiff_t>(std::min(system_batch, kind->size() - at));
      read_group({begin, begin + count}, model, explain);
    }
}

void BatchAnalyzer::Piece::read(bool explain, const CancelToken &cancel) {
  torch::NoGradGuard frozen; // of this thread
  for (std::size_t m = 0; m < impl.analyzers.size() && !cancel.cancelled(); ++m) {
    const LoadedBundle &bundle = impl.model(m).bundle;
    if (bundle.reads_singly())
      continue;
    const auto fail = [&](const auto &error_of) {
      for (std::size_t i = 0; i < posts.size(); ++i)
        if (!posts[i].post.clip)
          readings[i][m] = error_of(posts[i].post);
    };
    try {
      encode_texts(*bundle.text);
      if (auto encoded = encode_pictures(m); !encoded.ok())
        fail([&](const Post &) { return encoded.error(); });
      else
        read_with(m, explain);
    } catch (const std::exception &error) {
      fail([&](const Post &post) { return analysis_failed(error, post); });
    }
  }
}

BatchAnalyzer::BatchAnalyzer() : impl_(std::make_unique<Impl>()) {}
BatchAnalyzer::~BatchAnalyzer() = default;

Result<std::unique_ptr<BatchAnalyzer>> BatchAnalyzer::open(const std::vector<AnalyzerOptions> &models) {
  std::unique_ptr<BatchAnalyzer> batch(new BatchAnalyzer);
  for (const AnalyzerOptions &options : models) {
    const Analyzer *like = batch->impl_->analyzers.empty() ? nullptr : batch->impl_->analyzers.front().get();
    AFFECT_TRY(analyzer, Analyzer::open(options, like));
    batch->impl_->analyzers.push_back(std::move(analyzer));
  }
  if (models.empty())
    return make_error(ErrorCode::usage, "No model is named.");
  return batch;
}

std::size_t BatchAnalyzer::models() const { return impl_->analyzers.size(); }
const ModelInfo &BatchAnalyzer::info(std::size_t model) const { return impl_->analyzers[model]->info(); }
const AnalysisTimes &BatchAnalyzer::times() const { return impl_->times; }

Result<PreparedPost> BatchAnalyzer::prepare(Post post) const {
  PreparedPost ready;
  if (post.image && !post.clip) {
    ready.width = post.image->width;
    ready.height = post.image->height;
    for (std::size_t m = 0; m < models(); ++m) {
      const ImageEncoder &encoder = *impl_->model(m).bundle.image;
      std::shared_ptr<const Image> picture;
      for (std::size_t other = 0; other < m && !picture; ++other)
        if (impl_->model(other).bundle.image->preprocess() == encoder.preprocess())
          picture = ready.pictures[other];
      if (!picture) {
        auto prepared = encoder.prepare(*post.image);
        if (!prepared.ok()) {
          Error error = prepared.error();
          error.file = post.source.path();
          return error;
        }
        picture = std::make_shared<const Image>(std::move(*prepared));
      }
      ready.pictures.push_back(std::move(picture));
    }
    bool looked_at = false;
    for (std::size_t m = 0; m < models(); ++m)
      looked_at = looked_at || impl_->singly(post, m);
    if (!looked_at)
      post.image.reset(); // a photo takes tens of megabytes
  }
  ready.post = std::move(post);
  return ready;
}

std::vector<std::vector<Result<Reading>>> BatchAnalyzer::analyze(Posts posts, const AnalyzeOptions &options,
                                                                 const CancelToken &cancel) {
  torch::NoGradGuard frozen;
  const auto begin = Clock::now();
  std::vector<std::vector<Result<Reading>>> readings;
  std::size_t in_batch = 0;
  for (const PreparedPost &one : posts) {
    readings.emplace_back(models(),
                          one.post.text || one.width > 0 ? not_read_yet(one.post) : nothing_to_read(one.post));
    in_batch += one.post.clip ? 0 : 1;
  }
  std::vector<Piece> pieces;
  const std::size_t most = impl_->at_once((posts.size() + small_piece - 1) / small_piece) ? small_piece : large_piece;
  for (std::size_t at = 0; at < posts.size() && in_batch > 0; at += most) {
    const std::size_t count = std::min(most, posts.size() - at);
    pieces.push_back({*impl_, posts.subspan(at, count), Readings(readings).subspan(at, count)});
  }
  const auto read = [&](std::size_t i) { pieces[i].read(options.explain, cancel); };
  if (impl_->at_once(pieces.size()))
    side_by_side(pieces.size(), read);
  else
    for (std::size_t i = 0; i < pieces.size(); ++i)
      read(i);
  const double each = milliseconds_since(begin) / static_cast<double>(std::max<std::size_t>(in_batch, 1));
  for (std::size_t i = 0; i < posts.size(); ++i)
    for (std::size_t m = 0; m < models(); ++m)
      if (impl_->singly(posts[i].post, m))
        readings[i][m] = impl_->analyzers[m]->analyze(posts[i].post, options, cancel);
      else if (readings[i][m].ok())
        readings[i][m]->elapsed_ms = each / static_cast<double>(models());
  double tokenised = 0; // by all pieces, some of them at the same time
  for (const Piece &piece : pieces)
    tokenised += piece.tokenising;
  impl_->times.tokenising += tokenised;
  impl_->times.inference += seconds_since(begin) - tokenised;
  return readings;
}

} // namespace affect
