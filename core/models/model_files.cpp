#include "models/model_files.h"

#include "base/hash.h"
#include "base/input_file.h"
#include "base/json_file.h"
#include "base/paths.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <set>

#include <csignal>
#include <unistd.h>

namespace affect::model_files {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr auto single = "model.safetensors", index_file = "model.safetensors.index.json",
               record_name = "import.json";
constexpr std::size_t block = 1u << 20;
constexpr std::size_t most_shards = 1000;

struct Close {
  void operator()(std::FILE *file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

bool is_file(const fs::path &file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored);
}

Error cannot_write(const fs::path &file) {
  const int reason = errno;
  if (reason == ENOSPC || reason == EDQUOT)
    return make_error(ErrorCode::unreadable,
                      "The disk is full, so nothing was imported. Make room, or link the folder "
                      "instead of copying it.",
                      file.parent_path());
  return make_error(ErrorCode::unreadable,
                    std::string("The file cannot be written (") + std::strerror(reason) +
                        "), so nothing was imported; check the folder and its permissions.",
                    file);
}

bool is_pickle(const fs::path &file) {
  const auto ending = file.extension();
  return ending == ".bin" || ending == ".pt" || ending == ".pth" || ending == ".ckpt";
}

Error no_weights(const fs::path &folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (is_pickle(entry->path()))
      return make_error(
          ErrorCode::unsupported,
          "The weights are stored as pickle, a format that can run any program when it is read, so "
          "it is not read "
          "here. "
          "Convert them with Python: "
          "transformers.AutoModel.from_pretrained(FOLDER).save_pretrained(NEW_FOLDER, "
          "safe_serialization=True), and import the new folder.",
          entry->path());
  return make_error(
      ErrorCode::not_found,
      "The folder has no weights: neither model.safetensors nor model.safetensors.index.json.",
      folder);
}

// Reads in blocks, tells every block to `each`, and returns the hash.
template <typename Each>
Result<std::string> read_through(const fs::path &file, Meter &meter, const Each &each) {
  AFFECT_TRY(in, InputFile::open(file));
  Sha256 hash;
  std::vector<char> buffer(block);
  for (;;) {
    AFFECT_TRY(read, in.read(buffer.data(), buffer.size()));
    hash.add(buffer.data(), read);
    AFFECT_CHECK(each(buffer.data(), read));
    AFFECT_CHECK(meter.add(read));
    if (read < buffer.size())
      return hash.hex();
  }
}

} // namespace

std::string printable(const std::string &text) {
  std::string shown;
  for (const char c : text.substr(0, 100))
    shown += c >= 32 && c < 127 ? c : '?';
  return shown;
}

Result<std::vector<std::string>> weights_of(const fs::path &folder) {
  if (is_file(folder / single))
    return std::vector<std::string>{single};
  if (!is_file(folder / index_file))
    return no_weights(folder);
  AFFECT_TRY(index, read_json_file(folder / index_file, largest_config));
  const Error wrong = make_error(ErrorCode::bad_format,
                                 "The index of the weights is damaged; fetch the folder again.",
                                 folder / index_file);
  const auto map = index.find("weight_map");
  if (map == index.end() || !map->is_object())
    return wrong;
  std::set<std::string> files{index_file};
  for (const auto &shard : *map) {
    if (!shard.is_string() || !is_plain_name(shard.get_ref<const std::string &>()))
      return wrong;
    files.insert(shard.get<std::string>());
    if (files.size() > most_shards)
      return wrong;
  }
  return std::vector<std::string>(files.begin(), files.end());
}

std::vector<std::string> files_of(const fs::path &folder) {
  std::set<std::string> files;
  if (const auto weights = weights_of(folder); weights.ok())
    files.insert(weights->begin(), weights->end());
  if (is_file(folder / tuned_layers_file))
    files.insert(tuned_layers_file);
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string(),
                      ending = entry->path().extension().string();
    const bool wanted =
        ending == ".json" || ending == ".txt" || ending == ".model" || ending == ".md";
    if (wanted && name[0] != '.' && name != record_name && name != index_file &&
        is_file(entry->path()))
      files.insert(name);
  }
  return {files.begin(), files.end()};
}

std::uintmax_t bytes_of(const fs::path &folder, const std::vector<std::string> &files) {
  std::uintmax_t bytes = 0;
  for (const std::string &name : files) {
    std::error_code error;
    const auto size = fs::file_size(folder / name, error);
    bytes += error ? 0 : size;
  }
  return bytes;
}

fs::path record_of(const fs::path &model, bool link) {
  return link ? fs::path(model.string() + ".import.json") : model / record_name;
}

std::optional<Record> read_record(const fs::path &file) {
  const auto value = read_json_file(file, largest_manifest);
  if (!value.ok())
    return std::nullopt;
  Record record{string_or(*value, "source"), printable(string_or(*value, "date")), {}};
  if (const auto files = value->find("sha256"); files != value->end() && files->is_object())
    for (const auto &[name, hash] : files->items())
      // A record names files of its folder and nothing else.
      if (hash.is_string() && !name.empty() && name != "." && name != ".." &&
          name.find('/') == std::string::npos)
        record.sha256[name] = hash.get<std::string>();
  return record;
}

Result<void> write_record(const fs::path &file, const Record &record, bool link) {
  nlohmann::ordered_json value;
  value["source"] = record.source;
  value["date"] = record.day;
  value["linked"] = link;
  value["sha256"] = record.sha256;
  const std::string text = value.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
  File out(std::fopen(file.c_str(), "wb"));
  if (!out || std::fwrite(text.data(), 1, text.size(), out.get()) != text.size() ||
      std::fflush(out.get()) != 0 || ::fsync(::fileno(out.get())) != 0)
    return cannot_write(file);
  return {};
}

void Meter::stage(std::string what) {
  stage_ = std::move(what);
  told_ = -1;
}

Result<void> Meter::add(std::uintmax_t bytes) {
  done_ += bytes;
  if (cancel_.cancelled())
    return make_error(ErrorCode::cancelled, "It was stopped; nothing was changed.");
  // Files may have grown since they were counted.
  const double share =
      total_ == 0 ? 1 : std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
  if (const int percent = static_cast<int>(share * 100); progress_ && percent != told_) {
    told_ = percent;
    progress_({share, stage_});
  }
  return {};
}

Result<std::string> hash_file(const fs::path &file, Meter &meter) {
  return read_through(file, meter, [](const char *, std::size_t) { return Result<void>(); });
}

Result<std::string> copy_file(const fs::path &from, const fs::path &to, Meter &meter) {
  File out(std::fopen(to.c_str(), "wbx"));
  if (!out)
    return cannot_write(to);
  auto hash = read_through(from, meter, [&](const char *data, std::size_t bytes) -> Result<void> {
    if (std::fwrite(data, 1, bytes, out.get()) != bytes)
      return cannot_write(to);
    return {};
  });
  if (hash.ok() && (std::fflush(out.get()) != 0 || ::fsync(::fileno(out.get())) != 0))
    return cannot_write(to);
  return hash;
}

fs::path temporary_in(const fs::path &folder, const char *purpose) {
  static std::atomic<int> count{0};
  std::string name(".");
  name.append(purpose)
      .append("-")
      .append(std::to_string(::getpid()))
      .append("-")
      .append(std::to_string(++count));
  return folder / name;
}

void sweep(const fs::path &folder) {
  std::error_code error, ignored;
  std::vector<fs::path> leftovers;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    int process = 0;
    if (std::sscanf(name.c_str(), ".import-%d-", &process) != 1 &&
        std::sscanf(name.c_str(), ".remove-%d-", &process) != 1)
      continue;
    if (process > 0 && ::kill(process, 0) != 0 && errno == ESRCH)
      leftovers.push_back(entry->path());
  }
  for (const fs::path &one : leftovers)
    fs::remove_all(one, ignored);
}

bool is_users(const fs::path &folder) {
  const fs::path root = user_models_folder();
  const fs::path parent = folder.parent_path();
  return !root.empty() && (parent == root || parent == root / "encoders");
}

} // namespace affect::model_files
