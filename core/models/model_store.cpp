#include "models/model_store.h"

#include "base/json_file.h"
#include "base/paths.h"
#include "media/text_file.h"
#include "models/model_files.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace affect {

using namespace model_files;

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t longest_card = 256u << 10;

std::string card_of(const fs::path &folder) {
  for (const char *name : {"MODEL_CARD.md", "README.md"}) {
    const auto bytes = read_file_beginning(folder / name, longest_card);
    if (bytes.ok() && !bytes->empty())
      return decode_text(*bytes);
  }
  return {};
}

std::int64_t whole_number_in(const json &object, const char *name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

void say(InstalledModel &model, ModelState state, Error problem) {
  model.state = state;
  model.problem = std::move(problem);
}

// Read without read_manifest's strictness: a newer manifest is listed, too, as far as it is
// understood.
void read_bundle(InstalledModel &model) {
  const auto manifest = read_json_file(model.folder / "manifest.json", largest_manifest);
  if (!manifest.ok())
    return say(model, ModelState::broken, manifest.error());
  model.architecture = printable(string_or(*manifest, "system"));
  model.data = printable(string_or(*manifest, "data"));
  model.sha256 = printable(string_or(*manifest, "weights_sha256")).substr(0, 64);
  if (const auto sides = manifest->find("encoders"); sides != manifest->end() && sides->is_object())
    for (const json &side : *sides)
      if (side.is_object() && is_plain_name(string_or(side, "id")))
        model.encoders.push_back({string_or(side, "id"), string_or(side, "sha256"),
                                  whole_number_in(side, "tuned_blocks")});
  model.tuned_sha256 = printable(string_or(*manifest, "tuned_sha256")).substr(0, 64);
  if (const auto strict = read_manifest(model.folder); !strict.ok())
    return say(model,
               strict.error().code == ErrorCode::unsupported ? ModelState::newer_format
                                                             : ModelState::broken,
               strict.error());
  if (const auto weights = weights_of(model.folder); !weights.ok())
    return say(model, ModelState::broken, weights.error());
  std::error_code ignored;
  if (!model.tuned_sha256.empty() &&
      !fs::is_regular_file(model.folder / tuned_layers_file, ignored))
    return say(model, ModelState::broken,
               make_error(ErrorCode::not_found,
                          "The model's tuned layers are missing; install the model again.",
                          model.folder / tuned_layers_file));
  for (const auto &encoder : model.encoders)
    if (const auto found = find_encoder(model.folder, encoder.id); !found.ok())
      return say(model, ModelState::incomplete,
                 make_error(ErrorCode::not_found,
                            "The model needs the encoder " + encoder.id +
                                ", which is not installed; import it, too.",
                            model.folder));
}

void read_encoder(InstalledModel &model, const std::optional<Record> &record) {
  if (record)
    if (const auto weights = record->sha256.find("model.safetensors");
        weights != record->sha256.end())
      model.sha256 = printable(weights->second);
  const auto config = read_json_file(model.folder / "config.json", largest_config);
  if (!config.ok())
    return say(model, ModelState::broken, config.error());
  model.architecture = printable(string_or(*config, "model_type"));
  if (const auto weights = weights_of(model.folder); !weights.ok())
    say(model, ModelState::broken, weights.error());
}

std::optional<InstalledModel> read_model(ModelKind kind, const fs::path &folder) {
  InstalledModel model;
  model.kind = kind;
  model.folder = folder;
  model.id = folder.filename().string();
  model.user = is_users(folder);
  std::error_code ignored;
  const bool link = fs::is_symlink(folder, ignored);
  if (link)
    model.link = fs::read_symlink(folder, ignored);
  const bool there =
      fs::is_directory(folder, ignored); // false for a link into nothing, or in a circle
  const auto sign = folder / (kind == ModelKind::bundle ? "manifest.json" : "config.json");
  // Elsewhere than among the user's models a folder may be anything.
  const bool ours = model.user && (link || (there && kind == ModelKind::encoder));
  if (!is_plain_name(model.id) || (!fs::is_regular_file(sign, ignored) && !ours) ||
      (!there && !link))
    return std::nullopt;
  const auto record = model.user ? read_record(record_of(folder, link)) : std::nullopt;
  if (record) {
    model.source = record->source;
    model.imported = record->day;
  }
  if (!there) {
    say(model, ModelState::link_lost,
        make_error(
            ErrorCode::not_found,
            "The folder that this model links to is gone; bring it back, or remove the model.",
            model.link));
    return model;
  }
  model.bytes = bytes_of(folder, files_of(folder));
  model.card = card_of(folder);
  if (kind == ModelKind::bundle)
    read_bundle(model);
  else
    read_encoder(model, record);
  return model;
}

void add_models(ModelKind kind, std::vector<InstalledModel> &models) {
  const auto first = static_cast<std::ptrdiff_t>(models.size());
  for (const fs::path &root : model_roots()) {
    const fs::path folder = kind == ModelKind::bundle ? root : root / "encoders";
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
      const std::string id = entry->path().filename().string();
      const bool known = std::any_of(models.begin() + first, models.end(),
                                     [&](const auto &m) { return m.id == id; });
      if (known || (kind == ModelKind::bundle && id == "encoders"))
        continue;
      if (auto model = read_model(kind, entry->path()))
        models.push_back(std::move(*model));
    }
  }
  std::sort(models.begin() + first, models.end(),
            [](const auto &a, const auto &b) { return a.id < b.id; });
}

} // namespace

const char *name_of(ModelKind kind) { return kind == ModelKind::bundle ? "bundle" : "encoder"; }

const char *name_of(ModelState state) {
  static constexpr const char *names[] = {"ready", "newer_format", "incomplete", "broken",
                                          "link_lost"};
  return names[static_cast<int>(state)];
}

std::vector<InstalledModel> list_models() {
  std::vector<InstalledModel> models;
  add_models(ModelKind::bundle, models);
  const std::size_t bundles = models.size();
  add_models(ModelKind::encoder, models);
  for (std::size_t b = 0; b < bundles; ++b)
    for (const auto &named : models[b].encoders) {
      const auto found = find_encoder(models[b].folder, named.id);
      std::error_code ignored;
      for (std::size_t e = bundles; e < models.size(); ++e)
        if (found.ok() && fs::equivalent(*found, models[e].folder, ignored)) {
          auto &needed_by = models[e].needed_by; // both sides may name the same encoder
          if (std::find(needed_by.begin(), needed_by.end(), models[b].id) == needed_by.end())
            needed_by.push_back(models[b].id);
          models[e].sha256 = printable(named.sha256).substr(0, 64);
        }
    }
  return models;
}

Result<InstalledModel> find_installed(const std::string &name) {
  const std::string prefix = "encoders/";
  const bool encoder = name.starts_with(prefix);
  const std::string id = encoder ? name.substr(prefix.size()) : name;
  for (InstalledModel &model : list_models())
    if (model.id == id && (!encoder || model.kind == ModelKind::encoder))
      return std::move(model);
  return make_error(ErrorCode::not_found,
                    "No model of this name is installed; `models list` has those that are.", name);
}

Result<void> remove_model(const InstalledModel &model, bool force) {
  if (!is_users(model.folder) || !is_plain_name(model.id))
    return make_error(ErrorCode::usage,
                      "This model belongs to the program and is removed only with it.",
                      model.folder);
  if (!force && model.kind == ModelKind::encoder) {
    std::string needed;
    for (const InstalledModel &one : list_models())
      if (one.folder == model.folder)
        for (const std::string &bundle : one.needed_by)
          needed += (needed.empty() ? "" : ", ") + bundle;
    if (!needed.empty())
      return make_error(ErrorCode::usage,
                        "The encoder is needed by " + needed + "; remove that first.",
                        model.folder);
  }
  const auto failed = [&](const std::error_code &error) {
    return make_error(ErrorCode::unreadable,
                      "The model cannot be removed (" + error.message() +
                          "); check the folder's permissions.",
                      model.folder);
  };
  std::error_code error, ignored;
  sweep(model.folder.parent_path());
  if (fs::is_symlink(model.folder, ignored)) {
    if (!fs::remove(model.folder, error) || error)
      return failed(error);
    fs::remove(record_of(model.folder, true), ignored);
    return {};
  }
  // First out of sight: what is half removed must not be listed, nor read.
  const fs::path aside = temporary_in(model.folder.parent_path(), "remove");
  fs::rename(model.folder, aside, error);
  if (error)
    return failed(error);
  fs::remove_all(aside, error);
  if (error)
    return make_error(ErrorCode::unreadable,
                      "The model is removed, but some of its files cannot be deleted (" +
                          error.message() + ").",
                      aside);
  return {};
}

} // namespace affect
