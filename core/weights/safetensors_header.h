#pragma once

#include "weights/safetensors.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace affect {

/// What the header of a safetensors file states, checked against the file's length.
struct SafetensorsHeader {
  std::map<std::string, TensorView> tensors; ///< their data lie within the bytes that were read
  std::map<std::string, std::string> metadata;
};

/// The least that a safetensors file can be long: the header's length and "{}".
constexpr std::size_t least_safetensors_bytes = 10;

/// Reads the header of a whole file of at least `least_safetensors_bytes`. Errors: bad_format.
Result<SafetensorsHeader> read_safetensors_header(std::span<const std::byte> bytes,
                                                  const std::filesystem::path &file);

/// The error for a file that breaks the format.
Error damaged_safetensors(const std::string &what, const std::filesystem::path &file);

} // namespace affect
