#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "models/manifest.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace affect {

enum class ModelKind { bundle, encoder };

/// "bundle" or "encoder".
const char *name_of(ModelKind kind);

enum class ModelState {
  ready,
  newer_format, ///< made by a newer version of the program
  incomplete,   ///< a bundle whose encoder is not installed
  broken,       ///< files are missing or damaged
  link_lost     ///< the folder it links to is gone
};

/// "ready", "newer_format", …
const char *name_of(ModelState state);

/// An installed bundle or encoder, as far as its small files tell; its weights are not opened for
/// this.
struct InstalledModel {
  ModelKind kind = ModelKind::bundle;
  std::string id;               ///< name of its folder
  std::filesystem::path folder; ///< where it is installed
  std::filesystem::path link;   ///< the folder it is a link to; empty: it lies here itself
  bool user = false;            ///< in user_models_folder(); all others belong to the program
  ModelState state = ModelState::ready;
  std::optional<Error> problem; ///< the sentence where it is not ready
  std::string architecture; ///< model_type of an encoder, system of a bundle; empty where unknown
  std::string data;         ///< what a bundle was trained on
  std::vector<BundleManifest::EncoderRef> encoders; ///< that a bundle names
  std::vector<std::string> needed_by;               ///< bundles that name this encoder
  std::uintmax_t bytes = 0;                         ///< of the files that the program reads
  std::string
      sha256; ///< recorded, not computed: a bundle's weights; an encoder as its bundles name it,
              ///< else its weights when they were imported; empty: nobody recorded it
  std::string tuned_sha256; ///< recorded: of a bundle's tuned layers; empty: it has none
  std::string card;         ///< MODEL_CARD.md or README.md in UTF-8, at most 256 KiB; empty: none
  std::string source, imported; ///< where an import came from, and its day (YYYY-MM-DD)
};

/// Everything in model_roots(): bundles, then encoders, each by id. Never fails: what cannot be
/// read says so.
std::vector<InstalledModel> list_models();

/// One of them by id; "encoders/ID" means the encoder where a bundle has the same id. Errors:
/// not_found.
Result<InstalledModel> find_installed(const std::string &name);

/// model_type values of config.json that an import accepts.
const std::vector<std::string> &known_encoder_types();

/// What an import would do.
struct ImportPlan {
  ModelKind kind = ModelKind::encoder;
  std::filesystem::path source; ///< links resolved
  std::string id;               ///< as asked for, else made from the folder's name
  bool taken = false;           ///< a model of this kind already has the id
  std::string architecture;
  std::vector<std::string> files; ///< names in `source`, those the program reads
  std::uintmax_t bytes = 0;       ///< of these
};

/// Looks at a folder without changing anything. Errors: not_found, unreadable, bad_format,
/// unsupported (an architecture that is not known, weights only as pickle, a newer manifest), usage
/// (`as` is no plain name; it is installed already).
Result<ImportPlan> plan_import(const std::filesystem::path &source, const std::string &as = {});

struct ImportOptions {
  bool link = false; ///< a link to the folder instead of a copy of its files
  std::string as;    ///< id; empty: from the folder's name
  ProgressFn progress;
  CancelToken cancel;
};

/// Copies or links a folder into user_models_folder() and records its files' hashes. It appears
/// whole or not at all. Errors: as plan_import, usage (the id is taken), unreadable (no space, no
/// permission), cancelled; bad_format where a bundle's weights are not those of its manifest.
Result<InstalledModel> import_model(const std::filesystem::path &source,
                                    const ImportOptions &options = {});

enum class FileState { fine, changed, missing, unrecorded };

/// "fine", "changed", "missing" or "unrecorded".
const char *name_of(FileState state);

/// One file of a model (or one encoder of a bundle) against its recorded hash.
struct CheckedFile {
  std::string name;
  FileState state = FileState::fine;
  std::string sentence;
};

struct Verification {
  std::vector<CheckedFile> files;
  /// Nothing is changed or missing; what nobody recorded cannot be.
  bool fine() const;
};

/// Computes the hashes again. Errors: cancelled; whatever is wrong with a file is in the result.
Result<Verification> verify_model(const InstalledModel &model, const ProgressFn &progress = {},
                                  const CancelToken &cancel = {});

/// Removes what the user imported; of a link only the link. Errors: usage (it belongs to the
/// program, or `force` is not set and an installed bundle needs it), unreadable (no permission).
Result<void> remove_model(const InstalledModel &model, bool force = false);

} // namespace affect
