#include "base/json_file.h"
#include "features/image_tensor.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace affect {
namespace {

using nlohmann::json;

constexpr int largest_side = 2048; // an encoder's input, not a photograph's
constexpr std::uintmax_t largest_file = 1 << 20;
constexpr const char *not_a_description = "The file is not the description of an image processor.";

/// A value of the configuration; null is what newer exports write for "not set".
const json *given(const json &config, const char *name) {
  const auto found = config.find(name);
  return found == config.end() || found->is_null() ? nullptr : &*found;
}

template <typename T> T value_or(const json &config, const char *name, T fallback) {
  const json *value = given(config, name);
  return value ? value->get<T>() : fallback;
}

/// What Hugging Face's image processor classes do where their file says nothing.
struct ProcessorClass {
  ImagePreprocess preprocess;
  bool crops = false; ///< cuts 224 × 224 from the middle
};

ProcessorClass class_of(const json &config) {
  std::string name;
  for (const char *key : {"image_processor_type", "feature_extractor_type", "processor_class"})
    if (name.empty())
      name = value_or(config, key, std::string());
  ProcessorClass known;
  if (name.starts_with("CLIP") || name.starts_with("ChineseCLIP")) {
    known.preprocess.shortest_edge = 224;
    known.preprocess.mean = {0.48145466f, 0.4578275f, 0.40821073f};
    known.preprocess.std = {0.26862954f, 0.26130258f, 0.27577711f};
    known.crops = true;
  } else if (!name.starts_with("Siglip")) {
    known.preprocess.interpolation =
        Interpolation::bilinear; // ViT's, which also serves folders that name no class
  }
  return known;
}

/// A JSON integer within what an encoder may ask for.
int side_of(const json &value) {
  const auto side = value.get<std::int64_t>();
  if (!value.is_number_integer() || side < 1 || side > largest_side)
    throw std::out_of_range("a side must be a whole number from 1 to " +
                            std::to_string(largest_side));
  return static_cast<int>(side);
}

/// "size": {"height", "width"}, {"shortest_edge"} or, in old files, a number: an edge for CLIP, a
/// square for ViT.
void read_size(const json &size, ImagePreprocess &preprocess) {
  if (size.is_object() && size.contains("shortest_edge")) {
    preprocess.shortest_edge = side_of(size.at("shortest_edge"));
  } else if (size.is_object()) {
    preprocess.shortest_edge = 0;
    preprocess.width = side_of(size.at("width"));
    preprocess.height = side_of(size.at("height"));
  } else if (preprocess.shortest_edge > 0) {
    preprocess.shortest_edge = side_of(size);
  } else {
    preprocess.width = preprocess.height = side_of(size);
  }
}

void read_crop(const json &config, bool class_crops, ImagePreprocess &preprocess) {
  const bool crops = value_or(config, "do_center_crop", class_crops);
  if (!crops && preprocess.shortest_edge > 0)
    throw std::out_of_range("pictures of varying shape (an edge without a crop) are not read here");
  if (!crops)
    return;
  int width = 224, height = 224;
  if (const json *crop = given(config, "crop_size")) {
    width = side_of(crop->is_object() ? crop->at("width") : *crop);
    height = side_of(crop->is_object() ? crop->at("height") : *crop);
  }
  if (preprocess.shortest_edge == 0) {
    // Squashed and then cut: the cut may only be the whole.
    if (width != preprocess.width || height != preprocess.height)
      throw std::out_of_range("a squashed picture of which a part is cut is not read here");
    return;
  }
  preprocess.width = width;
  preprocess.height = height;
  if (std::max(width, height) > preprocess.shortest_edge)
    throw std::out_of_range("the crop is larger than the shortest edge");
}

void read_triple(const json &config, const char *name, std::array<float, 3> &values) {
  const json *triple = given(config, name);
  if (!triple)
    return;
  // The library reads the first three of a longer list without a word.
  if (!triple->is_array() || triple->size() != 3)
    throw json::out_of_range::create(401, "three numbers are needed", triple);
  values = triple->get<std::array<float, 3>>();
}

// do_convert_rgb is not looked at: pictures are RGB from decoding on.
ImagePreprocess parse(const json &whole) {
  const json *part = given(whole, "image_processor");
  const json &config = part ? *part : whole;
  if (!config.is_object())
    throw json::type_error::create(302, "an object is needed", &config);
  auto [preprocess, crops] = class_of(config);
  if (!value_or(config, "do_resize", true))
    throw std::out_of_range("pictures that are not resized are not read here");
  if (const json *size = given(config, "size"))
    read_size(*size, preprocess);
  read_crop(config, crops, preprocess);
  if (const json *resample = given(config, "resample")) {
    const int filter = resample->get<int>(); // Pillow's numbers
    if (filter != 2 && filter != 3)
      throw std::out_of_range("only bilinear (2) and bicubic (3) resampling are read here");
    preprocess.interpolation = filter == 3 ? Interpolation::bicubic : Interpolation::bilinear;
  }
  preprocess.rescale = value_or(config, "do_rescale", true)
                           ? value_or(config, "rescale_factor", preprocess.rescale)
                           : 1.0;
  read_triple(config, "image_mean", preprocess.mean);
  read_triple(config, "image_std", preprocess.std);
  if (!value_or(config, "do_normalize", true)) {
    preprocess.mean = {0, 0, 0};
    preprocess.std = {1, 1, 1};
  }
  for (const float value : preprocess.std)
    if (!(value > 0))
      throw std::out_of_range("image_std must be above zero");
  return preprocess;
}

} // namespace

Result<ImagePreprocess> read_preprocess(const std::filesystem::path &file) {
  FileErrors errors;
  errors.missing.sentence =
      "The description of how pictures are prepared is missing from the model folder.";
  errors.not_regular = errors.unreadable =
      errors.too_large = {ErrorCode::unreadable, "The file cannot be read."};
  errors.too_deep = errors.malformed = {ErrorCode::bad_format, not_a_description};
  AFFECT_TRY(config, read_json_file(file, largest_file, errors));
  try {
    return parse(config);
  } catch (const json::exception &) {
    return make_error(ErrorCode::bad_format, not_a_description, file);
  } catch (const std::out_of_range &reason) {
    return make_error(
        ErrorCode::unsupported,
        std::string("Pictures cannot be prepared as this file asks: ") + reason.what() + ".", file);
  }
}

Result<ImagePreprocess> preprocess_of_folder(const std::filesystem::path &folder) {
  std::error_code ignored;
  const auto newer = folder / "processor_config.json", usual = folder / "preprocessor_config.json";
  const bool only_newer =
      !std::filesystem::exists(usual, ignored) && std::filesystem::exists(newer, ignored);
  return read_preprocess(only_newer ? newer : usual);
}

Result<void> write_preprocess(const std::filesystem::path &file,
                              const ImagePreprocess &preprocess) {
  const bool crop = preprocess.shortest_edge > 0;
  const json square = {{"height", preprocess.height}, {"width", preprocess.width}};
  json config = {{"image_processor_type", crop ? "CLIPImageProcessor" : "ViTImageProcessor"},
                 {"do_convert_rgb", true},
                 {"do_resize", true},
                 {"resample", preprocess.interpolation == Interpolation::bicubic ? 3 : 2},
                 {"size", crop ? json{{"shortest_edge", preprocess.shortest_edge}} : square},
                 {"do_rescale", preprocess.rescale != 1.0},
                 {"rescale_factor", preprocess.rescale},
                 {"do_normalize", true},
                 {"image_mean", preprocess.mean},
                 {"image_std", preprocess.std}};
  if (crop) {
    config["do_center_crop"] = true;
    config["crop_size"] = square;
  }
  return write_json_file(file, config, 2);
}

} // namespace affect
