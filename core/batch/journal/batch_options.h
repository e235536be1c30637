#pragma once

#include "analysis/analyzer.h"
#include "base/result.h"
#include "sources/scan.h"

#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// What a batch run is to do.
struct BatchOptions {
  std::vector<std::filesystem::path> inputs; ///< files, folders and lists
  ScanOptions scan;
  std::vector<std::filesystem::path> models; ///< bundles by name or folder; none: the default one
  std::string device = "auto";
  Precision precision = Precision::automatic;
  int threads = 0; ///< in all: networks and decoders together; 0: all processors

  std::filesystem::path journal; ///< database of the run
  bool resume = false; ///< go on with the journal where it exists; else one that exists is refused
  bool retry_failed = false; ///< with resume: do again what failed
};

/// A model of a run.
struct BatchModel {
  std::string id; ///< bundle id
  std::string
      sha256; ///< over the bundle's manifest and weights; the manifest names its encoders' hashes
  std::filesystem::path folder; ///< where it lay
};

/// What readings depend on, and what was searched: a journal holds one of these and goes on only
/// with its like.
struct BatchIdentity {
  std::vector<BatchModel> models;
  std::string precision; ///< "fp32", "bf16" or "fp16"
  std::vector<std::filesystem::path> inputs;
  ScanOptions scan;
};

/// Looks the models up and computes their hashes. Errors: not_found, bad_format, unreadable; as
/// precision_on().
Result<BatchIdentity> identity_of(const BatchOptions &options);

/// JSON that identity_from_json() reads; paths that are not UTF-8 are kept.
std::string to_json(const BatchIdentity &identity);
/// Errors: bad_format.
Result<BatchIdentity> identity_from_json(const std::string &json);

/// Empty where a journal of `old` can go on as `now`, else a sentence that says what differs.
std::string difference_of(const BatchIdentity &old, const BatchIdentity &now);

/// The options with which a journal's run goes on: "Go on with the run of yesterday?". Errors: as
/// JournalReader::open.
Result<BatchOptions> options_of_journal(const std::filesystem::path &journal);

} // namespace affect
