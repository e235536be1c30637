#pragma once

#include "analysis/batch_analyzer.h"
#include "analysis/loaded_model.h"
#include "inputs/batch_inputs.h"

#include <span>
#include <vector>

namespace affect {

/// Posts and clips that go through the encoders together; their readings with every model. Several
/// sub-batches may be at work at a time.
class SubBatch {
public:
  using Models = std::span<const std::unique_ptr<LoadedModel>>;

  /// `readings` are of as many posts as `posts`.
  SubBatch(Models models, std::span<const PreparedPost> posts,
           std::span<std::vector<Result<Reading>>> readings);

  /// The posts that go together.
  void read_together(bool explain, const CancelToken &cancel) { read(false, explain, cancel); }
  /// Those that go alone (is_encoded_alone() of inputs/batch_inputs.h), one after another on all
  /// threads.
  void read_alone(bool explain, const CancelToken &cancel) { read(true, explain, cancel); }
  double tokenising_seconds() const { return inputs_.tokenising_seconds(); }

private:
  /// A post on its way to one model's system.
  struct Row {
    std::size_t post;
    const EncodedPost *encoded;
    PostTensors tensors;
  };
  void read(bool alone, bool explain, const CancelToken &cancel);
  void read_with(std::size_t model, bool alone, bool explain, const CancelToken &cancel);
  void run_together(std::size_t model, std::vector<Row> rows, bool explain);
  void run_system(std::size_t model, std::span<const Row> rows, bool explain);
  void run_alone(std::size_t model, const Row &row, bool explain);
  void write(std::size_t model, const Row &row, const SystemOutput &output, std::size_t at,
             bool explain);

  Models models_;
  std::span<const PreparedPost> posts_;
  std::span<std::vector<Result<Reading>>> readings_;
  BatchInputs inputs_;
};

} // namespace affect
