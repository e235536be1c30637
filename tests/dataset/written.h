#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

/// Writes a file, and the folders it lies in.
inline void write(const std::filesystem::path &file, std::string_view content) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary)
      .write(content.data(), static_cast<std::streamsize>(content.size()));
}
