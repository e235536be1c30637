#include "media/decoders.h"

#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace affect::decoders {
namespace {

struct Source {
  std::span<const std::uint8_t> bytes;
  std::size_t at = 0;
};

int read_from(GifFileType *gif, GifByteType *target, int count) {
  auto *source = static_cast<Source *>(gif->UserData);
  const std::size_t copied =
      std::min(static_cast<std::size_t>(std::max(count, 0)), source->bytes.size() - source->at);
  std::memcpy(target, source->bytes.data() + source->at, copied);
  source->at += copied;
  return static_cast<int>(copied);
}

struct Close {
  void operator()(GifFileType *gif) const { DGifCloseFile(gif, nullptr); }
};
using GifPtr = std::unique_ptr<GifFileType, Close>;

// Null where the header is damaged.
GifPtr open_gif(Source &source) {
  int error = 0;
  return GifPtr(DGifOpen(&source, read_from, &error));
}

// Reads one extension; a graphics control block says which colour is transparent.
bool read_extension(GifFileType *gif, int &transparent) {
  int kind = 0;
  GifByteType *block = nullptr;
  if (DGifGetExtension(gif, &kind, &block) == GIF_ERROR)
    return false;
  while (block) {
    GraphicsControlBlock control;
    if (kind == GRAPHICS_EXT_FUNC_CODE &&
        DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
      transparent = control.TransparentColor;
    if (DGifGetExtensionNext(gif, &block) == GIF_ERROR)
      return false;
  }
  return true;
}

// Reads up to the first image descriptor; false where there is none.
bool find_first_frame(GifFileType *gif, int &transparent) {
  while (gif) {
    GifRecordType record;
    if (DGifGetRecordType(gif, &record) == GIF_ERROR)
      return false;
    if (record == IMAGE_DESC_RECORD_TYPE)
      return true;
    if (record != EXTENSION_RECORD_TYPE || !read_extension(gif, transparent))
      return false;
  }
  return false;
}

void paint_row(Image &image, const GifImageDesc &frame, const ColorMapObject &colors, int row,
               int transparent, const std::vector<GifPixelType> &line) {
  std::uint8_t *target = image.rgb.data() + (static_cast<std::size_t>(frame.Top + row) *
                                                 static_cast<std::size_t>(image.width) +
                                             static_cast<std::size_t>(frame.Left)) *
                                                3;
  for (int x = 0; x < frame.Width; ++x, target += 3) {
    const int index = line[static_cast<std::size_t>(x)];
    if (index == transparent || index >= colors.ColorCount)
      continue;
    const GifColorType &color = colors.Colors[index];
    target[0] = color.Red;
    target[1] = color.Green;
    target[2] = color.Blue;
  }
}

Result<Image> read_frame(GifFileType *gif, const ImageInfo &info, int transparent) {
  if (DGifGetImageDesc(gif) == GIF_ERROR)
    return broken("GIF");
  const GifImageDesc &frame = gif->Image;
  const ColorMapObject *colors = frame.ColorMap ? frame.ColorMap : gif->SColorMap;
  if (!colors || frame.Width <= 0 || frame.Height <= 0 || frame.Left < 0 || frame.Top < 0 ||
      frame.Left + frame.Width > info.width || frame.Top + frame.Height > info.height)
    return broken("GIF");
  Image image = white_image(info);
  std::vector<GifPixelType> line(static_cast<std::size_t>(frame.Width));
  // Interlaced rows come in four passes (GIF89a, appendix E).
  static constexpr int starts[] = {0, 4, 2, 1}, steps[] = {8, 8, 4, 2};
  for (int pass = 0; pass < (frame.Interlace ? 4 : 1); ++pass)
    for (int row = frame.Interlace ? starts[pass] : 0; row < frame.Height;
         row += frame.Interlace ? steps[pass] : 1) {
      if (DGifGetLine(gif, line.data(), frame.Width) == GIF_ERROR)
        return broken("GIF");
      paint_row(image, frame, *colors, row, transparent, line);
    }
  return image;
}

} // namespace

Result<ImageInfo> gif_header(std::span<const std::uint8_t> bytes) {
  Source source{bytes};
  const GifPtr gif = open_gif(source);
  int transparent = NO_TRANSPARENT_COLOR;
  if (!find_first_frame(gif.get(), transparent) || DGifGetImageHeader(gif.get()) == GIF_ERROR)
    return damaged_header("GIF");
  const GifImageDesc &frame = gif->Image;
  return checked_info("gif", std::max(gif->SWidth, frame.Left + frame.Width),
                      std::max(gif->SHeight, frame.Top + frame.Height));
}

Result<Image> gif(std::span<const std::uint8_t> bytes, const ImageInfo &info) {
  Source source{bytes};
  const GifPtr gif = open_gif(source);
  int transparent = NO_TRANSPARENT_COLOR;
  if (!find_first_frame(gif.get(), transparent))
    return broken("GIF");
  return read_frame(gif.get(), info, transparent);
}

} // namespace affect::decoders
