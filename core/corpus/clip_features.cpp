#include "corpus/clip_features.h"

#include "base/hash.h"
#include "inputs/input_builder.h"
#include "media/text_file.h"

#include <algorithm>
#include <iterator>

namespace affect {
namespace {

// Empty: none.
Result<std::string> words_of(const PostSource &source, const CancelToken &cancel) {
  std::string words;
  if (source.text) {
    words = decode_text(*source.text);
  } else if (!source.clip.empty()) {
    AFFECT_TRY(transcript, find_transcript(source.clip, cancel));
    words = transcript ? transcript->text() : std::string();
  } else if (!source.text_file.empty()) {
    AFFECT_TRY(text, load_text(source.text_file));
    words = std::move(text);
  }
  return is_blank(words) ? std::string() : words;
}

// In the cache's keys: which pictures were read. Frames are sampled as for readings.
std::string sight_key(Sight sight) {
  const std::string frames =
      std::to_string(clip_frames) + " frames of " + std::to_string(clip_frame_side);
  switch (sight) {
  case Sight::faces:
    return "the face in " + frames;
  case Sight::steps:
    return "the vectors of " + frames;
  case Sight::frames:
    return frames;
  default:
    return "one of " + frames;
  }
}

torch::Tensor entry_of(const StateDict &state, const char *name) {
  const auto found = state.find(name);
  return found == state.end() ? torch::Tensor() : found->second;
}

// The features of a file of that content, on disk.
class CachedInputs : public InputCache {
public:
  CachedInputs(const FeatureCache &cache, const InputBuilder &builder, std::string content)
      : cache_(cache), sight_(builder.plan().sight), encoders_(builder.encoders()),
        content_(std::move(content)) {}

  Made<EncodedPictures> pictures(const Make<EncodedPictures> &make) override {
    const auto to_state = [&](const EncodedPictures &pictures) -> StateDict {
      if (sight_ == Sight::steps) // regions are large and not needed
        return {{"vectors", pictures.vectors}};
      return {{"vectors", pictures.vectors}, {"regions", pictures.regions}};
    };
    AFFECT_TRY(state, found_or_made(sight_key(sight_), encoders_.image->hash(), make, to_state));
    if (!state)
      return std::optional<EncodedPictures>();
    return std::optional(
        EncodedPictures{entry_of(*state, "regions"), entry_of(*state, "vectors"), {}});
  }
  Made<PictureFaces> picture_faces(const Make<PictureFaces> &make) override {
    const auto to_state = [](const PictureFaces &faces) -> StateDict {
      return {{"faces", faces.numbers}};
    };
    AFFECT_TRY(state, found_or_made(sight_key(Sight::still), encoders_.picture_faces->hash(), make,
                                    to_state));
    return state ? std::optional(PictureFaces{{}, {}, entry_of(*state, "faces")})
                 : std::optional<PictureFaces>();
  }
  Made<FaceSteps> face(const Make<FaceSteps> &make) override {
    const auto to_state = [](const FaceSteps &steps) -> StateDict {
      return steps.vectors.defined() ? StateDict{{"vectors", steps.vectors}} : StateDict();
    };
    AFFECT_TRY(state, found_or_made(sight_key(sight_), encoders_.faces->hash(), make, to_state));
    if (!state)
      return std::optional<FaceSteps>();
    FaceSteps steps;
    steps.vectors = entry_of(*state, "vectors");
    return std::optional(std::move(steps));
  }
  Made<AudioFeatures> sound(const Make<AudioFeatures> &make) override {
    const auto to_state = [](const AudioFeatures &sound) -> StateDict {
      return {{"steps", sound.steps}};
    };
    AFFECT_TRY(state, found_or_made("sound", encoders_.audio->hash(), make, to_state));
    return state ? std::optional(AudioFeatures{entry_of(*state, "steps"), {}, {}, {}})
                 : std::optional<AudioFeatures>();
  }

private:
  static constexpr const char *nothing = "nothing"; // the only entry of what was not found

  template <typename Features, typename ToState>
  Result<std::optional<StateDict>> found_or_made(const std::string &part,
                                                 const std::string &encoder,
                                                 const Make<Features> &make, ToState to_state) {
    const std::string key = FeatureCache::key(content_ + "\n" + part, encoder);
    auto state = cache_.find(key);
    if (!state) {
      AFFECT_TRY(made, make());
      state = made ? to_state(*made) : StateDict();
      if (state->empty())
        state->emplace(nothing, torch::zeros({1}));
      cache_.keep(key, *state);
    }
    return state->contains(nothing) ? std::optional<StateDict>() : std::move(state);
  }

  const FeatureCache &cache_;
  Sight sight_;
  InputEncoders encoders_;
  std::string content_;
};

// As they are kept in memory: a data set's worth of them.
void halve(PostTensors &tensors) {
  for (torch::Tensor *one : {&tensors.image, &tensors.image_vector, &tensors.frames,
                             &tensors.frame_vectors, &tensors.video, &tensors.audio})
    if (one->defined())
      *one = one->to(torch::kHalf);
}

// All of a post but its text. The file is opened where something of it is not in the cache.
Result<PostTensors> tensors_of_file(PostSource source, const InputBuilder &builder,
                                    const FeatureCache &cache, const CancelToken &cancel) {
  const bool clip = !source.clip.empty();
  const std::filesystem::path file = clip ? source.clip : source.image;
  const InputPlan &plan = builder.plan();
  if (file.empty() || (plan.sight == Sight::none && !(clip && plan.sound)))
    return PostTensors();
  AFFECT_TRY(content, sha256_of_file(file));
  CachedInputs kept(cache, builder, content);
  source.text = ""; // read apart
  std::optional<Post> opened;
  const InputBuilder::LazyPost post = [&]() -> Result<const Post *> {
    if (!opened) {
      AFFECT_TRY(loaded, load_post(source, {}, cancel));
      opened = std::move(loaded);
    }
    return &*opened;
  };
  AFFECT_TRY(encoded, builder.build(post, clip, kept, cancel));
  auto tensors = tensors_of(encoded, plan.sight);
  halve(tensors);
  return tensors;
}

// All but the text's features.
Result<PostFeatures> features_of_file(const LabelledPost &post, double scale,
                                      const InputBuilder &builder, const FeatureCache &cache,
                                      const CancelToken &cancel) {
  PostFeatures features = features_of_labels(post, scale);
  AFFECT_TRY(words, words_of(post.source, cancel));
  features.text = std::move(words);
  AFFECT_TRY(tensors, tensors_of_file(post.source, builder, cache, cancel));
  features.tensors = std::move(tensors);
  if (features.text.empty() && is_empty(features.tensors))
    return make_error(ErrorCode::missing_pair, "There is nothing in it that this system reads.",
                      post.source.path());
  return features;
}

// The texts' features of the posts that have one.
Result<void> fill_words(std::vector<PostFeatures> &posts, TextEncoder &text,
                        const FeatureCache &cache, const FeatureOptions &options,
                        const ProgressFn &progress, const CancelToken &cancel) {
  std::vector<PostFeatures> with;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < posts.size(); ++i)
    if (!posts[i].text.empty()) {
      places.push_back(i);
      with.push_back(std::move(posts[i]));
    }
  AFFECT_CHECK(fill_texts(with, text, cache, options, progress, cancel));
  for (std::size_t i = 0; i < with.size(); ++i) {
    if (with.size() < posts.size())
      with[i].masked.clear();
    posts[places[i]] = std::move(with[i]);
  }
  return {};
}

} // namespace

Result<FeatureSet> clip_features(const LabelledSet &set, Sight sight, const InputEncoders &encoders,
                                 const FeatureCache &cache, const FeatureOptions &options,
                                 const ProgressFn &progress, const CancelToken &cancel) {
  if (options.text_tuned > 0 || options.image_tuned > 0)
    return make_error(
        ErrorCode::usage,
        "Encoders are tuned on posts with one picture and a text each, not on clips.");
  InputPlan plan{false, sight, false, encoders.audio != nullptr};
  plan.picture_faces = encoders.picture_faces && sight == Sight::still;
  const InputBuilder builder(plan, encoders);
  AFFECT_CHECK(builder.check_finder());
  FeatureSet features;
  for (std::size_t i = 0; i < set.posts.size(); ++i) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Computing features was stopped.");
    auto post = features_of_file(set.posts[i], set.scale, builder, cache, cancel);
    if (post.ok()) {
      features.posts.push_back(std::move(*post));
    } else {
      Error error = post.error();
      if (error.code == ErrorCode::cancelled)
        return error;
      if (error.file.empty())
        error.file = set.posts[i].source.path();
      features.errors.push_back(std::move(error));
    }
    if (progress && (i % 16 == 0 || i + 1 == set.posts.size()))
      progress({static_cast<double>(i + 1) / static_cast<double>(set.posts.size()),
                "pictures and sounds: " + std::to_string(i + 1) + " of " +
                    std::to_string(set.posts.size()) + " posts"});
  }
  if (features.posts.empty())
    return features.errors.empty() ? make_error(ErrorCode::usage, "There is no post to read.")
                                   : features.errors.front();
  AFFECT_CHECK(fill_words(features.posts, *encoders.text, cache, options, progress, cancel));
  return features;
}

} // namespace affect
