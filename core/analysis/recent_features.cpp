#include "analysis/recent_features.h"

namespace affect {
namespace {

std::size_t size_of(const EncodedPictures &pictures) {
  return static_cast<std::size_t>(pictures.vectors.size(0));
}
template <typename Features> std::size_t size_of(const Features &) { return 1; }

template <typename Key, typename Features>
Result<std::optional<Features>> found_or_made(RecentlyUsed<Key, std::optional<Features>> &recent,
                                              const Key &key,
                                              const InputCache::Make<Features> &make) {
  if (const auto *found = recent.find(key))
    return *found;
  AFFECT_TRY(made, make());
  recent.store(key, made, made ? size_of(*made) : 1);
  return std::move(made);
}

} // namespace

RecentFeatures::RecentFeatures()
    : texts(std::make_shared<decltype(texts)::element_type>()),
      pictures(std::make_shared<decltype(pictures)::element_type>()),
      picture_faces(std::make_shared<decltype(picture_faces)::element_type>()),
      faces(std::make_shared<decltype(faces)::element_type>()),
      sounds(std::make_shared<decltype(sounds)::element_type>()) {}

void RecentFeatures::share(const InputEncoders &own, const RecentFeatures &other,
                           const InputEncoders &others) {
  if (own.text == others.text)
    texts = other.texts;
  if (own.image == others.image)
    pictures = other.pictures;
  if (own.picture_faces == others.picture_faces)
    picture_faces = other.picture_faces;
  if (own.faces == others.faces)
    faces = other.faces;
  if (own.audio == others.audio)
    sounds = other.sounds;
}

std::shared_ptr<const void> RecentInputs::visual() const {
  return post_.clip ? std::shared_ptr<const void>(post_.clip)
                    : std::shared_ptr<const void>(post_.image);
}

RecentInputs::Made<TextFeatures> RecentInputs::text(const Make<TextFeatures> &make) {
  return post_.text ? found_or_made(*features_.texts, *post_.text, make) : make();
}

RecentInputs::Made<EncodedPictures> RecentInputs::pictures(const Make<EncodedPictures> &make) {
  const RecentFeatures::Seen key(visual(), plan_.sees_all_frames());
  return key.first ? found_or_made(*features_.pictures, key, make) : make();
}

RecentInputs::Made<PictureFaces> RecentInputs::picture_faces(const Make<PictureFaces> &make) {
  const auto still = still_of(post_);
  return still ? found_or_made(*features_.picture_faces, still, make) : make();
}

RecentInputs::Made<FaceSteps> RecentInputs::face(const Make<FaceSteps> &make) {
  const auto key = visual();
  return key ? found_or_made(*features_.faces, key, make) : make();
}

RecentInputs::Made<AudioFeatures> RecentInputs::sound(const Make<AudioFeatures> &make) {
  return post_.clip ? found_or_made(*features_.sounds, post_.clip, make) : make();
}

} // namespace affect
