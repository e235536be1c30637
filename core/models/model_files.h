#pragma once

#include "models/model_store.h"

#include <map>

/// What listing, importing and verifying models share; for the .cpp files of analysis alone.
namespace affect::model_files {

/// Bounds of JSON files, in bytes: configurations and indexes; manifests and records.
inline constexpr std::uintmax_t largest_config = 16u << 20, largest_manifest = 1u << 20;

/// What may be shown of a text from a file: printable ASCII, at most 100 characters.
std::string printable(const std::string &text);

/// Names of the weights in a folder: model.safetensors, else model.safetensors.index.json and the
/// shards it names. Errors: not_found, unsupported (pickle alone), bad_format (an index that names
/// files elsewhere).
Result<std::vector<std::string>> weights_of(const std::filesystem::path &folder);

/// Names of all files in a folder that the program reads, sorted: its weights, and every .json,
/// .txt, .model and .md. Links to files are followed (download caches consist of them), folders are
/// not.
std::vector<std::string> files_of(const std::filesystem::path &folder);

std::uintmax_t bytes_of(const std::filesystem::path &folder, const std::vector<std::string> &files);

/// import.json: what was imported from where. A copy has it inside, a link beside it (the folder is
/// not ours to write).
struct Record {
  std::string source, day;
  std::map<std::string, std::string> sha256; ///< by file
};
std::filesystem::path record_of(const std::filesystem::path &model, bool link);
std::optional<Record> read_record(const std::filesystem::path &file);
Result<void> write_record(const std::filesystem::path &file, const Record &record, bool link);

/// Counts bytes against a total, tells of every per cent, and stops when asked to.
class Meter {
public:
  Meter(std::uintmax_t total, ProgressFn progress, CancelToken cancel)
      : total_(total), progress_(std::move(progress)), cancel_(std::move(cancel)) {}
  void stage(std::string what);
  /// Errors: cancelled.
  Result<void> add(std::uintmax_t bytes);

private:
  std::uintmax_t total_, done_ = 0;
  int told_ = -1;
  std::string stage_;
  ProgressFn progress_;
  CancelToken cancel_;
};

/// SHA-256 of a file's content. Errors: not_found, unreadable, cancelled.
Result<std::string> hash_file(const std::filesystem::path &file, Meter &meter);
/// The same while it is copied to a new file. Errors: as hash_file; unreadable with a sentence
/// where the disk is full.
Result<std::string> copy_file(const std::filesystem::path &from, const std::filesystem::path &to,
                              Meter &meter);

/// A hidden name beside the models for what is under way; it holds the process, so that leftovers
/// are told apart.
std::filesystem::path temporary_in(const std::filesystem::path &folder, const char *purpose);
/// Removes temporaries of processes that are gone.
void sweep(const std::filesystem::path &folder);

/// Directly in user_models_folder(), or in its encoders/.
bool is_users(const std::filesystem::path &folder);

} // namespace affect::model_files
