#pragma once

#include "analysis/loaded_bundle.h"
#include "inputs/input_builder.h"

#include <memory>

namespace affect {

/// A bundle that runs, and what a reading says of it.
struct LoadedModel {
  LoadedBundle bundle;
  ModelInfo info;
  InputBuilder builder;

  /// Loads a bundle and runs it once. Encoders that `sharing` (null: none) has loaded are shared
  /// with it. Errors: as Analyzer::open.
  static Result<std::unique_ptr<LoadedModel>> open(const AnalyzerOptions &options,
                                                   const LoadedModel *sharing);
};

} // namespace affect
