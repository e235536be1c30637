#include "systems/system.h"

#include "nn/device.h"
#include "nn/state.h"
#include "systems/clip_ca/clip_ca.h"
#include "systems/ctmwa/ctmwa.h"
#include "systems/multiscale/multiscale.h"
#include "systems/tam_ulag/tam_ulag.h"

#include <algorithm>
#include <limits>

namespace affect {
namespace {

using Maker = std::shared_ptr<System> (*)(const SystemConfig &);

// The one place that knows which systems there are.
const std::map<std::string, Maker> &registry() {
  static const std::map<std::string, Maker> makers = {
      {"clip-ca",
       [](const SystemConfig &config) -> std::shared_ptr<System> {
         return std::make_shared<ClipCa>(config);
       }},
      {"ctmwa", make_ctmwa},
      {"multiscale",
       [](const SystemConfig &config) -> std::shared_ptr<System> {
         return std::make_shared<Multiscale>(config);
       }},
      {"tam-ulag", [](const SystemConfig &config) -> std::shared_ptr<System> {
         return std::make_shared<TamUlag>(config);
       }}};
  return makers;
}

} // namespace

SystemInput SystemInput::to(torch::Device device, torch::ScalarType type) const {
  SystemInput moved = *this;
  for_each_tensor(moved, [&](torch::Tensor &x) {
    if (x.defined())
      x = x.scalar_type() == torch::kInt64 ? x.to(device) : x.to(device, type);
  });
  return moved;
}

SystemInput SystemInput::select(const torch::Tensor &places) const {
  SystemInput chosen = *this;
  for_each_tensor(chosen, [&](torch::Tensor &x) {
    if (x.defined())
      x = x.index_select(0, places);
  });
  return chosen;
}

torch::Tensor SystemLabels::polarity_of(int64_t space) const {
  const torch::Tensor *const of[intensity_spaces] = {&joint, &text, &image, &audio};
  return of[space]->defined() ? *of[space] : torch::full_like(joint, -1);
}

torch::Tensor SystemLabels::intensity_of(int64_t space) const {
  const auto polarity = polarity_of(space);
  const auto nothing = torch::full({polarity.size(0)}, std::numeric_limits<float>::quiet_NaN());
  const auto coarse = torch::where(polarity.ge(0), (polarity - 1).to(torch::kFloat32), nothing);
  if (!intensities.defined())
    return coarse;
  const auto known = intensities.select(1, space);
  return torch::where(known.isnan(), coarse, known);
}

SystemOutput SystemOutput::to(torch::Device device) const {
  SystemOutput moved = *this;
  for_each_tensor(moved, [&](torch::Tensor &x) {
    if (x.defined())
      x = x.to(device);
  });
  return moved;
}

std::vector<std::string> system_names() {
  std::vector<std::string> names;
  for (const auto &[name, maker] : registry())
    names.push_back(name);
  return names;
}

std::shared_ptr<System> make_system(const SystemConfig &config) {
  const auto found = registry().find(config.system);
  return found == registry().end() ? nullptr : found->second(config);
}

Result<SystemConfig> leave_out(SystemConfig config, const std::vector<std::string> &parts) {
  if (parts.empty())
    return config;
  const auto system = make_system(config);
  const auto known = system ? system->parts() : std::vector<std::string>();
  std::string names;
  for (const std::string &name : known)
    names += (names.empty() ? "" : ", ") + name;
  for (const std::string &part : parts) {
    if (std::find(known.begin(), known.end(), part) == known.end())
      return make_error(ErrorCode::usage,
                        "The system " + config.system + " has no part " + part.substr(0, 40) +
                            " to leave out; " +
                            (known.empty() ? "it names none." : "it has: " + names + "."));
    config.settings["without_" + part] = 1;
  }
  return config;
}

Result<std::shared_ptr<System>> leave_out(const System &system,
                                          const std::vector<std::string> &parts) {
  AFFECT_TRY(config, leave_out(system.config(), parts));
  auto lesser = make_system(config);
  AFFECT_CHECK(load_into(*lesser, state_of(system)));
  lesser->to(device_of(system));
  lesser->eval();
  return lesser;
}

torch::Tensor class_probabilities(const SystemConfig &config, const torch::Tensor &logits) {
  return torch::softmax(
      logits.to(torch::kFloat32) / std::max(config.setting("temperature", 1), 1e-3), -1);
}

torch::Tensor labelled_cross_entropy(const torch::Tensor &logits, const torch::Tensor &labels,
                                     double smoothing) {
  const auto rows = labels.ge(0).nonzero().squeeze(1);
  if (rows.numel() == 0)
    return torch::zeros({}, logits.options());
  return torch::nn::functional::cross_entropy(
      logits.index_select(0, rows), labels.index_select(0, rows),
      torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(smoothing));
}

} // namespace affect
