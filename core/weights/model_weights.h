#pragma once

#include "base/result.h"
#include "weights/safetensors.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace affect {

/// The tensors of a Hugging Face model folder, whichever way they are stored: in model.safetensors,
/// or in the shards that model.safetensors.index.json names. Only the headers are read until a
/// tensor's bytes are used.
class ModelWeights {
public:
  /// Shards are opened only inside the folder, and every tensor that the index names must be in its
  /// shard. Pickle files (.bin, .pt, .pth, .ckpt) are never opened: reading them can run any
  /// program. Errors: not_found, unreadable, bad_format, too_large (an absurd index), unsupported
  /// (only pickle files; the sentence says how to convert them).
  static Result<ModelWeights> open(const std::filesystem::path &folder);

  /// They live as long as this object.
  const std::map<std::string, TensorView> &tensors() const { return tensors_; }
  /// Names inside the folder of all files the tensors come from, the index included, sorted.
  const std::vector<std::string> &files() const { return files_; }
  /// What an error about a tensor should name: the one file, or the index.
  const std::filesystem::path &file() const { return file_; }

private:
  std::vector<SafetensorsFile> opened_;
  std::map<std::string, TensorView> tensors_;
  std::vector<std::string> files_;
  std::filesystem::path file_;
};

} // namespace affect
