#include "nn/state.h"

#include "weights/model_weights.h"

#include <cstring>
#include <optional>
#include <sstream>

namespace affect {
namespace {

torch::ScalarType scalar_of(TensorType type) {
  switch (type) {
  case TensorType::f64:
    return torch::kFloat64;
  case TensorType::f32:
    return torch::kFloat32;
  case TensorType::f16:
    return torch::kFloat16;
  case TensorType::bf16:
    return torch::kBFloat16;
  case TensorType::i64:
    return torch::kInt64;
  case TensorType::i32:
    return torch::kInt32;
  case TensorType::i16:
    return torch::kInt16;
  case TensorType::i8:
    return torch::kInt8;
  case TensorType::u8:
    return torch::kUInt8;
  case TensorType::boolean:
    return torch::kUInt8; // a file may hold other bytes than 0 and 1
  }
  return torch::kFloat32;
}

std::optional<TensorType> type_of(torch::ScalarType type) {
  switch (type) {
  case torch::kFloat32:
    return TensorType::f32;
  case torch::kFloat64:
    return TensorType::f64;
  case torch::kFloat16:
    return TensorType::f16;
  case torch::kBFloat16:
    return TensorType::bf16;
  case torch::kInt64:
    return TensorType::i64;
  case torch::kInt32:
    return TensorType::i32;
  case torch::kInt16:
    return TensorType::i16;
  case torch::kInt8:
    return TensorType::i8;
  case torch::kUInt8:
    return TensorType::u8;
  case torch::kBool:
    return TensorType::boolean;
  default:
    return std::nullopt;
  }
}

// A copy of its own: in a file a tensor may begin at any byte, and the mapping ends with the
// reading.
torch::Tensor tensor_of(const TensorView &view) {
  const auto raw = torch::empty(view.shape, torch::TensorOptions(scalar_of(view.type)));
  if (!view.data.empty())
    std::memcpy(raw.data_ptr(), view.data.data(), view.data.size());
  if (view.type == TensorType::boolean)
    return raw.ne(0).to(torch::kInt64);
  return raw.to(raw.is_floating_point() ? torch::kFloat32 : torch::kInt64);
}

template <typename Visit> void for_each_entry(const torch::nn::Module &module, Visit visit) {
  for (const auto &item : module.named_parameters())
    visit(item.key(), item.value());
  for (const auto &item : module.named_buffers())
    visit(item.key(), item.value());
}

} // namespace

Result<StateDict> state_of(const std::map<std::string, TensorView> &tensors,
                           const std::filesystem::path &file) {
  StateDict state;
  for (const auto &[name, view] : tensors) {
    try {
      state[name] = tensor_of(view);
    } catch (const std::exception &) {
      return make_error(
          ErrorCode::bad_format,
          "There is no memory for a tensor of the shape of " + name.substr(0, 100) + ".", file);
    }
  }
  return state;
}

Result<StateDict> read_state(const std::filesystem::path &file) {
  AFFECT_TRY(opened, SafetensorsFile::open(file));
  return state_of(opened.tensors(), file);
}

Result<StateDict> read_model_state(const std::filesystem::path &folder) {
  AFFECT_TRY(weights, ModelWeights::open(folder));
  return state_of(weights.tensors(), weights.file());
}

Result<std::map<std::string, std::string>> read_metadata(const std::filesystem::path &file) {
  AFFECT_TRY(opened, SafetensorsFile::open(file));
  return opened.metadata();
}

Result<void> write_state(const std::filesystem::path &file, const StateDict &state, bool half,
                         const std::map<std::string, std::string> &metadata) {
  StateDict kept; // holds the converted copies until they are written
  std::map<std::string, TensorView> views;
  for (const auto &[name, tensor] : state) {
    auto value = tensor.detach().cpu();
    if (half && value.is_floating_point())
      value = value.to(torch::kFloat16);
    value = value.contiguous();
    const auto type = type_of(value.scalar_type());
    if (!type)
      return make_error(ErrorCode::internal,
                        "The type of the tensor " + name + " cannot be stored.", file);
    TensorView view;
    view.type = *type;
    view.shape = value.sizes().vec();
    view.data = {static_cast<const std::byte *>(value.data_ptr()),
                 static_cast<std::size_t>(value.nbytes())};
    views[name] = view;
    kept[name] = value;
  }
  return write_safetensors(file, views, metadata);
}

Result<void> load_into(torch::nn::Module &module, const StateDict &state,
                       const std::filesystem::path &file) {
  torch::NoGradGuard frozen;
  std::string missing;
  for_each_entry(module, [&](const std::string &name, torch::Tensor target) {
    const auto found = state.find(name);
    if (!missing.empty())
      return;
    if (found == state.end()) {
      if (target.is_floating_point())
        missing = "The weights lack the tensor " + name + ".";
    } else if (found->second.sizes() != target.sizes()) {
      std::ostringstream sentence;
      sentence << "The tensor " << name << " has the shape " << found->second.sizes() << " where "
               << target.sizes() << " is needed.";
      missing = sentence.str();
    } else {
      target.copy_(found->second);
    }
  });
  if (!missing.empty())
    return make_error(ErrorCode::bad_format,
                      missing + " The model folder does not fit its configuration.", file);
  return {};
}

StateDict state_of(const torch::nn::Module &module) {
  StateDict state;
  for_each_entry(module, [&](const std::string &name, const torch::Tensor &value) {
    state[name] = value.detach();
  });
  return state;
}

std::int64_t parameter_count(const torch::nn::Module &module) {
  std::int64_t count = 0;
  for (const auto &parameter : module.parameters())
    count += parameter.numel();
  return count;
}

} // namespace affect
