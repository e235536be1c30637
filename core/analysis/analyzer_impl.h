#pragma once

#include "analysis/analyzer.h"
#include "analysis/engine.h"
#include "analysis/steps.h"

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

/// What is behind Analyzer and BatchAnalyzer; for their .cpp files alone.
namespace affect {

inline double milliseconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

/// The last few features by key: what-if edits change one modality and ask again for the other.
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

struct Analyzer::Impl {
  LoadedBundle bundle;
  ModelInfo info;
  // Each goes with its encoder, which several analyzers may share.
  using Texts = RecentlyUsed<std::string, TextFeatures>;
  // Holding the picture keeps its address from being given to another one.
  using Images = RecentlyUsed<std::shared_ptr<const Image>, ImageFeatures>;
  std::shared_ptr<Texts> texts = std::make_shared<Texts>();
  std::shared_ptr<Images> images = std::make_shared<Images>();
  using Sounds = RecentlyUsed<std::shared_ptr<const ClipContent>, std::optional<AudioFeatures>>;
  std::shared_ptr<Sounds> sounds = std::make_shared<Sounds>();
  using Faces = RecentlyUsed<std::shared_ptr<const void>, SeenFaces>;
  std::shared_ptr<Faces> faces = std::make_shared<Faces>();
  using InPictures = RecentlyUsed<std::shared_ptr<const Image>, PictureFaces>;
  std::shared_ptr<InPictures> in_pictures = std::make_shared<InPictures>();
  std::optional<FaceFinder> finder; ///< opened when the first face is looked for

  /// Loads the bundle onto a device and runs it once. `like` as in Analyzer::open
  /// (open_analyzer.cpp).
  Result<void> load(const std::filesystem::path &folder, const AnalyzerOptions &options,
                    torch::Device device, const Impl *like);
  void share_features(const Impl &other);
  const TextFeatures &text_of(const std::string &text);
  Result<const ImageFeatures *> image_of(const std::shared_ptr<const Image> &image);

  /// A post by itself, with cached features; the only way of clips.
  Result<Reading> read(const Post &post, const AnalyzeOptions &options, const CancelToken &cancel);

  /// What a reading says before any network ran.
  Reading begun(const Post &post) const;
  void add_text(Reading &reading, const std::string &text, const TextFeatures &features) const;
  /// `width` and `height` of the picture, pixels.
  void add_grid(Reading &reading, int width, int height) const;
  /// The faces in a picture, for systems that read these; of a clip, in the frame at `time`.
  void add_faces(Reading &reading, const PictureFaces &faces, double time = 0) const;
  /// What the system says of row `row` of its batch; attention only where the reading has words and
  /// a picture.
  void add_output(Reading &reading, const SystemOutput &output, int64_t row, bool has_text,
                  bool has_image, bool has_audio = false) const;

private:
  Result<void> warm_up();
  Result<void> read_faces(const std::shared_ptr<const Image> &image, double time,
                          PostTensors &tensors, Reading &reading, const CancelToken &cancel);
  Result<void> read_picture(const Post &post, PostTensors &tensors, Reading &reading,
                            const CancelToken &cancel);
  /// Whether what is seen over time are whole frames, not faces.
  bool looks_at_frames() const {
    return !bundle.words_only() && !bundle.follows_face() && bundle.manifest.video_width > 0;
  }
  /// Words, face or frames, and sound of a post, for systems that read these over time
  /// (read_steps.cpp).
  Result<Reading> read_steps(const Post &post, const AnalyzeOptions &options,
                             const CancelToken &cancel);
  Result<const SeenFaces *> faces_of(const Post &post, const CancelToken &cancel);
  Result<const std::optional<AudioFeatures> *> sound_of(const Post &post,
                                                        const CancelToken &cancel);
  Result<void> read_frames(const Post &post, PostTensors &tensors, Reading &reading,
                           const CancelToken &cancel);
  void add_modalities(Reading &reading, const SystemOutput &output, int64_t row, bool has_text,
                      bool has_image, bool has_audio) const;
};

/// The error of a post of which there is nothing to read.
Error nothing_to_read(const Post &post);
/// The error of whatever a library threw.
Error analysis_failed(const std::exception &error, const Post &post);

} // namespace affect
