#include "features/face_encoder.h"

#include "base/json_file.h"
#include "features/folder_hash.h"
#include "nn/config_values.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace affect {
namespace {

namespace fs = std::filesystem;

constexpr const char *model_type = "affectscope-face";
constexpr const char *config_name = "config.json", *weights_name = "model.safetensors";
constexpr int64_t widest = 128, most_classes = 64;
constexpr std::size_t longest_name = 64; ///< bytes
constexpr std::size_t batch = 64;

struct Config {
  FaceNetConfig network;
  std::vector<std::string> classes;
};

Result<Config> read_config(const fs::path &folder) {
  const fs::path file = folder / config_name;
  AFFECT_TRY(json, read_model_config(folder));
  ConfigValues values(json);
  if (const auto type = values.word("model_type", ""); type != model_type)
    return make_error(ErrorCode::unsupported,
                      "The model type " + type.substr(0, 40) + " is not a face encoder known here.",
                      file);
  Config config;
  config.network.width = values.size("width", config.network.width, widest, 8);
  const int64_t side = values.size("image_size", face_side, face_side, face_side);
  const int64_t hidden = values.size("hidden_size", config.network.vector_width(), 4 * widest);
  AFFECT_CHECK(values.check(file));
  if (side != face_side || hidden != config.network.vector_width())
    return make_error(ErrorCode::bad_format, "The sizes it states do not go together.", file);
  const auto classes = json.find("classes");
  const auto wrong = make_error(ErrorCode::bad_format, "It does not name the expressions.", file);
  if (classes == json.end() || !classes->is_array() || classes->size() < 2 ||
      classes->size() > static_cast<std::size_t>(most_classes))
    return wrong;
  for (const auto &name : *classes) {
    if (!name.is_string() || name.get_ref<const std::string &>().empty() ||
        name.get_ref<const std::string &>().size() > longest_name)
      return wrong;
    config.classes.push_back(name.get<std::string>());
  }
  config.network.classes = static_cast<int64_t>(config.classes.size());
  return config;
}

/// Numbers that are none would come out of every face.
Result<void> check_finite(const StateDict &state, const fs::path &file) {
  for (const auto &[name, tensor] : state)
    if (tensor.is_floating_point() && !tensor.isfinite().all().item<bool>())
      return make_error(ErrorCode::bad_format,
                        "The tensor " + name.substr(0, 100) + " holds values that are no numbers.",
                        file);
  return {};
}

torch::Tensor pixels_of(std::span<const FaceCrop> crops) {
  const auto grey =
      torch::empty({static_cast<int64_t>(crops.size()), face_side, face_side}, torch::kUInt8);
  auto *to = grey.data_ptr<std::uint8_t>();
  for (const FaceCrop &crop : crops)
    to = std::copy(crop.grey.begin(), crop.grey.end(), to);
  return face_pixels(grey);
}

} // namespace

torch::Tensor expressions_of(std::span<const FaceFeatures> faces) {
  std::vector<torch::Tensor> logits;
  for (const FaceFeatures &face : faces)
    logits.push_back(face.logits);
  return torch::softmax(torch::stack(logits), 1);
}

Result<std::unique_ptr<FaceEncoder>>
FaceEncoder::open(const fs::path &folder, torch::ScalarType precision, torch::Device device) {
  AFFECT_TRY(config, read_config(folder));
  const fs::path file = folder / weights_name;
  AFFECT_TRY(state, read_state(file));
  AFFECT_CHECK(check_finite(state, file));
  AFFECT_TRY(hash, hash_of_folder(folder, {config_name, weights_name}));
  try {
    torch::NoGradGuard frozen;
    FaceNet network(config.network);
    AFFECT_CHECK(load_into(*network, state, file));
    network->to(device); // folding computes where the network is
    std::unique_ptr<FaceEncoder> encoder(new FaceEncoder(*network, precision, device));
    encoder->classes_ = config.classes;
    encoder->parameters_ = parameter_count(*network);
    encoder->id_ = folder.filename().string();
    encoder->hash_ = hash;
    return encoder;
  } catch (const std::exception &) {
    return make_error(ErrorCode::unsupported,
                      "The model cannot be brought to the device " + device.str() + ".", folder);
  }
}

Result<std::vector<FaceFeatures>> FaceEncoder::encode(std::span<const FaceCrop> crops) const {
  try {
    torch::NoGradGuard frozen;
    std::vector<FaceFeatures> features;
    for (std::size_t begin = 0; begin < crops.size(); begin += batch) {
      const auto part = crops.subspan(begin, std::min(batch, crops.size() - begin));
      const FaceNetOutput found = read_with_mirror(network_, pixels_of(part).to(device_));
      const auto vectors = found.vector.cpu(), logits = found.logits.cpu();
      for (int64_t i = 0; i < vectors.size(0); ++i)
        features.push_back({vectors[i].clone(), logits[i].clone()});
    }
    return features;
  } catch (const std::bad_alloc &) {
    return make_error(ErrorCode::too_large, "There is not enough memory to read so many faces.");
  } catch (const c10::Error &error) {
    return make_error(ErrorCode::internal,
                      std::string("The face encoder failed: ") + error.what_without_backtrace());
  }
}

Result<void> write_face_encoder(const fs::path &folder, const FaceNetConfig &network,
                                const std::vector<std::string> &classes, const StateDict &state) {
  if (static_cast<int64_t>(classes.size()) != network.classes)
    return make_error(ErrorCode::usage, "Every expression of a face encoder needs a name.", folder);
  AFFECT_CHECK(write_state(folder / weights_name, state, true, {{"format", "pt"}}));
  nlohmann::ordered_json config;
  config["model_type"] = model_type;
  config["image_size"] = face_side;
  config["width"] = network.width;
  config["hidden_size"] = network.vector_width();
  config["classes"] = classes;
  return write_json_file(folder / config_name, config);
}

} // namespace affect
