#pragma once

#include "base/paths.h"
#include "base/result.h"
#include "models/manifest.h"
#include "nn/state.h"
#include "systems/system.h"

#include <filesystem>
#include <string>

/// Writes the folder `folder`: a bundle of a system with random weights on the encoders of
/// multiscale-mvsa. It says nothing sensible, but it is whole. Errors: those of reading and writing
/// bundles.
inline affect::Result<void> write_random_bundle(const std::filesystem::path &folder,
                                                const std::string &system,
                                                std::map<std::string, double> settings = {}) {
  using namespace affect;
  AFFECT_TRY(manifest, read_manifest(find_model("multiscale-mvsa")));
  manifest.id = folder.filename().string();
  manifest.system = system;
  manifest.settings = std::move(settings);
  manifest.data = "none: random weights";
  manifest.weights_sha256.clear();
  manifest.text.tuned_blocks = manifest.image.tuned_blocks = 0; // on the bare encoders
  manifest.face = {};
  torch::manual_seed(7);
  const auto network =
      make_system({manifest.system, manifest.text_width, manifest.image_width, manifest.regions,
                   manifest.settings, manifest.text_vector_width, manifest.image_vector_width});
  std::filesystem::create_directories(folder);
  AFFECT_CHECK(write_state(folder / "model.safetensors", state_of(*network), true));
  return write_manifest(folder, manifest);
}
