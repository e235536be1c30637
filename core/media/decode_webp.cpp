#include "media/decoders.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

namespace affect::decoders {
namespace {

Result<Image> first_frame(std::span<const std::uint8_t> bytes, const ImageInfo &info) {
  const WebPData data{bytes.data(), bytes.size()};
  const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(
      WebPAnimDecoderNew(&data, nullptr), WebPAnimDecoderDelete);
  std::uint8_t *canvas = nullptr;
  int timestamp = 0;
  WebPAnimInfo stated;
  if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &stated) ||
      static_cast<int>(stated.canvas_width) != info.width ||
      static_cast<int>(stated.canvas_height) != info.height ||
      !WebPAnimDecoderGetNext(decoder.get(), &canvas, &timestamp))
    return broken("WebP");
  const std::size_t size =
      static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height) * 4;
  return over_white({canvas, size}, info.width, info.height);
}

} // namespace

Result<Image> webp(std::span<const std::uint8_t> bytes, const ImageInfo &info) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(bytes.data(), bytes.size(), &features) != VP8_STATUS_OK ||
      features.width != info.width || features.height != info.height)
    return broken("WebP");
  if (features.has_animation)
    return first_frame(bytes, info);
  const std::size_t pixels =
      static_cast<std::size_t>(info.width) * static_cast<std::size_t>(info.height);
  if (!features.has_alpha) {
    Image image = white_image(info);
    if (!WebPDecodeRGBInto(bytes.data(), bytes.size(), image.rgb.data(), pixels * 3,
                           info.width * 3))
      return broken("WebP");
    return image;
  }
  std::vector<std::uint8_t> rgba(pixels * 4);
  if (!WebPDecodeRGBAInto(bytes.data(), bytes.size(), rgba.data(), rgba.size(), info.width * 4))
    return broken("WebP");
  return over_white(rgba, info.width, info.height);
}

} // namespace affect::decoders
