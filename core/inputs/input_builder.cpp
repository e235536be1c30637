#include "inputs/input_builder.h"

#include "features/audio_frames.h"
#include "media/audio_reader.h"

#include <iterator>

namespace affect {
namespace {

constexpr AudioOptions encoder_sound{audio_rate, 1};

Error stopped() { return make_error(ErrorCode::cancelled, "The analysis was stopped."); }

template <typename T> Result<std::optional<T>> some(T value) {
  return std::optional<T>(std::move(value));
}

} // namespace

InputBuilder::InputBuilder(const InputPlan &plan, const InputEncoders &encoders)
    : plan_(plan), encoders_(encoders),
      finders_(std::make_shared<FaceFinderPool>(FaceSearch::thorough)) {}

InputBuilder InputBuilder::with(const InputPlan &plan) const {
  InputBuilder other = *this;
  other.plan_ = plan;
  return other;
}

Result<void> InputBuilder::check_finder() const {
  if (plan_.sight != Sight::faces)
    return {};
  AFFECT_TRY(finder, finders_->take());
  finders_->give_back(std::move(finder));
  return {};
}

std::vector<std::shared_ptr<const Image>> pictures_of(const Post &post, bool all,
                                                      std::vector<double> &times) {
  const std::shared_ptr<const Image> still = still_of(post);
  if (!post.clip)
    return still ? std::vector{still} : std::vector<std::shared_ptr<const Image>>();
  std::vector<std::shared_ptr<const Image>> pictures;
  for (const Frame &frame : post.clip->frames)
    if (all || &frame.image == still.get()) {
      pictures.emplace_back(post.clip, &frame.image);
      times.push_back(frame.time);
    }
  return pictures;
}

EncodedPictures joined(std::span<const ImageFeatures> features, const PreparedPictures &of) {
  std::vector<torch::Tensor> regions, vectors;
  for (const ImageFeatures &one : features) {
    regions.push_back(one.regions);
    vectors.push_back(one.vector);
  }
  return {torch::stack(regions), torch::stack(vectors), of.times, of.width, of.height};
}

Result<std::shared_ptr<const PreparedPictures>>
InputBuilder::prepare_pictures(const Post &post) const {
  PreparedPictures prepared;
  const auto pictures = pictures_of(post, plan_.sees_all_frames(), prepared.times);
  if (pictures.empty())
    return std::shared_ptr<const PreparedPictures>();
  prepared.width = pictures.front()->width;
  prepared.height = pictures.front()->height;
  for (const auto &picture : pictures) {
    AFFECT_TRY(resized, encoders_.image->prepare(*picture));
    prepared.images.push_back(std::make_shared<const Image>(std::move(resized)));
  }
  return std::make_shared<const PreparedPictures>(std::move(prepared));
}

Result<std::shared_ptr<const FaceCrops>> InputBuilder::find_face(const Post &post,
                                                                 const CancelToken &cancel) const {
  AFFECT_TRY(finder, finders_->take());
  auto found = follow_face(post, finder, cancel);
  finders_->give_back(std::move(finder));
  if (!found.ok())
    return found.error();
  return std::make_shared<const FaceCrops>(std::move(*found));
}

bool InputBuilder::shares_pictures(const InputBuilder &other) const {
  return other.plan_.sees_pictures() && plan_.sees_all_frames() == other.plan_.sees_all_frames() &&
         encoders_.image->preprocess() == other.encoders_.image->preprocess();
}

Result<PreparedInput>
InputBuilder::prepare(const Post &post, std::span<const InputBuilder *const> alike,
                      std::span<const std::shared_ptr<const PreparedInput>> made,
                      const CancelToken &cancel) const {
  PreparedInput ready;
  if (!post.has_picture())
    return ready;
  for (std::size_t i = 0; i < alike.size(); ++i) {
    const InputBuilder &other = *alike[i];
    if (plan_.sees_pictures() && shares_pictures(other))
      ready.pictures = made[i]->pictures;
    if (plan_.picture_faces && other.encoders_.picture_faces == encoders_.picture_faces)
      ready.picture_faces = made[i]->picture_faces;
    if (plan_.sight == Sight::faces)
      ready.face = made[i]->face; // whichever encoder reads it
  }
  if (plan_.sees_pictures() && !ready.pictures) {
    AFFECT_TRY(pictures, prepare_pictures(post));
    ready.pictures = std::move(pictures);
  }
  if (plan_.picture_faces && !ready.picture_faces) {
    AFFECT_TRY(found, encoders_.picture_faces->find(*still_of(post), cancel));
    ready.picture_faces = std::make_shared<const FoundFaces>(std::move(found));
  }
  if (plan_.sight == Sight::faces && !ready.face) {
    AFFECT_TRY(face, find_face(post, cancel));
    ready.face = std::move(face);
  }
  return ready;
}

Result<std::optional<EncodedPictures>>
InputBuilder::encode_pictures(const Post &post, const CancelToken &cancel) const {
  AFFECT_TRY(prepared, prepare_pictures(post));
  if (!prepared)
    return std::optional<EncodedPictures>();
  const std::span<const std::shared_ptr<const Image>> images = prepared->images;
  const std::size_t together = plan_.frame_by_frame ? 1 : images.size();
  std::vector<ImageFeatures> features;
  for (std::size_t at = 0; at < images.size(); at += together) {
    if (cancel.cancelled())
      return stopped();
    AFFECT_TRY(part,
               encoders_.image->encode_prepared(images.subspan(at, together), BatchShape::least));
    std::move(part.begin(), part.end(), std::back_inserter(features));
  }
  return some(joined(features, *prepared));
}

Result<std::optional<AudioFeatures>> InputBuilder::encode_sound(const Post &post,
                                                                const CancelToken &cancel) const {
  if (!post.clip || !post.clip->info.has_audio)
    return std::optional<AudioFeatures>();
  AFFECT_TRY(reader, AudioReader::open(post.source.clip, encoder_sound, {}, cancel));
  const SampleSource source = [&](std::size_t count) { return reader.read(count); };
  return encoders_.audio->encode(source, cancel);
}

Result<void> InputBuilder::add_text(const LazyPost &lazy, InputCache &cache,
                                    EncodedPost &encoded) const {
  AFFECT_TRY(text, cache.text([&]() -> Result<std::optional<TextFeatures>> {
    AFFECT_TRY(post, lazy());
    return post->text ? some(encoders_.text->encode({&*post->text, 1}).front())
                      : std::optional<TextFeatures>();
  }));
  encoded.text = std::move(text);
  return {};
}

Result<void> InputBuilder::add_pictures(const LazyPost &lazy, InputCache &cache,
                                        const CancelToken &cancel, EncodedPost &encoded) const {
  AFFECT_TRY(pictures, cache.pictures([&]() -> Result<std::optional<EncodedPictures>> {
    AFFECT_TRY(post, lazy());
    return encode_pictures(*post, cancel);
  }));
  encoded.pictures = std::move(pictures);
  if (!plan_.picture_faces)
    return {};
  AFFECT_TRY(faces, cache.picture_faces([&]() -> Result<std::optional<PictureFaces>> {
    AFFECT_TRY(post, lazy());
    const auto still = still_of(*post);
    if (!still)
      return std::optional<PictureFaces>();
    AFFECT_TRY(read, encoders_.picture_faces->read(*still, cancel));
    return some(std::move(read));
  }));
  encoded.picture_faces = std::move(faces);
  return {};
}

Result<void> InputBuilder::add_face(const LazyPost &lazy, InputCache &cache,
                                    const CancelToken &cancel, EncodedPost &encoded) const {
  AFFECT_TRY(face, cache.face([&]() -> Result<std::optional<FaceSteps>> {
    AFFECT_TRY(post, lazy());
    if (!post->has_picture())
      return std::optional<FaceSteps>();
    AFFECT_TRY(found, find_face(*post, cancel));
    AFFECT_TRY(steps, encode_face(*found, *encoders_.faces));
    return some(std::move(steps));
  }));
  encoded.face = std::move(face);
  return {};
}

Result<EncodedPost> InputBuilder::build(const LazyPost &lazy, bool of_clip, InputCache &cache,
                                        const CancelToken &cancel) const {
  EncodedPost encoded;
  encoded.of_clip = of_clip;
  if (plan_.text)
    AFFECT_CHECK(add_text(lazy, cache, encoded));
  if (cancel.cancelled())
    return stopped();
  if (plan_.sees_pictures())
    AFFECT_CHECK(add_pictures(lazy, cache, cancel, encoded));
  if (plan_.sight == Sight::faces)
    AFFECT_CHECK(add_face(lazy, cache, cancel, encoded));
  if (cancel.cancelled())
    return stopped();
  if (plan_.sound && of_clip) {
    AFFECT_TRY(sound, cache.sound([&]() -> Result<std::optional<AudioFeatures>> {
      AFFECT_TRY(post, lazy());
      return encode_sound(*post, cancel);
    }));
    encoded.sound = std::move(sound);
  }
  return encoded;
}

} // namespace affect
