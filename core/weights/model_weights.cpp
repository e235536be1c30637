#include "weights/model_weights.h"

#include "base/json_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace affect {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char *single_name = "model.safetensors",
                     *index_name = "model.safetensors.index.json";
constexpr std::uintmax_t largest_index = 64u << 20;
constexpr std::size_t most_shards = 1000;

Error broken(const fs::path &file, const std::string &what) {
  return make_error(ErrorCode::bad_format, what + " Download or export the model folder again.",
                    file);
}

// The name of a file in this folder and nowhere else. Links are followed: download caches consist
// of them.
bool is_plain_name(const std::string &name) {
  return name.size() > 12 && name.size() <= 255 && name.ends_with(".safetensors") &&
         name[0] != '.' && std::none_of(name.begin(), name.end(), [](char c) {
           return c == '/' || c == '\\' || static_cast<unsigned char>(c) < 32;
         });
}

bool is_pickle(const fs::path &file) {
  const auto ending = file.extension();
  return ending == ".bin" || ending == ".pt" || ending == ".pth" || ending == ".ckpt";
}

Error nothing_to_read(const fs::path &folder) {
  std::vector<std::string> pickles;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error);
       !error && entry != fs::directory_iterator(); entry.increment(error))
    if (is_pickle(entry->path()))
      pickles.push_back(entry->path().filename().string());
  if (pickles.empty())
    return make_error(
        ErrorCode::not_found,
        "The model folder has no weights: neither model.safetensors nor an index of shards.",
        folder);
  const auto usual = std::find(pickles.begin(), pickles.end(), "pytorch_model.bin");
  const std::string name =
      usual == pickles.end() ? *std::min_element(pickles.begin(), pickles.end()) : *usual;
  return make_error(
      ErrorCode::unsupported,
      "The weights are stored as pickle, a format that can run any program when it is read, so it "
      "is not "
      "read here. Convert them where Python has torch and safetensors, in the model's folder: "
      "python3 -c "
      "\"import torch, safetensors.torch as s; s.save_file({k: v.clone().contiguous() for k, v in "
      "torch.load('" +
          name + "', map_location='cpu', weights_only=True).items()}, 'model.safetensors')\"",
      folder / name);
}

// Tensor name → shard, as the index says.
Result<std::map<std::string, std::string>> read_index(const fs::path &file) {
  const Error not_an_index = broken(file, "This is not an index of weights.");
  FileErrors errors;
  errors.too_large.sentence = "This is larger than any index of weights.";
  errors.too_deep = errors.malformed = {not_an_index.code, not_an_index.message};
  AFFECT_TRY(value, read_json_file(file, largest_index, errors));
  if (!value.contains("weight_map") || !value["weight_map"].is_object())
    return not_an_index;
  std::map<std::string, std::string> shards;
  for (const auto &[tensor, shard] : value["weight_map"].items()) {
    if (!shard.is_string() || !is_plain_name(shard.get_ref<const std::string &>()))
      return broken(file, "The tensor " + tensor.substr(0, 100) +
                              " is said to be in no file of this folder.");
    shards.emplace(tensor, shard.get<std::string>());
  }
  return shards;
}

} // namespace

Result<ModelWeights> ModelWeights::open(const fs::path &folder) {
  std::error_code ignored;
  ModelWeights weights;
  if (fs::exists(folder / single_name, ignored)) {
    weights.file_ = folder / single_name;
    AFFECT_TRY(opened, SafetensorsFile::open(weights.file_));
    weights.tensors_ = opened.tensors();
    weights.opened_.push_back(std::move(opened));
    weights.files_ = {single_name};
    return weights;
  }
  if (!fs::exists(folder / index_name, ignored))
    return nothing_to_read(folder);
  weights.file_ = folder / index_name;
  AFFECT_TRY(index, read_index(weights.file_));
  std::map<std::string, std::vector<std::string>> by_shard;
  for (const auto &[tensor, shard] : index)
    by_shard[shard].push_back(tensor);
  if (by_shard.size() > most_shards)
    return make_error(ErrorCode::too_large, "The index names more files than any model has.",
                      weights.file_);
  for (const auto &[shard, names] : by_shard) {
    AFFECT_TRY(opened, SafetensorsFile::open(folder / shard));
    for (const std::string &name : names) {
      const auto found = opened.tensors().find(name);
      if (found == opened.tensors().end())
        return broken(folder / shard,
                      "The tensor " + name.substr(0, 100) + " is not in the file the index names.");
      weights.tensors_.emplace(name, found->second);
    }
    weights.opened_.push_back(std::move(opened));
    weights.files_.push_back(shard);
  }
  weights.files_.push_back(index_name);
  std::sort(weights.files_.begin(), weights.files_.end());
  return weights;
}

} // namespace affect
