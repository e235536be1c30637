#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace affect {

enum class TensorType { f64, f32, f16, bf16, i64, i32, i16, i8, u8, boolean };

/// Bytes of one element.
std::size_t size_of(TensorType type);
/// As the format spells it: "F64", "F16", "BF16", …
const char *name_of(TensorType type);

/// A tensor inside an open file; `data` lives as long as the SafetensorsFile. Row-major,
/// little-endian.
struct TensorView {
  TensorType type = TensorType::f32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> data;
};

/// A memory-mapped safetensors file. Opening it checks everything the format promises: header
/// length, JSON, unique names, shape × type = offsets, no overlap, no gap, no byte after the last
/// tensor.
class SafetensorsFile {
public:
  /// Errors: not_found, unreadable, bad_format.
  static Result<SafetensorsFile> open(const std::filesystem::path &file);

  const std::map<std::string, TensorView> &tensors() const { return tensors_; }
  const std::map<std::string, std::string> &metadata() const { return metadata_; }

private:
  struct Mapping;
  static Result<std::shared_ptr<Mapping>> map(const std::filesystem::path &file);

  std::shared_ptr<const Mapping> mapping_;
  std::map<std::string, TensorView> tensors_;
  std::map<std::string, std::string> metadata_;
};

/// Writes tensors in name order, each aligned to 8 bytes by the header's padding, through a
/// temporary file that replaces `file` when complete. Errors: unreadable (cannot be written),
/// internal (a view does not fit its shape, a text is not UTF-8).
Result<void> write_safetensors(const std::filesystem::path &file,
                               const std::map<std::string, TensorView> &tensors,
                               const std::map<std::string, std::string> &metadata = {});

} // namespace affect
