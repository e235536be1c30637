#include "media/decoders.h"
#include "media/image_header.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <string_view>

#include <jpeglib.h>

#include <jerror.h>

namespace affect::decoders {
namespace {

// Progressive files may hold any number of scans, each a pass over the whole picture: a small file
// can take minutes.
constexpr int max_scans = 200;

struct ErrorManager : jpeg_error_mgr {
  std::jmp_buf back;
  char sentence[JMSG_LENGTH_MAX] = {};
};

[[noreturn]] void leave(j_common_ptr common) {
  auto *manager = static_cast<ErrorManager *>(common->err);
  manager->format_message(common, manager->sentence);
  std::longjmp(manager->back, 1);
}

// libjpeg fills what is missing with grey and only warns. A warning that part of the picture is
// lost is an error here; one about stray bytes between segments is not, since many cameras write
// them.
void on_message(j_common_ptr common, int level) {
  if (level >= 0)
    return;
  switch (common->err->msg_code) {
  case JWRN_JPEG_EOF:
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_ARITH_BAD_CODE:
  case JWRN_MUST_RESYNC:
    leave(common);
  default:
    break;
  }
}

void on_progress(j_common_ptr common) {
  if (reinterpret_cast<j_decompress_ptr>(common)->input_scan_number <= max_scans)
    return;
  auto *manager = static_cast<ErrorManager *>(common->err);
  std::snprintf(manager->sentence, sizeof manager->sentence, "it holds more than %d scans",
                max_scans);
  std::longjmp(manager->back, 1);
}

// Adobe writes CMYK inverted: 255 is no ink.
void cmyk_row_to_rgb(const JSAMPLE *cmyk, std::uint8_t *rgb, int width, bool inverted) {
  for (int x = 0; x < width; ++x, cmyk += 4, rgb += 3)
    for (int c = 0; c < 3; ++c) {
      const int ink = inverted ? cmyk[c] : 255 - cmyk[c];
      const int black = inverted ? cmyk[3] : 255 - cmyk[3];
      rgb[c] = static_cast<std::uint8_t>((ink * black + 127) / 255);
    }
}

void set_errors(jpeg_decompress_struct &jpeg, ErrorManager &manager) {
  jpeg.err = jpeg_std_error(&manager);
  manager.error_exit = leave;
  manager.emit_message = on_message;
}

// Reads up to the first scan, or to what libjpeg cannot read. As in decompress(), nothing that
// longjmp skips has a destructor.
void read_header(jpeg_decompress_struct &jpeg, ErrorManager &manager,
                 std::span<const std::uint8_t> bytes) {
  if (setjmp(manager.back))
    return;
  jpeg_create_decompress(&jpeg);
  constexpr unsigned longest_segment = 0xFFFF;
  jpeg_save_markers(&jpeg, JPEG_APP0 + 1, longest_segment);
  jpeg_mem_src(&jpeg, bytes.data(), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&jpeg, TRUE);
}

// APP1 holds EXIF or XMP. Source: Exif 2.32, section 4.7.2.
int orientation_of(const jpeg_decompress_struct &jpeg) {
  constexpr std::string_view prefix("Exif\0\0", 6);
  int orientation = 1;
  for (auto *marker = jpeg.marker_list; marker; marker = marker->next) {
    const std::span<const std::uint8_t> segment(marker->data, marker->data_length);
    if (segment.size() > prefix.size() && std::equal(prefix.begin(), prefix.end(), segment.begin()))
      orientation = exif_orientation(segment.subspan(prefix.size()));
  }
  return orientation;
}

// libjpeg makes room for the components once it has read the size. What is wrong behind that is for
// the decoder to report.
Result<ImageInfo> stated_by(const jpeg_decompress_struct &jpeg, const ErrorManager &manager) {
  const bool has_size = jpeg.comp_info != nullptr;
  if (has_size || manager.msg_code == JERR_EMPTY_IMAGE)
    return checked_info("jpeg", jpeg.image_width, jpeg.image_height, orientation_of(jpeg));
  if (manager.msg_code == JERR_SOF_UNSUPPORTED)
    return broken("JPEG", manager.sentence);
  return damaged_header("JPEG");
}

// Everything between setjmp and longjmp lives in here and has no destructor, as longjmp skips
// those.
bool decompress(jpeg_decompress_struct &jpeg, ErrorManager &manager,
                std::span<const std::uint8_t> bytes, int width, int height, std::uint8_t *rgb) {
  if (setjmp(manager.back))
    return false;
  jpeg_create_decompress(&jpeg);
  jpeg_progress_mgr progress{};
  progress.progress_monitor = on_progress;
  jpeg.progress = &progress;
  jpeg_mem_src(&jpeg, bytes.data(), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&jpeg, TRUE);
  if (static_cast<int>(jpeg.image_width) != width || static_cast<int>(jpeg.image_height) != height)
    return false;
  const bool cmyk = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
  jpeg.out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&jpeg);
  JSAMPARRAY row = nullptr;
  if (cmyk)
    row = jpeg.mem->alloc_sarray(reinterpret_cast<j_common_ptr>(&jpeg), JPOOL_IMAGE,
                                 static_cast<JDIMENSION>(width) * 4, 1);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW target =
        rgb + static_cast<std::size_t>(jpeg.output_scanline) * static_cast<std::size_t>(width) * 3;
    if (!cmyk) {
      jpeg_read_scanlines(&jpeg, &target, 1);
      continue;
    }
    jpeg_read_scanlines(&jpeg, row, 1);
    cmyk_row_to_rgb(row[0], target, width, jpeg.saw_Adobe_marker);
  }
  jpeg_finish_decompress(&jpeg);
  return true;
}

} // namespace

Result<ImageInfo> jpeg_header(std::span<const std::uint8_t> bytes) {
  jpeg_decompress_struct state{};
  ErrorManager manager{};
  set_errors(state, manager);
  read_header(state, manager, bytes);
  Result<ImageInfo> info = stated_by(state, manager);
  jpeg_destroy_decompress(&state);
  return info;
}

Result<Image> jpeg(std::span<const std::uint8_t> bytes, const ImageInfo &info) {
  Image image = white_image(info);
  jpeg_decompress_struct state{};
  ErrorManager manager{};
  set_errors(state, manager);
  const bool whole = decompress(state, manager, bytes, info.width, info.height, image.rgb.data());
  jpeg_destroy_decompress(&state);
  if (!whole)
    return broken("JPEG", manager.sentence);
  return image;
}

} // namespace affect::decoders
