#include "models/manifest.h"

#include "base/json_file.h"
#include "base/paths.h"
#include "models/model_files.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace affect {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr double most_pieces = 1 << 20; // of a vocabulary

Error broken(const fs::path &file, const std::string &what) {
  return make_error(ErrorCode::bad_format, what + " Install the model again.", file);
}

BundleManifest from_json(const json &value) {
  BundleManifest manifest;
  value.at("id").get_to(manifest.id);
  value.at("system").get_to(manifest.system);
  const auto encoder = [&](const char *side) {
    const json &entry = value.at("encoders").at(side);
    return BundleManifest::EncoderRef{entry.at("id").get<std::string>(),
                                      entry.at("sha256").get<std::string>(),
                                      entry.value("tuned_blocks", std::int64_t{0})};
  };
  manifest.text = encoder("text");
  manifest.image = encoder("image");
  for (const auto &[side, named] :
       {std::pair{"audio", &manifest.audio}, std::pair{"face", &manifest.face}})
    if (value.at("encoders").contains(side))
      *named = encoder(side);
  const json &config = value.at("config");
  config.at("text_width").get_to(manifest.text_width);
  config.at("image_width").get_to(manifest.image_width);
  config.at("regions").get_to(manifest.regions);
  manifest.text_vector_width = config.value("text_vector_width", std::int64_t{0});
  manifest.image_vector_width = config.value("image_vector_width", std::int64_t{0});
  manifest.video_width = config.value("video_width", std::int64_t{0});
  manifest.audio_width = config.value("audio_width", std::int64_t{0});
  manifest.steps = value.value("steps", "");
  config.at("settings").get_to(manifest.settings);
  manifest.weights_sha256 = value.value("weights_sha256", "");
  manifest.tuned_sha256 = value.value("tuned_sha256", "");
  manifest.data = value.value("data", "");
  return manifest;
}

} // namespace

bool is_plain_name(const std::string &name) {
  return !name.empty() && name.size() <= 100 && name[0] != '.' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == '.';
         });
}

Result<BundleManifest> read_manifest(const fs::path &folder) {
  const fs::path file = folder / "manifest.json";
  const Error damaged = broken(file, "The manifest is damaged.");
  FileErrors errors;
  errors.not_regular = errors.too_large = errors.too_deep =
      errors.malformed = {damaged.code, damaged.message};
  const auto read = read_json_file(file, model_files::largest_manifest, errors);
  if (!read.ok() && read.error().code == ErrorCode::not_found)
    return make_error(ErrorCode::not_found,
                      "The folder is no model bundle: it has no manifest.json.", folder);
  if (!read.ok())
    return read.error();
  const json &value = *read;
  if (!value.contains("format") || !value["format"].is_number_integer())
    return damaged;
  if (value["format"].get<int>() > BundleManifest::newest_format)
    return make_error(
        ErrorCode::unsupported,
        "This model was made by a newer version of Affectscope; update the program to use it.",
        file);
  BundleManifest manifest;
  try {
    manifest = from_json(value);
  } catch (const json::exception &error) {
    return broken(file, std::string("The manifest is damaged (") + error.what() + ").");
  }
  const auto sane = [](std::int64_t size) { return size > 0 && size <= 65536; };
  const auto sane_or_0 = [&](std::int64_t size) { return size == 0 || sane(size); };
  if (!is_plain_name(manifest.id) || !is_plain_name(manifest.text.id) ||
      !is_plain_name(manifest.image.id) || !sane(manifest.text_width) ||
      !sane(manifest.image_width) || !sane(manifest.regions) ||
      !sane_or_0(manifest.text_vector_width) || !sane_or_0(manifest.image_vector_width) ||
      !sane_or_0(manifest.video_width) || !sane_or_0(manifest.audio_width) ||
      manifest.steps.size() > 40)
    return broken(file, "The manifest names impossible encoders or sizes.");
  for (const auto *one : {&manifest.audio, &manifest.face})
    if (!one->id.empty() && (!is_plain_name(one->id) || one->tuned_blocks != 0))
      return broken(file, "The manifest names impossible encoders or sizes.");
  for (const auto *encoder : {&manifest.text, &manifest.image})
    if (encoder->tuned_blocks < 0 || encoder->tuned_blocks > 1000)
      return broken(file, "The manifest names an impossible number of tuned blocks.");
  for (const auto &[name, number] : manifest.settings)
    if (!(number >= 0 && number <= (name == "vocabulary" ? most_pieces : 65536)))
      return broken(file, "The setting " + name.substr(0, 40) + " is out of bounds.");
  return manifest;
}

Result<void> write_manifest(const fs::path &folder, const BundleManifest &manifest) {
  nlohmann::ordered_json value;
  value["format"] = manifest.reads_statistics()      ? 6
                    : manifest.reads_picture_faces() ? 5
                    : manifest.reads_words()         ? 4
                    : manifest.has_steps()           ? 3
                    : manifest.is_tuned()            ? 2
                                                     : 1;
  value["id"] = manifest.id;
  value["system"] = manifest.system;
  value["classes"] = {"negative", "neutral", "positive"};
  const auto encoder = [&](const char *side, const BundleManifest::EncoderRef &named) {
    auto &entry = value["encoders"][side];
    entry = {{"id", named.id}, {"sha256", named.sha256}};
    if (named.tuned_blocks > 0)
      entry["tuned_blocks"] = named.tuned_blocks;
  };
  encoder("text", manifest.text);
  encoder("image", manifest.image);
  if (!manifest.audio.id.empty())
    encoder("audio", manifest.audio);
  if (!manifest.face.id.empty())
    encoder("face", manifest.face);
  value["config"] = {{"text_width", manifest.text_width},
                     {"image_width", manifest.image_width},
                     {"regions", manifest.regions},
                     {"settings", manifest.settings}};
  if (manifest.text_vector_width > 0)
    value["config"]["text_vector_width"] = manifest.text_vector_width;
  if (manifest.image_vector_width > 0)
    value["config"]["image_vector_width"] = manifest.image_vector_width;
  if (manifest.has_steps()) {
    value["config"]["video_width"] = manifest.video_width;
    value["config"]["audio_width"] = manifest.audio_width;
    value["steps"] = manifest.steps;
  }
  value["weights_sha256"] = manifest.weights_sha256;
  if (manifest.is_tuned())
    value["tuned_sha256"] = manifest.tuned_sha256;
  value["data"] = manifest.data;
  return write_json_file(folder / "manifest.json", value);
}

Result<fs::path> find_encoder(const fs::path &bundle, const std::string &id) {
  std::error_code ignored;
  const fs::path beside =
      fs::absolute(bundle, ignored).lexically_normal().parent_path() / "encoders" / id;
  if (fs::is_directory(beside, ignored))
    return beside;
  const fs::path installed = find_model(fs::path("encoders") / id);
  if (!installed.empty())
    return installed;
  return make_error(ErrorCode::not_found,
                    "The model needs the encoder " + id +
                        ", which is not installed; put its folder into models/encoders.",
                    bundle);
}

std::vector<fs::path> installed_bundles() {
  std::vector<fs::path> bundles;
  std::error_code ignored;
  for (const fs::path &root : model_roots())
    for (const auto &entry : fs::directory_iterator(root, ignored)) {
      const bool known = std::any_of(bundles.begin(), bundles.end(), [&](const fs::path &bundle) {
        return bundle.filename() == entry.path().filename();
      });
      const bool hidden =
          entry.path().filename().string().starts_with('.'); // an import that is not complete
      if (!known && !hidden && fs::is_regular_file(entry.path() / "manifest.json", ignored))
        bundles.push_back(entry.path());
    }
  std::sort(bundles.begin(), bundles.end(),
            [](const fs::path &a, const fs::path &b) { return a.filename() < b.filename(); });
  return bundles;
}

Result<fs::path> resolve_bundle(const fs::path &bundle) {
  std::error_code ignored;
  if (bundle.empty()) {
    const auto installed = installed_bundles();
    if (installed.empty())
      return make_error(ErrorCode::not_found, "No model is installed: the program's models folder "
                                              "is empty. Install the program again.");
    // What the user added must not take the place of the model that the program is measured with,
    // nor one that this version cannot read of one that it can.
    const auto usable = [](const fs::path &one, bool user) {
      return (one.parent_path() == user_models_folder()) == user && read_manifest(one).ok();
    };
    for (const auto &one : installed)
      if (one.filename() == default_bundle && usable(one, false))
        return one;
    for (const bool user : {false, true})
      for (const auto &one : installed)
        if (usable(one, user))
          return one;
    return installed.front();
  }
  if (fs::is_directory(bundle, ignored))
    return bundle;
  const auto found = find_model(bundle);
  if (found.empty())
    return make_error(
        ErrorCode::not_found,
        "There is no model of this name; see the models folder for the ones installed.", bundle);
  return found;
}

} // namespace affect
