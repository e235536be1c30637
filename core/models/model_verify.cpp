#include "base/hash.h"
#include "models/model_files.h"

#include <algorithm>

namespace affect {

using namespace model_files;

namespace {

namespace fs = std::filesystem;

// The files that TextEncoder and ImageEncoder hash, in their order. A bundle's manifest does not
// say which of its encoders is which kind, and a hash that fits any of the lists is the right one.
const std::vector<std::vector<std::string>> &hashed_lists() {
  static const std::vector<std::vector<std::string>> lists{
      {"config.json", "model.safetensors", "sentencepiece.bpe.model", "vocab.txt"},
      {"config.json", "preprocessor_config.json", "model.safetensors"},
      {"config.json", "model.safetensors", "sentencepiece.bpe.model", "vocab.txt", "spiece.model",
       "vocab.json", "merges.txt", "tokenizer.json", "special_tokens_map.json", "added_tokens.json",
       "tokenizer_config.json"},
      {"config.json", "model.safetensors", "sentencepiece.bpe.model", "vocab.txt", "spiece.model",
       "vocab.json", "merges.txt", "tokenizer.json", "special_tokens_map.json",
       "added_tokens.json"},
      {"config.json", "preprocessor_config.json", "model.safetensors", "processor_config.json"}};
  return lists;
}

class Verifier {
public:
  Verifier(const InstalledModel &model, Meter meter) : model_(model), meter_(std::move(meter)) {}

  Result<Verification> run() {
    AFFECT_CHECK(model_.kind == ModelKind::bundle ? check_bundle() : check_encoder());
    return std::move(result_);
  }

private:
  void say(std::string name, FileState state, std::string sentence) {
    result_.files.push_back({std::move(name), state, std::move(sentence)});
  }

  std::string remedy() const {
    return model_.user ? "Import the model again." : "Install the program again.";
  }

  // Every file is read once, whoever asks for its hash.
  Result<std::string> hash_of(const fs::path &file) {
    if (const auto known = hashes_.find(file); known != hashes_.end())
      return known->second;
    meter_.stage(file.filename().string());
    AFFECT_TRY(hash, hash_file(file, meter_));
    hashes_[file] = hash;
    return hash;
  }

  Result<void> check_file(const std::string &name, const std::string &expected,
                          const std::string &since) {
    const auto hash = hash_of(model_.folder / name);
    if (hash.ok() && *hash == expected)
      say(name, FileState::fine, name + " is " + since + ".");
    else if (hash.ok())
      say(name, FileState::changed, name + " is not " + since + ". " + remedy());
    else if (hash.error().code == ErrorCode::cancelled)
      return hash.error();
    else if (hash.error().code == ErrorCode::not_found)
      say(name, FileState::missing, name + " is missing. " + remedy());
    else
      say(name, FileState::changed, name + " cannot be read: " + hash.error().message);
    return {};
  }

  // Whether record or lists: returns false where there is no record.
  Result<bool> check_record() {
    const auto record = read_record(record_of(model_.folder, !model_.link.empty()));
    if (!model_.user || !record || record->sha256.empty())
      return false;
    for (const auto &[name, hash] : record->sha256)
      AFFECT_CHECK(check_file(name, hash, "as it was when it was imported"));
    return true;
  }

  // Fits `expected` by one of the lists. Errors: cancelled, unreadable.
  Result<bool> folder_fits(const fs::path &folder, const std::string &expected) {
    std::vector<std::string> weights;
    if (auto found = weights_of(folder); found.ok())
      weights = std::move(*found);
    for (auto list : hashed_lists()) {
      for (const std::string &name : weights)
        if (std::find(list.begin(), list.end(), name) == list.end())
          list.push_back(name);
      Sha256 all;
      for (const std::string &name : list) {
        std::error_code ignored;
        if (!fs::is_regular_file(folder / name, ignored))
          continue;
        AFFECT_TRY(one, hash_of(folder / name));
        all.add(name + ":" + one + "\n");
      }
      if (all.hex() == expected)
        return true;
    }
    return false;
  }

  Result<void> check_folder(const fs::path &folder, const std::string &id,
                            const std::string &expected, const std::string &bundle) {
    const std::string name = "encoders/" + id;
    const auto fits = folder_fits(folder, expected);
    if (!fits.ok() && fits.error().code == ErrorCode::cancelled)
      return fits.error();
    if (!fits.ok())
      say(name, FileState::changed, name + " cannot be read: " + fits.error().message);
    else if (*fits)
      say(name, FileState::fine, name + " is the encoder that " + bundle + " was trained on.");
    else
      say(name, FileState::changed,
          name + " is not the encoder that " + bundle + " was trained on, so " + bundle +
              " cannot read with it.");
    return {};
  }

  Result<void> check_bundle() {
    AFFECT_TRY(recorded, check_record());
    if (model_.problem && model_.state != ModelState::incomplete)
      say("manifest.json", FileState::changed, model_.problem->message);
    if (!recorded && !model_.sha256.empty())
      AFFECT_CHECK(check_file("model.safetensors", model_.sha256, "what the manifest says"));
    if (!recorded && !model_.tuned_sha256.empty())
      AFFECT_CHECK(check_file(tuned_layers_file, model_.tuned_sha256, "what the manifest says"));
    for (const auto &encoder : model_.encoders) {
      const auto folder = find_encoder(model_.folder, encoder.id);
      if (folder.ok())
        AFFECT_CHECK(check_folder(*folder, encoder.id, encoder.sha256, model_.id));
      else
        say("encoders/" + encoder.id, FileState::missing,
            "encoders/" + encoder.id + " is not installed; import it, too.");
    }
    return {};
  }

  Result<void> check_encoder() {
    AFFECT_TRY(recorded, check_record());
    if (model_.problem && !recorded) {
      say(model_.problem->file.filename().string(), FileState::missing, model_.problem->message);
      return {};
    }
    for (const InstalledModel &bundle : list_models())
      if (std::find(model_.needed_by.begin(), model_.needed_by.end(), bundle.id) !=
          model_.needed_by.end())
        for (const auto &encoder : bundle.encoders)
          if (encoder.id == model_.id)
            AFFECT_CHECK(check_folder(model_.folder, model_.id, encoder.sha256, bundle.id));
    if (result_.files.empty())
      say(model_.id, FileState::unrecorded,
          "Nobody recorded the hashes of " + model_.id + ", so nothing can be compared.");
    return {};
  }

  const InstalledModel &model_;
  Meter meter_;
  Verification result_;
  std::map<fs::path, std::string> hashes_;
};

std::uintmax_t bytes_to_read(const InstalledModel &model) {
  std::uintmax_t bytes = model.bytes;
  for (const auto &encoder : model.encoders)
    if (const auto folder = find_encoder(model.folder, encoder.id); folder.ok())
      bytes += bytes_of(*folder, files_of(*folder));
  return bytes;
}

} // namespace

const char *name_of(FileState state) {
  static constexpr const char *names[] = {"fine", "changed", "missing", "unrecorded"};
  return names[static_cast<int>(state)];
}

bool Verification::fine() const {
  return std::all_of(files.begin(), files.end(), [](const CheckedFile &file) {
    return file.state == FileState::fine || file.state == FileState::unrecorded;
  });
}

Result<Verification> verify_model(const InstalledModel &model, const ProgressFn &progress,
                                  const CancelToken &cancel) {
  if (model.state == ModelState::link_lost)
    return Verification{{{model.id, FileState::missing, model.problem->message}}};
  return Verifier(model, Meter(bytes_to_read(model), progress, cancel)).run();
}

} // namespace affect
