#include "base/json_file.h"
#include "base/paths.h"
#include "models/model_files.h"
#include "weights/safetensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <ctime>

namespace affect {

using namespace model_files;

namespace {

namespace fs = std::filesystem;

// Removes what an import that failed has begun.
struct Undo {
  std::vector<fs::path> paths;
  ~Undo() {
    std::error_code ignored;
    for (const fs::path &path : paths)
      fs::remove_all(path, ignored); // of a link: the link
  }
};

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[16];
  std::strftime(text, sizeof(text), "%Y-%m-%d", &local);
  return text;
}

// In a download cache a folder is named by its commit, and the model's name stands two folders
// above.
std::string name_of_folder(const fs::path &folder) {
  const fs::path parent = folder.parent_path();
  if (parent.filename() != "snapshots")
    return folder.filename().string();
  const std::string repository = parent.parent_path().filename().string();
  const auto dashes = repository.rfind("--");
  return dashes == std::string::npos ? repository : repository.substr(dashes + 2);
}

std::string made_plain(const std::string &name) {
  std::string id;
  for (const char c : name) {
    const bool kept = is_plain_name(std::string("x") + c);
    if (kept)
      id += c;
    else if (!id.empty() && id.back() != '-')
      id += '-';
  }
  id.erase(0, id.find_first_not_of(".-"));
  id = id.substr(0, 100);
  while (!id.empty() && (id.back() == '-' || id.back() == '.'))
    id.pop_back();
  return id;
}

bool is_id(const std::string &name) {
  // "encoders" is a folder of its own, and records of links end in .import.json.
  return is_plain_name(name) && name != "encoders" && !name.ends_with(".json");
}

fs::path place_for(ModelKind kind) {
  const fs::path root = user_models_folder();
  return kind == ModelKind::bundle ? root : root / "encoders";
}

bool is_taken(ModelKind kind, const std::string &id) {
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(place_for(kind) / id, ignored)))
    return true;
  return !find_model(kind == ModelKind::bundle ? fs::path(id) : "encoders" / fs::path(id)).empty();
}

Result<std::string> encoder_type(const fs::path &folder) {
  AFFECT_TRY(config, read_json_file(folder / "config.json", largest_config));
  const std::string type = string_or(config, "model_type");
  const auto &known = known_encoder_types();
  if (std::find(known.begin(), known.end(), type) != known.end())
    return type;
  std::string list;
  for (const std::string &one : known)
    list += (list.empty() ? "" : ", ") + one;
  return make_error(ErrorCode::unsupported,
                    (type.empty()
                         ? std::string("The configuration names no model_type")
                         : "Models of the type " + printable(type) + " are not read here") +
                        "; the types known are " + list + ".",
                    folder / "config.json");
}

// Headers and sizes, not contents: a download that broke off is found before anything is copied.
Result<void> check_weights(const fs::path &folder) {
  AFFECT_TRY(weights, weights_of(folder));
  for (const std::string &name : weights)
    if (fs::path(name).extension() == ".safetensors")
      if (const auto opened = SafetensorsFile::open(folder / name); !opened.ok())
        return opened.error();
  return {};
}

Error no_model(const fs::path &folder) {
  return make_error(
      ErrorCode::not_found,
      "This folder is no model: it has neither config.json (an encoder from Hugging Face) nor "
      "manifest.json (a bundle).",
      folder);
}

Result<Record> copy_files(const ImportPlan &plan, const fs::path &to, Meter &meter) {
  std::error_code error;
  fs::create_directory(to, error);
  if (error)
    return make_error(ErrorCode::unreadable, "The folder cannot be made (" + error.message() + ").",
                      to);
  Record record;
  for (const std::string &name : plan.files) {
    meter.stage(name);
    AFFECT_TRY(hash, copy_file(plan.source / name, to / name, meter));
    record.sha256[name] = hash;
  }
  return record;
}

Result<Record> hash_files(const ImportPlan &plan, Meter &meter) {
  Record record;
  for (const std::string &name : plan.files) {
    meter.stage(name);
    AFFECT_TRY(hash, hash_file(plan.source / name, meter));
    record.sha256[name] = hash;
  }
  return record;
}

Result<void> check_bundle(const ImportPlan &plan, const Record &record) {
  if (plan.kind != ModelKind::bundle)
    return {};
  AFFECT_TRY(manifest, read_manifest(plan.source));
  const auto found = record.sha256.find("model.safetensors");
  if (!manifest.weights_sha256.empty() && found != record.sha256.end() &&
      found->second != manifest.weights_sha256)
    return make_error(ErrorCode::bad_format,
                      "The weights are not those that the manifest names, so nothing was imported; "
                      "fetch the model again.",
                      plan.source / "model.safetensors");
  return {};
}

Result<void> prepare(const ImportPlan &plan, const fs::path &place, bool link) {
  std::error_code error;
  fs::create_directories(place, error);
  if (error)
    return make_error(ErrorCode::unreadable,
                      "The folder for your models cannot be made (" + error.message() + ").",
                      place);
  sweep(place);
  const auto space = fs::space(place, error);
  if (!link && !error && space.available < plan.bytes)
    return make_error(ErrorCode::unreadable,
                      "There is no room for " + std::to_string(plan.bytes / 1'000'000 + 1) +
                          " MB on the disk. Make room, or link the folder instead of copying it.",
                      place);
  return {};
}

} // namespace

const std::vector<std::string> &known_encoder_types() {
  // clang-format off
  static const std::vector<std::string> types{"bert", "roberta", "xlm-roberta", "clip", "chinese_clip", "siglip", "vit",
                                              "efficientnet-lite0", "affectscope-audio", "affectscope-face"};
  // clang-format on
  return types;
}

Result<ImportPlan> plan_import(const fs::path &source, const std::string &as) {
  std::error_code error, ignored;
  ImportPlan plan;
  plan.source = fs::canonical(source, error);
  if (error)
    return make_error(ErrorCode::not_found, "There is no such folder.", source);
  if (!fs::is_directory(plan.source, ignored))
    return make_error(ErrorCode::usage, "This is a file; import the folder that holds the model.",
                      source);
  for (const ModelKind kind : {ModelKind::bundle, ModelKind::encoder})
    if (const fs::path place = place_for(kind);
        fs::exists(place, ignored) && fs::equivalent(plan.source.parent_path(), place, ignored))
      return make_error(ErrorCode::usage, "This model is installed already.", source);
  fs::directory_iterator readable(plan.source, error);
  if (error)
    return make_error(ErrorCode::unreadable, "The folder cannot be opened; check its permissions.",
                      source);
  if (fs::is_regular_file(plan.source / "manifest.json", ignored)) {
    plan.kind = ModelKind::bundle;
    AFFECT_TRY(manifest, read_manifest(plan.source));
    plan.architecture = printable(manifest.system);
  } else if (fs::is_regular_file(plan.source / "config.json", ignored)) {
    AFFECT_TRY(type, encoder_type(plan.source));
    plan.architecture = type;
  } else {
    return no_model(source);
  }
  AFFECT_CHECK(check_weights(plan.source));
  plan.files = files_of(plan.source);
  plan.bytes = bytes_of(plan.source, plan.files);
  plan.id = as.empty() ? made_plain(name_of_folder(plan.source)) : as;
  if (!is_id(plan.id))
    return make_error(ErrorCode::usage,
                      as.empty() ? "No name can be made from the folder's; give one of letters, "
                                   "digits, '-', '_' and '.'."
                                 : "A model's name consists of letters, digits, '-', '_' and '.', "
                                   "at most 100, and begins "
                                   "with no dot.",
                      as.empty() ? source : fs::path(as));
  plan.taken = is_taken(plan.kind, plan.id);
  return plan;
}

Result<InstalledModel> import_model(const fs::path &source, const ImportOptions &options) {
  AFFECT_TRY(plan, plan_import(source, options.as));
  if (plan.taken)
    return make_error(ErrorCode::usage,
                      "A model named " + plan.id +
                          " is installed already; give the new one another name (--as NAME).",
                      source);
  if (user_models_folder().empty())
    return make_error(ErrorCode::unreadable,
                      "There is no folder for your models: neither XDG_DATA_HOME nor HOME is set.");
  const fs::path place = place_for(plan.kind), target = place / plan.id;
  AFFECT_CHECK(prepare(plan, place, options.link));
  Meter meter(plan.bytes, options.progress, options.cancel);
  std::error_code error;
  Undo undo;
  const auto failed = [&] {
    return make_error(ErrorCode::unreadable,
                      "The model cannot be put in its place (" + error.message() +
                          "), so nothing was imported.",
                      target);
  };
  if (options.link) {
    AFFECT_TRY(record, hash_files(plan, meter));
    AFFECT_CHECK(check_bundle(plan, record));
    record.source = plan.source.string();
    record.day = today();
    undo.paths = {record_of(target, true)};
    AFFECT_CHECK(write_record(record_of(target, true), record, true));
    fs::create_directory_symlink(plan.source, target, error);
  } else {
    const fs::path temporary = temporary_in(place, "import");
    undo.paths = {temporary};
    AFFECT_TRY(record, copy_files(plan, temporary, meter));
    AFFECT_CHECK(check_bundle(plan, record));
    record.source = plan.source.string();
    record.day = today();
    AFFECT_CHECK(write_record(record_of(temporary, false), record, false));
    AFFECT_CHECK(meter.add(0)); // the last moment to stop
    fs::rename(temporary, target, error);
  }
  if (error)
    return failed();
  undo.paths.clear();
  return find_installed((plan.kind == ModelKind::encoder ? "encoders/" : "") + plan.id);
}

} // namespace affect
