#include "corpus/composed_features.h"

#include "media/audio_reader.h"
#include "media/image.h"

#include <map>

namespace affect {
namespace {

namespace fs = std::filesystem;

constexpr int rate = 16000;

// What many clips share, by file.
class Parts {
public:
  Parts(AudioEncoder &audio, FaceEncoder &faces, const FeatureCache &cache)
      : audio_(audio), faces_(faces), cache_(cache) {}

  /// [steps, width]
  Result<torch::Tensor> sound(const fs::path &file, const CancelToken &cancel) {
    if (const auto found = known_.find(file); found != known_.end())
      return found->second;
    const std::string key = FeatureCache::key(file.string() + " sound", audio_.hash());
    if (const auto kept = cache_.find(key))
      return remember(file, kept->at("steps"));
    AFFECT_TRY(reader, AudioReader::open(file, {rate, 1}, {}, cancel));
    const SampleSource source = [&](std::size_t count) { return reader.read(count); };
    AFFECT_TRY(features, audio_.encode(source, cancel));
    if (!features)
      return make_error(ErrorCode::missing_pair, "There is no voice in the sound.", file);
    cache_.keep(key, {{"steps", features->steps}});
    return remember(file, features->steps);
  }

  /// [faces, width]
  Result<torch::Tensor> seen(const std::vector<fs::path> &files) {
    std::vector<torch::Tensor> vectors;
    for (const fs::path &file : files) {
      AFFECT_TRY(vector, face(file));
      vectors.push_back(vector);
    }
    return torch::stack(vectors);
  }

private:
  Result<torch::Tensor> face(const fs::path &file) {
    if (const auto found = known_.find(file); found != known_.end())
      return found->second;
    AFFECT_TRY(image, load_image(file));
    AFFECT_TRY(crop, whole_face(image));
    AFFECT_TRY(features, faces_.encode({&crop, 1}));
    return remember(file, features.front().vector);
  }

  torch::Tensor remember(const fs::path &file, const torch::Tensor &features) {
    return known_[file] = features.to(torch::kHalf);
  }

  AudioEncoder &audio_;
  FaceEncoder &faces_;
  const FeatureCache &cache_;
  std::map<fs::path, torch::Tensor> known_;
};

PostFeatures labelled(const ComposedClip &clip) {
  PostFeatures post;
  post.id = clip.id;
  post.text = clip.text;
  post.joint = static_cast<int64_t>(clip.joint());
  post.text_label = static_cast<int64_t>(clip.text_label);
  post.image_label = static_cast<int64_t>(clip.image_label);
  post.audio_label = static_cast<int64_t>(clip.audio_label);
  post.intensities = {static_cast<float>(clip.intensity()), static_cast<float>(post.text_label - 1),
                      static_cast<float>(post.image_label - 1),
                      static_cast<float>(post.audio_label - 1)};
  return post;
}

} // namespace

Result<FeatureSet> composed_features(const std::vector<ComposedClip> &clips, TextEncoder &text,
                                     AudioEncoder &audio, FaceEncoder &faces,
                                     const FeatureCache &cache, const FeatureOptions &options,
                                     const ProgressFn &progress, const CancelToken &cancel) {
  FeatureSet set;
  Parts parts(audio, faces, cache);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Computing features was stopped.");
    const ComposedClip &clip = clips[i];
    auto sound = parts.sound(clip.sound, cancel);
    auto video = parts.seen(clip.faces);
    if (!sound.ok() || !video.ok()) {
      set.errors.push_back(sound.ok() ? video.error() : sound.error());
      continue;
    }
    set.posts.push_back(labelled(clip));
    set.posts.back().tensors.audio = sound.value();
    set.posts.back().tensors.video = video.value();
    if (progress && i % 100 == 0)
      progress({static_cast<double>(i) / static_cast<double>(clips.size()),
                "faces and sounds of " + std::to_string(i) + " of " + std::to_string(clips.size()) +
                    " clips"});
  }
  if (set.posts.empty())
    return set.errors.empty() ? make_error(ErrorCode::usage, "There is no clip to compose.")
                              : set.errors.front();
  AFFECT_CHECK(fill_texts(set.posts, text, cache, options, progress, cancel));
  return set;
}

} // namespace affect
