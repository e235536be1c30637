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

Result<Image> gif(std::span<const std::uint8_t> bytes, const ImageInfo &info) {
  Source source{bytes};
  int error = 0;
  const std::unique_ptr<GifFileType, Close> gif(DGifOpen(&source, read_from, &error));
  int transparent = NO_TRANSPARENT_COLOR;
  while (gif) {
    GifRecordType record;
    if (DGifGetRecordType(gif.get(), &record) == GIF_ERROR)
      break;
    if (record == IMAGE_DESC_RECORD_TYPE)
      return read_frame(gif.get(), info, transparent);
    if (record != EXTENSION_RECORD_TYPE || !read_extension(gif.get(), transparent))
      break;
  }
  return broken("GIF");
}

} // namespace affect::decoders
