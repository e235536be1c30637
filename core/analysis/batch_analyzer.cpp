#include "analysis/batch_analyzer_impl.h"

namespace affect {
namespace {

using Clock = std::chrono::steady_clock;
using Posts = std::span<const PreparedPost>;
using Readings = std::span<std::vector<Result<Reading>>>; // of as many posts

// Posts of one piece of work where pieces go side by side: a batch of pictures; and where they do
// not, when longer batches of texts of about the same length pay.
constexpr std::size_t small_piece = 16, large_piece = 32;

Error not_read_yet(const Post &post) {
  return make_error(ErrorCode::cancelled, "The analysis was stopped.", post.source.path());
}

} // namespace

// Whether a post goes by itself: clips, and all posts of systems that look for more than text and
// picture.
bool BatchAnalyzer::Impl::singly(const Post &post, std::size_t which) const {
  return post.clip || model(which).bundle.reads_singly();
}

BatchAnalyzer::BatchAnalyzer() : impl_(std::make_unique<Impl>()) {}
BatchAnalyzer::~BatchAnalyzer() = default;

Result<std::unique_ptr<BatchAnalyzer>>
BatchAnalyzer::open(const std::vector<AnalyzerOptions> &models) {
  std::unique_ptr<BatchAnalyzer> batch(new BatchAnalyzer);
  for (const AnalyzerOptions &options : models) {
    const Analyzer *like =
        batch->impl_->analyzers.empty() ? nullptr : batch->impl_->analyzers.front().get();
    AFFECT_TRY(analyzer, Analyzer::open(options, like));
    batch->impl_->analyzers.push_back(std::move(analyzer));
  }
  if (models.empty())
    return make_error(ErrorCode::usage, "No model is named.");
  return batch;
}

std::size_t BatchAnalyzer::models() const { return impl_->analyzers.size(); }
const ModelInfo &BatchAnalyzer::info(std::size_t model) const {
  return impl_->analyzers[model]->info();
}
const AnalysisTimes &BatchAnalyzer::times() const { return impl_->times; }

Result<void> BatchAnalyzer::Impl::prepare_picture(const Image &image, PreparedPost &ready) const {
  ready.width = image.width;
  ready.height = image.height;
  for (std::size_t m = 0; m < analyzers.size(); ++m) {
    const LoadedBundle &own = model(m).bundle;
    std::shared_ptr<const Image> picture;
    std::shared_ptr<const FoundFaces> faces;
    for (std::size_t other = 0; other < m; ++other) {
      if (model(other).bundle.image->preprocess() == own.image->preprocess())
        picture = ready.pictures[other];
      if (model(other).bundle.picture_faces == own.picture_faces)
        faces = ready.faces[other];
    }
    if (!picture) {
      AFFECT_TRY(prepared, own.image->prepare(image));
      picture = std::make_shared<const Image>(std::move(prepared));
    }
    if (!faces && own.picture_faces) {
      AFFECT_TRY(found, own.picture_faces->find(image));
      faces = std::make_shared<const FoundFaces>(std::move(found));
    }
    ready.pictures.push_back(std::move(picture));
    ready.faces.push_back(std::move(faces));
  }
  return {};
}

Result<PreparedPost> BatchAnalyzer::prepare(Post post) const {
  PreparedPost ready;
  if (post.image && !post.clip) {
    if (auto prepared = impl_->prepare_picture(*post.image, ready); !prepared.ok()) {
      Error error = prepared.error();
      error.file = post.source.path();
      return error;
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

std::vector<std::vector<Result<Reading>>>
BatchAnalyzer::analyze(Posts posts, const AnalyzeOptions &options, const CancelToken &cancel) {
  torch::NoGradGuard frozen;
  const auto begin = Clock::now();
  std::vector<std::vector<Result<Reading>>> readings;
  std::size_t in_batch = 0;
  for (const PreparedPost &one : posts) {
    readings.emplace_back(models(), one.post.text || one.width > 0 ? not_read_yet(one.post)
                                                                   : nothing_to_read(one.post));
    in_batch += one.post.clip ? 0 : 1;
  }
  std::vector<Piece> pieces;
  const std::size_t most =
      impl_->at_once((posts.size() + small_piece - 1) / small_piece) ? small_piece : large_piece;
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
  const double each =
      milliseconds_since(begin) / static_cast<double>(std::max<std::size_t>(in_batch, 1));
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
