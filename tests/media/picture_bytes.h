#pragma once

#include <opencv2/imgcodecs.hpp>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

/// Pictures as bytes, made while the tests run: OpenCV writes what it can, the rest is put together
/// by hand.
namespace picture {

using Bytes = std::vector<std::uint8_t>;

inline void append(Bytes &bytes, std::string_view text) {
  for (char c : text)
    bytes.push_back(static_cast<std::uint8_t>(c));
}

inline void append(Bytes &bytes, const Bytes &more) {
  for (std::uint8_t byte : more)
    bytes.push_back(byte);
}

inline void append_number(Bytes &bytes, std::uint32_t value, int count, bool little) {
  for (int i = 0; i < count; ++i)
    bytes.push_back(static_cast<std::uint8_t>(value >> 8 * (little ? i : count - 1 - i)));
}

/// Four quadrants: red, green / blue, white (top left, top right / bottom left, bottom right); BGR
/// as OpenCV has it.
inline cv::Mat quadrants(int width, int height) {
  cv::Mat pixels(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const bool right = x >= width / 2, low = y >= height / 2;
      pixels.at<cv::Vec3b>(y, x) = low ? (right ? cv::Vec3b(255, 255, 255) : cv::Vec3b(255, 0, 0))
                                       : (right ? cv::Vec3b(0, 255, 0) : cv::Vec3b(0, 0, 255));
    }
  return pixels;
}

inline Bytes encoded(const char *extension, const cv::Mat &pixels,
                     const std::vector<int> &options = {}) {
  Bytes bytes;
  cv::imencode(extension, pixels, bytes, options);
  return bytes;
}

struct ExifField {
  std::uint16_t tag = 0, type = 0;
  std::uint32_t count = 1, value = 0; ///< value: of types other than SHORT all four bytes
};

/// A TIFF block whose directory, at byte 8, states `stated` fields.
inline Bytes exif_directory(const std::vector<ExifField> &fields, std::size_t stated, bool little) {
  Bytes tiff;
  append(tiff, little ? std::string_view("II*\0", 4) : std::string_view("MM\0*", 4));
  append_number(tiff, 8, 4, little);
  append_number(tiff, static_cast<std::uint32_t>(stated), 2, little);
  for (const ExifField &field : fields) {
    constexpr int type_short = 3;
    const int bytes = field.type == type_short ? 2 : 4;
    append_number(tiff, field.tag, 2, little);
    append_number(tiff, field.type, 2, little);
    append_number(tiff, field.count, 4, little);
    append_number(tiff, field.value, bytes, little);
    append_number(tiff, 0, 4 - bytes, little);
  }
  append_number(tiff, 0, 4, little); // no further directory
  return tiff;
}

/// The TIFF block of EXIF with one field, the orientation.
inline Bytes exif_block(int orientation, bool little) {
  return exif_directory({{0x0112, 3, 1, static_cast<std::uint32_t>(orientation)}}, 1, little);
}

/// A segment of a JPEG: APPn is 0xE0 + n, a comment 0xFE.
inline Bytes jpeg_segment(std::uint8_t marker, const Bytes &content) {
  Bytes bytes{0xFF, marker};
  append_number(bytes, static_cast<std::uint32_t>(content.size() + 2), 2, false);
  append(bytes, content);
  return bytes;
}

/// APP1 as EXIF has it.
inline Bytes exif_segment(const Bytes &tiff) {
  Bytes content;
  append(content, std::string_view("Exif\0\0", 6));
  append(content, tiff);
  return jpeg_segment(0xE1, content);
}

/// Puts segments at the start of a JPEG.
inline Bytes with_segments(const Bytes &jpeg, const std::vector<Bytes> &segments) {
  Bytes bytes(jpeg.begin(), jpeg.begin() + 2);
  for (const Bytes &segment : segments)
    append(bytes, segment);
  append(bytes, Bytes(jpeg.begin() + 2, jpeg.end()));
  return bytes;
}

inline Bytes with_exif(const Bytes &jpeg, const Bytes &tiff) {
  return with_segments(jpeg, {exif_segment(tiff)});
}

/// Where a JPEG's segment of that marker begins; the marker must be there.
inline std::size_t segment_at(const Bytes &jpeg, std::uint8_t marker) {
  std::size_t at = 2;
  while (jpeg.at(at + 1) != marker)
    at += 2u + (jpeg.at(at + 2) << 8 | jpeg.at(at + 3));
  return at;
}

inline std::uint32_t crc32(const std::uint8_t *data, std::size_t size) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (std::size_t i = 0; i < size; ++i) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; ++bit)
      crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

inline Bytes png_chunk(std::string_view type, const Bytes &content) {
  Bytes chunk;
  append_number(chunk, static_cast<std::uint32_t>(content.size()), 4, false);
  append(chunk, type);
  append(chunk, content);
  append_number(chunk, crc32(chunk.data() + 4, chunk.size() - 4), 4, false);
  return chunk;
}

/// Puts a chunk after IHDR.
inline Bytes with_chunk(Bytes png, const Bytes &chunk) {
  constexpr int after_header = 8 + 25;
  png.insert(png.begin() + after_header, chunk.begin(), chunk.end());
  return png;
}

/// Only the signature and IHDR of an 8-bit RGB PNG.
inline Bytes png_header(std::uint32_t width, std::uint32_t height) {
  Bytes header;
  append_number(header, width, 4, false);
  append_number(header, height, 4, false);
  append(header, std::string_view("\x08\x02\0\0\0", 5));
  Bytes bytes;
  append(bytes, "\x89PNG\r\n\x1A\n");
  const Bytes chunk = png_chunk("IHDR", header);
  append(bytes, chunk);
  return bytes;
}

/// Wraps a plain WebP of OpenCV into the extended format with an EXIF chunk.
inline Bytes webp_with_exif(const Bytes &webp, int width, int height, const Bytes &tiff) {
  Bytes body;
  append(body, "WEBPVP8X");
  append_number(body, 10, 4, true);
  append_number(body, 0x08, 4, true); // flag: EXIF
  append_number(body, static_cast<std::uint32_t>(width - 1), 3, true);
  append_number(body, static_cast<std::uint32_t>(height - 1), 3, true);
  append(body, Bytes(webp.begin() + 12, webp.end()));
  append(body, "EXIF");
  append_number(body, static_cast<std::uint32_t>(tiff.size()), 4, true);
  append(body, tiff);
  Bytes bytes;
  append(bytes, "RIFF");
  append_number(bytes, static_cast<std::uint32_t>(body.size()), 4, true);
  append(bytes, body);
  return bytes;
}

struct GifFrame {
  int left = 0, top = 0, width = 0, height = 0;
  std::vector<std::uint8_t> indices; ///< as stored: an interlaced frame's rows in its own order
  int transparent = -1;
  bool interlaced = false;
};

/// A GIF89a with colours 0 red, 1 green, 2 blue, 3 white. LZW without dictionary: a clear code
/// comes before the codes would grow, so with 7-bit colours every code is one byte.
inline Bytes gif(int width, int height, const std::vector<GifFrame> &frames) {
  Bytes bytes;
  append(bytes, "GIF89a");
  append_number(bytes, static_cast<std::uint32_t>(width), 2, true);
  append_number(bytes, static_cast<std::uint32_t>(height), 2, true);
  append(bytes, std::string_view("\x81\0\0", 3)); // global table of 4 colours
  append(bytes, std::string_view("\xFF\0\0\0\xFF\0\0\0\xFF\xFF\xFF\xFF", 12));
  for (const GifFrame &frame : frames) {
    if (frame.transparent >= 0) {
      append(bytes, std::string_view("\x21\xF9\x04\x01\0\0", 6));
      bytes.push_back(static_cast<std::uint8_t>(frame.transparent));
      bytes.push_back(0);
    }
    bytes.push_back(0x2C);
    for (int value : {frame.left, frame.top, frame.width, frame.height})
      append_number(bytes, static_cast<std::uint32_t>(value), 2, true);
    bytes.push_back(frame.interlaced ? 0x40 : 0x00);
    bytes.push_back(7);
    constexpr std::size_t run = 100;
    for (std::size_t at = 0; at < frame.indices.size(); at += run) {
      const std::size_t count = std::min(run, frame.indices.size() - at);
      bytes.push_back(static_cast<std::uint8_t>(count + 1));
      bytes.push_back(0x80); // clear
      bytes.insert(bytes.end(), frame.indices.begin() + static_cast<std::ptrdiff_t>(at),
                   frame.indices.begin() + static_cast<std::ptrdiff_t>(at + count));
    }
    append(bytes, std::string_view("\x01\x81\0", 3)); // end of information, end of blocks
  }
  bytes.push_back(0x3B);
  return bytes;
}

/// The quadrants as one frame of a GIF.
inline Bytes gif_quadrants(int width, int height) {
  GifFrame frame{0, 0, width, height, {}, -1, false};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      frame.indices.push_back(
          static_cast<std::uint8_t>((y >= height / 2 ? 2 : 0) + (x >= width / 2 ? 1 : 0)));
  return gif(width, height, {frame});
}

inline void write(const std::filesystem::path &file, const Bytes &bytes) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char *>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

inline void write(const std::filesystem::path &file, std::string_view text) {
  std::ofstream(file, std::ios::binary)
      .write(text.data(), static_cast<std::streamsize>(text.size()));
}

} // namespace picture
