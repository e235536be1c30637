#include "corpus/feature_blocks.h"

#include "inputs/batch_inputs.h"

namespace affect {
namespace {

InputPlan picture_alone() {
  InputPlan plan;
  plan.text = false;
  return plan;
}

} // namespace

PictureBlocks::PictureBlocks(std::vector<PostFeatures> &posts, ImageEncoder &encoder,
                             const FeatureCache &cache, const FeatureOptions &options)
    : posts_(posts), encoder_(encoder), cache_(cache), options_(options),
      builder_(picture_alone(), InputEncoders{.image = &encoder}) {}

PictureBlocks::Known PictureBlocks::find(const std::string &bytes) const {
  Known known;
  known.key = FeatureCache::key(bytes, encoder_key(encoder_.hash(), options_.image_tuned));
  known.picture = cache_.find(known.key);
  if (options_.faces) {
    known.faces_key = FeatureCache::key(bytes, options_.faces->hash());
    known.faces = cache_.find(known.faces_key);
  }
  known.all = known.picture && (known.faces || !options_.faces);
  return known;
}

// At once, not in a block: what the reader says of a picture needs no other.
Result<void> PictureBlocks::fill_faces(PostFeatures &post, const Known &known,
                                       const Image *image) const {
  EncodedPost encoded;
  if (known.faces) {
    encoded.picture_faces = PictureFaces{{}, {}, known.faces->at("faces")};
  } else {
    AFFECT_TRY(faces, options_.faces->read(*image));
    cache_.keep(known.faces_key, {{"faces", faces.numbers}});
    encoded.picture_faces = std::move(faces);
  }
  fill_tensors(encoded, Sight::still, post.tensors);
  return {};
}

Result<void> PictureBlocks::add(std::size_t post, const Known &known,
                                const std::shared_ptr<const Image> &image) {
  if (options_.faces)
    AFFECT_CHECK(fill_faces(posts_[post], known, image.get()));
  if (known.picture) {
    fill(posts_[post], *known.picture);
    return {};
  }
  Post picture;
  picture.image = image;
  AFFECT_TRY(input, builder_.prepare(picture, {}, {}, {}));
  waiting_.push_back({post, known.key, std::make_shared<const PreparedInput>(std::move(input))});
  return {};
}

void PictureBlocks::fill(PostFeatures &post, const StateDict &state) const {
  if (options_.image_tuned > 0) {
    post.image_below = state.at("below").to(torch::kHalf);
    post.mirrored_below = state.at("mirrored").to(torch::kHalf);
    return;
  }
  EncodedPost encoded;
  encoded.pictures = EncodedPictures{state.at("regions").to(torch::kHalf).unsqueeze(0),
                                     state.at("vector").to(torch::kHalf).unsqueeze(0),
                                     {}};
  fill_tensors(encoded, Sight::still, post.tensors);
}

Result<std::vector<StateDict>> PictureBlocks::states_below() const {
  std::vector<std::shared_ptr<const Image>> pictures;
  for (const Waiting &one : waiting_)
    pictures.push_back(one.input->pictures->images.front());
  AFFECT_TRY(plain, encoder_.encode_below(pictures, options_.image_tuned, false));
  AFFECT_TRY(mirrored, encoder_.encode_below(pictures, options_.image_tuned, true));
  std::vector<StateDict> states;
  for (int64_t i = 0; i < plain.size(0); ++i)
    states.push_back({{"below", plain[i]}, {"mirrored", mirrored[i]}});
  return states;
}

Result<std::vector<StateDict>> PictureBlocks::states() const {
  if (options_.image_tuned > 0)
    return states_below();
  const Post no_text;
  std::vector<BatchPost> batch;
  for (const Waiting &one : waiting_)
    batch.push_back({no_text, {&one.input, 1}});
  AFFECT_TRY(encoded,
             BatchInputs(std::move(batch), BatchShape::least).encode(builder_, 0, false, {}));
  std::vector<StateDict> states;
  for (const Result<EncodedPost> &one : encoded) {
    if (!one.ok())
      return one.error();
    states.push_back(
        {{"regions", one->pictures->regions[0]}, {"vector", one->pictures->vectors[0]}});
  }
  return states;
}

Result<void> PictureBlocks::encode_waiting(bool last) {
  if (waiting_.empty() || (waiting_.size() < feature_block && !last))
    return {};
  AFFECT_TRY(made, states());
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    cache_.keep(waiting_[i].key, made[i]);
    fill(posts_[waiting_[i].post], made[i]);
  }
  waiting_.clear();
  return {};
}

} // namespace affect
