#include "corpus/clip_features.h"

#include "analysis/steps.h"
#include "base/hash.h"
#include "media/text_file.h"

#include <algorithm>
#include <iterator>

namespace affect {
namespace {

constexpr const char *nothing = "nothing"; // the only entry of what was looked for and not found

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

// What the file of one post holds. It is opened when something of it is not in the cache.
class Opened {
public:
  Opened(const PostSource &source, const CancelToken &cancel) : source_(source), cancel_(cancel) {
    source_.text = ""; // read apart
  }
  Result<const Post *> post() {
    if (!post_) {
      AFFECT_TRY(loaded, load_post(source_, {}, cancel_));
      post_ = std::move(loaded);
    }
    return &*post_;
  }

private:
  PostSource source_;
  const CancelToken &cancel_;
  std::optional<Post> post_;
};

class Reader {
public:
  Reader(Sight sight, const ClipEncoders &encoders, const FeatureCache &cache,
         const CancelToken &cancel)
      : sight_(sight), encoders_(encoders), cache_(cache), cancel_(cancel) {}

  /// Errors: as FaceFinder.
  Result<void> open() {
    if (sight_ != Sight::faces)
      return {};
    AFFECT_TRY(finder, FaceFinder::open());
    finder_.emplace(std::move(finder));
    return {};
  }

  /// All but the text's features.
  Result<PostFeatures> read(const LabelledPost &post, double scale);

private:
  template <typename Make> Result<StateDict> kept(const std::string &key, Make make);
  Result<StateDict> pictures(Opened &opened);
  Result<StateDict> faces(Opened &opened);
  Result<StateDict> faces_in_picture(Opened &opened);
  Result<StateDict> sound(Opened &opened);
  void show(const StateDict &seen, bool clip, PostTensors &tensors) const;

  Sight sight_;
  ClipEncoders encoders_;
  const FeatureCache &cache_;
  const CancelToken &cancel_;
  std::optional<FaceFinder> finder_;
};

template <typename Make> Result<StateDict> Reader::kept(const std::string &key, Make make) {
  if (auto found = cache_.find(key))
    return std::move(*found);
  AFFECT_TRY(made, make());
  if (made.empty())
    made[nothing] = torch::zeros({1});
  cache_.keep(key, made);
  return std::move(made);
}

Result<StateDict> Reader::pictures(Opened &opened) {
  AFFECT_TRY(post, opened.post());
  std::vector<Image> images;
  if (post->clip && sight_ != Sight::still) {
    for (const Frame &frame : post->clip->frames)
      images.push_back(frame.image);
  } else if (const auto still = still_of(*post)) {
    images.push_back(*still);
  }
  StateDict state;
  if (images.empty())
    return state;
  AFFECT_TRY(features, encoders_.image->encode(images));
  std::vector<torch::Tensor> regions, vectors;
  for (const ImageFeatures &one : features) {
    regions.push_back(one.regions);
    vectors.push_back(one.vector);
  }
  state["vectors"] = torch::stack(vectors);
  if (sight_ != Sight::steps) // large, and not looked at
    state["regions"] = torch::stack(regions);
  return state;
}

Result<StateDict> Reader::faces(Opened &opened) {
  AFFECT_TRY(post, opened.post());
  AFFECT_TRY(seen, see_faces(*post, *finder_, *encoders_.faces, cancel_));
  StateDict state;
  if (seen.vectors.defined())
    state["vectors"] = seen.vectors;
  return state;
}

// Of the picture that a system which knows no frames reads.
Result<StateDict> Reader::faces_in_picture(Opened &opened) {
  AFFECT_TRY(post, opened.post());
  StateDict state;
  if (const auto still = still_of(*post)) {
    AFFECT_TRY(seen, encoders_.picture_faces->read(*still, cancel_));
    state["faces"] = seen.numbers;
  }
  return state;
}

Result<StateDict> Reader::sound(Opened &opened) {
  AFFECT_TRY(post, opened.post());
  AFFECT_TRY(heard, hear(*post, *encoders_.audio, cancel_));
  StateDict state;
  if (heard)
    state["steps"] = heard->steps;
  return state;
}

void Reader::show(const StateDict &seen, bool clip, PostTensors &tensors) const {
  if (!seen.contains("vectors"))
    return;
  const auto vectors = seen.at("vectors").to(torch::kHalf);
  if (sight_ == Sight::faces || sight_ == Sight::steps) {
    tensors.video = vectors;
    return;
  }
  const auto regions = seen.at("regions").to(torch::kHalf);
  if (clip && sight_ == Sight::frames) {
    tensors.frames = regions;
    tensors.frame_vectors = vectors;
  } else {
    tensors.image = regions[0];
    tensors.image_vector = vectors[0];
  }
}

// In the cache's keys: what was looked at. Frames are sampled as the program does for its readings.
std::string looked_at(Sight sight) {
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

Result<PostFeatures> Reader::read(const LabelledPost &post, double scale) {
  const PostSource &source = post.source;
  PostFeatures features = features_of_labels(post, scale);
  AFFECT_TRY(words, words_of(source, cancel_));
  features.text = std::move(words);
  const bool clip = !source.clip.empty();
  const std::filesystem::path &file = clip ? source.clip : source.image;
  const bool looks = !file.empty() && sight_ != Sight::none, listens = clip && encoders_.audio;
  if (looks || listens) {
    Opened opened(source, cancel_);
    AFFECT_TRY(content, sha256_of_file(file));
    if (looks) {
      const bool face = sight_ == Sight::faces;
      const std::string &encoder = face ? encoders_.faces->hash() : encoders_.image->hash();
      AFFECT_TRY(seen, kept(FeatureCache::key(content + "\n" + looked_at(sight_), encoder),
                            [&] { return face ? faces(opened) : pictures(opened); }));
      show(seen, clip, features.tensors);
      if (encoders_.picture_faces) {
        AFFECT_TRY(numbers, kept(FeatureCache::key(content + "\n" + looked_at(Sight::still),
                                                   encoders_.picture_faces->hash()),
                                 [&] { return faces_in_picture(opened); }));
        if (const auto found = numbers.find("faces"); found != numbers.end())
          features.tensors.faces = found->second;
      }
    }
    if (listens) {
      AFFECT_TRY(heard, kept(FeatureCache::key(content + "\nsound", encoders_.audio->hash()),
                             [&] { return sound(opened); }));
      if (const auto steps = heard.find("steps"); steps != heard.end())
        features.tensors.audio = steps->second.to(torch::kHalf);
    }
  }
  const PostTensors &made = features.tensors;
  if (features.text.empty() && !made.video.defined() && !made.frames.defined() &&
      !made.image.defined() && !made.audio.defined())
    return make_error(ErrorCode::missing_pair, "There is nothing in it that this system reads.",
                      source.path());
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

Result<FeatureSet> clip_features(const LabelledSet &set, Sight sight, const ClipEncoders &encoders,
                                 const FeatureCache &cache, const FeatureOptions &options,
                                 const ProgressFn &progress, const CancelToken &cancel) {
  if (options.text_tuned > 0 || options.image_tuned > 0)
    return make_error(
        ErrorCode::usage,
        "Encoders are tuned on posts with one picture and a text each, not on clips.");
  Reader reader(sight, encoders, cache, cancel);
  AFFECT_CHECK(reader.open());
  FeatureSet features;
  for (std::size_t i = 0; i < set.posts.size(); ++i) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Computing features was stopped.");
    auto post = reader.read(set.posts[i], set.scale);
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
