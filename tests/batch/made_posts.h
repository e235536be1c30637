#pragma once

#include <QByteArray>
#include <QTemporaryDir>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

/// Posts and folders for the tests of batches.

inline void write_file(const std::filesystem::path &file, const std::string &bytes) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
}

inline std::string read_file(const std::filesystem::path &file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A picture of smooth colours that no other seed has: a BMP of 24 bits.
inline std::string made_picture(unsigned seed, int width = 48, int height = 40) {
  const auto number = [](std::uint32_t value, int bytes) {
    std::string text;
    for (int i = 0; i < bytes; ++i)
      text += static_cast<char>(value >> (8 * i) & 0xFF);
    return text;
  };
  const int stride = (width * 3 + 3) / 4 * 4;
  std::string bmp = "BM" + number(static_cast<std::uint32_t>(54 + stride * height), 4) +
                    number(0, 4) + number(54, 4) + number(40, 4) +
                    number(static_cast<std::uint32_t>(width), 4) +
                    number(static_cast<std::uint32_t>(height), 4) + number(1, 2) + number(24, 2) +
                    number(0, 4) + number(static_cast<std::uint32_t>(stride * height), 4) +
                    number(2835, 4) + number(2835, 4) + number(0, 8);
  for (int y = 0; y < height; ++y) {
    std::string row;
    for (int x = 0; x < width; ++x)
      for (unsigned c = 0; c < 3; ++c)
        row += static_cast<char>((static_cast<unsigned>(x) * (seed % 7 + c + 1) +
                                  static_cast<unsigned>(y) * (seed % 5 + 2 * c + 1) + seed * 13) &
                                 0xFF);
    row.resize(static_cast<std::size_t>(stride), '\0');
    bmp += row;
  }
  return bmp;
}

/// Sentences of different lengths and moods.
inline std::string made_text(unsigned seed) {
  static const char *const words[] = {"love",  "this",  "terrible", "day",  "happy",    "the",
                                      "rain",  "again", "so",       "sad",  "cake",     "wonderful",
                                      "never", "awful", "café",     "房间", "#blessed", "😀"};
  std::string text;
  for (unsigned i = 0, state = seed * 2654435761u + 1; i < 2 + seed % 17;
       ++i, state = state * 1664525u + 1013904223u)
    text += (i > 0 ? " " : "") + std::string(words[(state >> 16) % std::size(words)]);
  return text;
}

/// `count` posts p0000.bmp … with texts, but for every seventh, in folders of ten.
inline void make_posts(const std::filesystem::path &folder, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    char name[32];
    std::snprintf(name, sizeof name, "d%02u/p%04u", i / 10, i);
    write_file(folder / (name + std::string(".bmp")), made_picture(i));
    if (i % 7 != 3)
      write_file(folder / (name + std::string(".txt")), made_text(i));
  }
}
