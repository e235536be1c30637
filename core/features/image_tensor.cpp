#include "features/image_tensor.h"

#include <algorithm>
#include <vector>

namespace affect {
namespace {

/// Size of the whole resized picture and the window of it that is kept.
struct Plan {
  std::int64_t width, height;
  PixelWindow window;
};

Plan plan_for(int width, int height, const ImagePreprocess &preprocess) {
  const PixelWindow all{0, 0, preprocess.width, preprocess.height};
  if (preprocess.shortest_edge == 0 || width < 1 || height < 1)
    return {preprocess.width, preprocess.height, all};
  const std::int64_t edge = preprocess.shortest_edge;
  Plan plan{edge, edge, all};
  if (width < height)
    plan.height = edge * height / width;
  else
    plan.width = edge * width / height;
  plan.window.x = (plan.width - preprocess.width) / 2;
  plan.window.y = (plan.height - preprocess.height) / 2;
  return plan;
}

/// The fp32 value of each byte in one channel, in the order of operations of the published
/// processors.
std::array<float, 256> value_table(const ImagePreprocess &preprocess, int channel) {
  std::array<float, 256> table;
  for (int byte = 0; byte < 256; ++byte)
    table[byte] = (static_cast<float>(byte * preprocess.rescale) - preprocess.mean[channel]) /
                  preprocess.std[channel];
  return table;
}

void fill(float *planes, const Image &image, const ImagePreprocess &preprocess) {
  const std::size_t pixels = image.rgb.size() / 3;
  for (int channel = 0; channel < 3; ++channel) {
    const auto table = value_table(preprocess, channel);
    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
      planes[channel * pixels + pixel] = table[image.rgb[pixel * 3 + channel]];
  }
}

} // namespace

ImagePreprocess ImagePreprocess::efficientnet_lite(int size) {
  ImagePreprocess preprocess;
  preprocess.width = preprocess.height = size;
  preprocess.rescale = 1;
  preprocess.mean = {127, 127, 127};
  preprocess.std = {128, 128, 128};
  return preprocess;
}

PictureRect covered_part(int width, int height, const ImagePreprocess &preprocess) {
  const Plan plan = plan_for(width, height, preprocess);
  const auto w = static_cast<double>(plan.width), h = static_cast<double>(plan.height);
  return {plan.window.x / w, plan.window.y / h, plan.window.width / w, plan.window.height / h};
}

Result<Image> resize_picture(const Image &image, const ImagePreprocess &preprocess) {
  const Plan plan = plan_for(image.width, image.height, preprocess);
  return resample(image, plan.width, plan.height, preprocess.interpolation, plan.window);
}

Result<torch::Tensor> image_tensor(const Image &image, const ImagePreprocess &preprocess) {
  AFFECT_TRY(batch, image_batch(std::span(&image, 1), preprocess));
  return batch[0];
}

Result<torch::Tensor> image_batch(std::span<const Image> images,
                                  const ImagePreprocess &preprocess) {
  if (images.empty())
    return make_error(ErrorCode::usage, "There is no picture to encode.");
  auto batch = torch::empty(
      {static_cast<std::int64_t>(images.size()), 3, preprocess.height, preprocess.width});
  float *planes = batch.data_ptr<float>();
  for (const Image &image : images) {
    AFFECT_TRY(resized, resize_picture(image, preprocess));
    fill(planes, resized, preprocess);
    planes += resized.rgb.size();
  }
  return batch;
}

Result<torch::Tensor> prepared_batch(std::span<const std::shared_ptr<const Image>> pictures,
                                     const ImagePreprocess &preprocess) {
  if (pictures.empty())
    return make_error(ErrorCode::usage, "There is no picture to encode.");
  auto batch = torch::empty(
      {static_cast<std::int64_t>(pictures.size()), 3, preprocess.height, preprocess.width});
  float *planes = batch.data_ptr<float>();
  for (const auto &picture : pictures) {
    if (!picture || picture->width != preprocess.width || picture->height != preprocess.height)
      return make_error(ErrorCode::usage, "The picture has not the size that the network reads.");
    fill(planes, *picture, preprocess);
    planes += picture->rgb.size();
  }
  return batch;
}

} // namespace affect
