#include "inputs/encoded_post.h"

namespace affect {

const std::vector<double> &EncodedPost::frame_times() const {
  static const std::vector<double> none;
  return pictures ? pictures->times : face ? face->times : none;
}

namespace {

void add_pictures(const EncodedPictures &pictures, Sight sight, bool of_clip,
                  PostTensors &tensors) {
  if (sight == Sight::steps) {
    tensors.video = pictures.vectors;
  } else if (sight == Sight::frames && of_clip) {
    tensors.frames = pictures.regions;
    tensors.frame_vectors = pictures.vectors;
  } else {
    tensors.image = pictures.regions[0];
    tensors.image_vector = pictures.vectors[0];
  }
}

} // namespace

void fill_tensors(const EncodedPost &post, Sight sight, PostTensors &tensors) {
  if (post.text) {
    tensors.text = post.text->hidden;
    tensors.text_vector = post.text->vector;
    tensors.words = post.text->words;
  }
  if (post.pictures)
    add_pictures(*post.pictures, sight, post.of_clip, tensors);
  if (post.picture_faces)
    tensors.faces = post.picture_faces->numbers;
  if (post.face)
    tensors.video = post.face->vectors;
  if (post.sound)
    tensors.audio = post.sound->steps;
}

PostTensors tensors_of(const EncodedPost &post, Sight sight) {
  PostTensors tensors;
  fill_tensors(post, sight, tensors);
  return tensors;
}

bool sees_anything(const PostTensors &tensors) {
  return tensors.image.defined() || tensors.frames.defined() || tensors.video.defined();
}

bool is_empty(const PostTensors &tensors) {
  return !tensors.text.defined() && !sees_anything(tensors) && !tensors.audio.defined();
}

} // namespace affect
