#include "systems/system.h"

#include "systems/ctmwa/ctmwa.h"
#include "systems/multiscale/multiscale.h"

namespace affect {
namespace {

using Maker = std::shared_ptr<System> (*)(const SystemConfig &);

// The one place that knows which systems there are.
const std::map<std::string, Maker> &registry() {
  static const std::map<std::string, Maker> makers = {
      {"ctmwa", make_ctmwa}, {"multiscale", [](const SystemConfig &config) -> std::shared_ptr<System> {
                                return std::make_shared<Multiscale>(config);
                              }}};
  return makers;
}

} // namespace

SystemInput SystemInput::to(torch::Device device, torch::ScalarType type) const {
  const auto move = [&](const torch::Tensor &x) { return x.defined() ? x.to(device, type) : x; };
  return {move(text),     move(text_mask), move(text_vector), move(image),         move(image_vector),
          move(has_text), move(has_image), move(frames),      move(frame_vectors), move(frame_mask)};
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

torch::Tensor labelled_cross_entropy(const torch::Tensor &logits, const torch::Tensor &labels, double smoothing) {
  const auto rows = labels.ge(0).nonzero().squeeze(1);
  if (rows.numel() == 0)
    return torch::zeros({}, logits.options());
  return torch::nn::functional::cross_entropy(
      logits.index_select(0, rows), labels.index_select(0, rows),
      torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(smoothing));
}

} // namespace affect
