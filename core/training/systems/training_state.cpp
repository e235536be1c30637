#include "training/systems/training_state.h"

#include "training/trainer/checkpoint.h"

#include <map>
#include <unordered_set>

namespace affect {
namespace {

// The parameters that ordinary steps move: all but those of the system's meta step.
std::vector<torch::Tensor> stepped_parameters(const System &system) {
  std::unordered_set<const void *> meta;
  for (const auto &parameter : system.meta_parameters())
    meta.insert(parameter.unsafeGetTensorImpl());
  std::vector<torch::Tensor> rest;
  for (const auto &parameter : system.parameters())
    if (!meta.count(parameter.unsafeGetTensorImpl()))
      rest.push_back(parameter);
  return rest;
}

// What the average follows: the optimiser's fp32 copies, and the parameters it has none of.
std::vector<torch::Tensor> averaged(const System &system, const MasterAdamW &optimizer) {
  std::map<const void *, torch::Tensor> copies;
  const auto stepped = stepped_parameters(system), masters = optimizer.masters();
  for (std::size_t i = 0; i < stepped.size(); ++i)
    copies[stepped[i].unsafeGetTensorImpl()] = masters[i];
  std::vector<torch::Tensor> sources;
  for (const auto &parameter : system.parameters()) {
    const auto found = copies.find(parameter.unsafeGetTensorImpl());
    sources.push_back(found == copies.end() ? parameter : found->second);
  }
  return sources;
}

} // namespace

TrainingState::TrainingState(System &system, AdamWOptions options)
    : system_(system), parameters_(system.parameters()),
      optimizer_(stepped_parameters(system), options), sources_(averaged(system, optimizer_)),
      average_(sources_), moves_any_(!stepped_parameters(system).empty()) {}

std::vector<torch::Tensor> TrainingState::use_average() {
  auto current = copies_of(parameters_);
  use(average_.values());
  return current;
}

StateDict TrainingState::uncopied() const {
  StateDict state;
  for (std::size_t i = 0; i < parameters_.size(); ++i)
    if (sources_[i].is_same(parameters_[i]))
      state[std::to_string(i)] = parameters_[i].detach();
  return state;
}

Result<void> TrainingState::save(const std::filesystem::path &folder, int epoch,
                                 const torch::Tensor &labels) const {
  Checkpoint checkpoint;
  checkpoint.put("optimizer.", optimizer_.state());
  checkpoint.put("average.", average_.values());
  checkpoint.put("meta.", system_.meta_state());
  checkpoint.put("own.", uncopied()); // a meta step does not go on from the average
  if (labels.defined())
    checkpoint.put("labels", StateDict{{"", labels}});
  checkpoint.put_value("epoch", std::to_string(epoch));
  return checkpoint.save(folder);
}

Result<int> TrainingState::load(const std::filesystem::path &folder, torch::Tensor *labels) {
  torch::NoGradGuard frozen;
  AFFECT_TRY(checkpoint, Checkpoint::load(folder));
  const auto optimizer = checkpoint.list("optimizer.");
  auto own = uncopied();
  if (!optimizer_.fits(optimizer) || !checkpoint.fits("average.", average_.values()) ||
      !checkpoint.fits("own.", own))
    return checkpoint.of_another_network();
  try {
    system_.restore_meta_state(checkpoint.list("meta."));
  } catch (const c10::Error &) {
    return checkpoint.of_another_network();
  }
  optimizer_.restore(optimizer);
  average_.restore(checkpoint.list("average."));
  for (auto &[place, parameter] : own)
    parameter.copy_(checkpoint.find("own." + place));
  if (const auto found = checkpoint.find("labels"); labels && found.defined())
    *labels = found;
  return static_cast<int>(checkpoint.number("epoch"));
}

} // namespace affect
