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

bool is_encoded_alone(const Post &post, const InputPlan &plan) {
  return post.clip || plan.over_time();
}

const BatchInputs::Parts<TextFeatures> &BatchInputs::texts(const InputBuilder &builder,
                                                           bool alone) {
  TextEncoder &encoder = *builder.encoders().text;
  const InputPlan &plan = builder.plan();
  const auto [at, fresh] =
      texts_.try_emplace(std::tuple(&std::as_const(encoder), alone, plan.over_time()));
  if (!fresh)
    return at->second;
  std::vector<std::string> texts;
  for (const BatchPost &one : posts_)
    if (one.post.text && is_encoded_alone(one.post, plan) == alone)
      texts.push_back(*one.post.text);
  std::vector<TextFeatures> features;
  if (alone) {
    for (const std::string &text : texts)
      features.push_back(encoder.encode({&text, 1}).front());
  } else {
    const auto begin = std::chrono::steady_clock::now();
    auto encodings = encoder.tokenize(texts);
    tokenising_ += seconds_since(begin);
    features = shape_ == BatchShape::steady ? encoder.encode_steady(std::move(encodings))
                                            : encoder.encode(std::move(encodings));
  }
  std::size_t next = 0;
  for (const BatchPost &one : posts_)
    at->second.push_back(one.post.text && is_encoded_alone(one.post, plan) == alone
                             ? std::optional(std::move(features[next++]))
                             : std::optional<TextFeatures>());
  return at->second;
}

namespace {

Result<std::vector<ImageFeatures>>
encode_all(ImageEncoder *encoder, const std::vector<std::shared_ptr<const Image>> &pictures,
           bool one_by_one, BatchShape shape) {
  std::vector<ImageFeatures> features;
  if (pictures.empty())
    return features;
  if (!one_by_one)
    return encoder->encode_prepared(pictures, shape);
  for (const auto &picture : pictures) {
    AFFECT_TRY(one, encoder->encode_prepared({&picture, 1}, BatchShape::least));
    features.push_back(std::move(one.front()));
  }
  return features;
}

} // namespace

Result<const BatchInputs::Parts<EncodedPictures> *>
BatchInputs::pictures(const InputBuilder &builder, std::size_t which, bool alone) {
  ImageEncoder *const encoder = builder.encoders().image; // null: no post has a picture
  const InputPlan &plan = builder.plan();
  const std::tuple key(static_cast<const ImageEncoder *>(encoder), alone, plan.over_time(),
                       plan.sees_all_frames());
  if (const auto known = pictures_.find(key); known != pictures_.end())
    return &known->second;
  const auto own_of = [&](const BatchPost &one) {
    return is_encoded_alone(one.post, plan) == alone ? one.prepared[which]->pictures : nullptr;
  };
  std::vector<std::shared_ptr<const Image>> images;
  for (const BatchPost &one : posts_)
    if (const auto own = own_of(one))
      images.insert(images.end(), own->images.begin(), own->images.end());
  AFFECT_TRY(features, encode_all(encoder, images, alone, shape_));
  Parts<EncodedPictures> parts;
  std::span<const ImageFeatures> rest = features;
  for (const BatchPost &one : posts_) {
    const auto own = own_of(one);
    if (!own) {
      parts.push_back(std::optional<EncodedPictures>());
      continue;
    }
    parts.push_back(std::optional(joined(rest.first(own->images.size()), *own)));
    rest = rest.subspan(own->images.size());
  }
  return &(pictures_[key] = std::move(parts));
}

const BatchInputs::Parts<PictureFaces> &BatchInputs::picture_faces(const InputBuilder &builder,
                                                                   std::size_t which, bool alone) {
  const PictureFaceReader &reader = *builder.encoders().picture_faces;
  const auto [at, fresh] = picture_faces_.try_emplace(std::pair(&reader, alone));
  for (std::size_t i = 0; fresh && i < posts_.size(); ++i) {
    const auto &found = posts_[i].prepared[which]->picture_faces;
    const bool wanted = is_encoded_alone(posts_[i].post, builder.plan()) == alone;
    at->second.push_back([&]() -> Result<std::optional<PictureFaces>> {
      if (!found || !wanted)
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

Result<std::vector<Result<EncodedPost>>> BatchInputs::encode(const InputBuilder &builder,
                                                             std::size_t which, bool alone,
                                                             const CancelToken &cancel) {
  const InputPlan &plan = builder.plan();
  const InputEncoders &encoders = builder.encoders();
  std::vector<EncodedPost> encoded(posts_.size());
  std::vector<std::optional<Error>> errors(posts_.size());
  const auto fill = [&](const auto &parts, auto EncodedPost::*member) {
    for (std::size_t i = 0; i < posts_.size(); ++i)
      take(parts[i], encoded[i].*member, errors[i]);
  };
  if (plan.text)
    fill(texts(builder, alone), &EncodedPost::text);
  if (plan.sees_pictures()) {
    AFFECT_TRY(parts, pictures(builder, which, alone));
    fill(*parts, &EncodedPost::pictures);
  }
  if (plan.picture_faces)
    fill(picture_faces(builder, which, alone), &EncodedPost::picture_faces);
  if (plan.sight == Sight::faces && alone)
    fill(faces(*encoders.faces, which), &EncodedPost::face);
  if (plan.sound && alone)
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
