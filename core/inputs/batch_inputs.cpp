#include "inputs/batch_inputs.h"

#include <chrono>

namespace affect {
namespace {

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Moves what was made into its place; its error, where it has one, is the whole post's.
template <typename Features>
void take(const Result<std::optional<Features>> &part, std::optional<Features> &to,
          std::optional<Error> &error) {
  if (part.ok())
    to = *part;
  else if (!error)
    error = part.error();
}

} // namespace

const BatchInputs::Parts<TextFeatures> &BatchInputs::texts(TextEncoder &encoder) {
  const auto [at, fresh] = texts_.try_emplace(&encoder);
  if (!fresh)
    return at->second;
  std::vector<std::string> texts;
  for (const BatchPost &one : posts_)
    if (one.post.text)
      texts.push_back(*one.post.text);
  const auto begin = std::chrono::steady_clock::now();
  auto encodings = encoder.tokenize(texts);
  tokenising_ += seconds_since(begin);
  auto features = encoder.encode_steady(std::move(encodings));
  std::size_t next = 0;
  for (const BatchPost &one : posts_)
    at->second.push_back(one.post.text ? std::optional(std::move(features[next++]))
                                       : std::optional<TextFeatures>());
  return at->second;
}

Result<const BatchInputs::Parts<EncodedPictures> *>
BatchInputs::pictures(const InputBuilder &builder, std::size_t which) {
  ImageEncoder &encoder = *builder.encoders().image;
  const std::pair key(&std::as_const(encoder), builder.plan().sees_all_frames());
  if (const auto known = pictures_.find(key); known != pictures_.end())
    return &known->second;
  std::vector<std::shared_ptr<const Image>> images;
  for (const BatchPost &one : posts_)
    if (const auto &own = one.prepared[which]->pictures)
      images.insert(images.end(), own->images.begin(), own->images.end());
  AFFECT_TRY(features, encoder.encode_prepared(images));
  Parts<EncodedPictures> parts;
  std::span<const ImageFeatures> rest = features;
  for (const BatchPost &one : posts_) {
    const auto &own = one.prepared[which]->pictures;
    if (!own) {
      parts.push_back(std::optional<EncodedPictures>());
      continue;
    }
    parts.push_back(std::optional(joined(rest.first(own->images.size()), *own)));
    rest = rest.subspan(own->images.size());
  }
  return &(pictures_[key] = std::move(parts));
}

const BatchInputs::Parts<PictureFaces> &BatchInputs::picture_faces(const PictureFaceReader &reader,
                                                                   std::size_t which) {
  const auto [at, fresh] = picture_faces_.try_emplace(&reader);
  for (std::size_t i = 0; fresh && i < posts_.size(); ++i) {
    const auto &found = posts_[i].prepared[which]->picture_faces;
    at->second.push_back([&]() -> Result<std::optional<PictureFaces>> {
      if (!found)
        return std::optional<PictureFaces>();
      AFFECT_TRY(read, reader.express(*found));
      return std::optional(std::move(read));
    }());
  }
  return at->second;
}

const BatchInputs::Parts<FaceSteps> &BatchInputs::faces(const FaceEncoder &encoder,
                                                        std::size_t which) {
  const auto [at, fresh] = faces_.try_emplace(&encoder);
  for (std::size_t i = 0; fresh && i < posts_.size(); ++i) {
    const auto &found = posts_[i].prepared[which]->face;
    at->second.push_back([&]() -> Result<std::optional<FaceSteps>> {
      if (!found)
        return std::optional<FaceSteps>();
      AFFECT_TRY(steps, encode_face(*found, encoder));
      return std::optional(std::move(steps));
    }());
  }
  return at->second;
}

const BatchInputs::Parts<AudioFeatures> &BatchInputs::sounds(const InputBuilder &builder,
                                                             const CancelToken &cancel) {
  const auto [at, fresh] = sounds_.try_emplace(builder.encoders().audio);
  for (std::size_t i = 0; fresh && i < posts_.size(); ++i)
    at->second.push_back(builder.encode_sound(posts_[i].post, cancel));
  return at->second;
}

Result<std::vector<Result<EncodedPost>>>
BatchInputs::encode(const InputBuilder &builder, std::size_t which, const CancelToken &cancel) {
  const InputPlan &plan = builder.plan();
  const InputEncoders &encoders = builder.encoders();
  std::vector<EncodedPost> encoded(posts_.size());
  std::vector<std::optional<Error>> errors(posts_.size());
  const auto fill = [&](const auto &parts, auto EncodedPost::*member) {
    for (std::size_t i = 0; i < posts_.size(); ++i)
      take(parts[i], encoded[i].*member, errors[i]);
  };
  if (plan.text)
    fill(texts(*encoders.text), &EncodedPost::text);
  if (plan.sees_pictures()) {
    AFFECT_TRY(parts, pictures(builder, which));
    fill(*parts, &EncodedPost::pictures);
  }
  if (plan.picture_faces)
    fill(picture_faces(*encoders.picture_faces, which), &EncodedPost::picture_faces);
  if (plan.sight == Sight::faces)
    fill(faces(*encoders.faces, which), &EncodedPost::face);
  if (plan.sound)
    fill(sounds(builder, cancel), &EncodedPost::sound);
  if (cancel.cancelled())
    return make_error(ErrorCode::cancelled, "The analysis was stopped.");
  std::vector<Result<EncodedPost>> results;
  for (std::size_t i = 0; i < posts_.size(); ++i) {
    encoded[i].of_clip = posts_[i].post.clip != nullptr;
    if (errors[i])
      results.push_back(*errors[i]);
    else
      results.push_back(std::move(encoded[i]));
  }
  return results;
}

} // namespace affect
