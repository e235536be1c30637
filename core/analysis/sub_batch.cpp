#include "analysis/sub_batch.h"

#include "analysis/reading_writer.h"

#include <algorithm>

namespace affect {
namespace {

// Posts that a system reads together, always as many: of other numbers the last ones would pass
// through scalar forms of log and exp instead of vectors, and differ in the last bit. Texts take a
// multiple of 16 places, so that what stands behind them in a sum meets the same lanes of a vector,
// and so many that the products of attention go the same way (as in TextEncoder::encode_steady).
constexpr std::size_t system_batch = 16, least_tokens = 48, tokens_step = 16;

std::vector<BatchPost> batch_posts(std::span<const PreparedPost> posts) {
  std::vector<BatchPost> batch;
  for (const PreparedPost &one : posts)
    batch.push_back({one.post, one.inputs});
  return batch;
}

} // namespace

SubBatch::SubBatch(Models models, std::span<const PreparedPost> posts,
                   std::span<std::vector<Result<Reading>>> readings)
    : models_(models), posts_(posts), readings_(readings), inputs_(batch_posts(posts)) {}

void SubBatch::write(std::size_t model, const Row &row, const SystemOutput &output, std::size_t at,
                     bool explain) {
  const Post &post = posts_[row.post].post;
  Reading reading = start_reading(*models_[model], post, *row.encoded);
  add_output(*models_[model], post, *row.encoded, row.tensors, output, static_cast<int64_t>(at),
             explain, reading);
  readings_[row.post][model] = std::move(reading);
}

void SubBatch::run_alone(std::size_t model, const Row &row, bool explain) {
  const LoadedBundle &bundle = models_[model]->bundle;
  const bool both = row.tensors.text.defined() && sees_anything(row.tensors);
  const auto output = bundle.run(collate({row.tensors}, bundle.system->config()),
                                 explain && (both || bundle.system->reads_steps()));
  write(model, row, output, 0, explain);
}

void SubBatch::run_system(std::size_t model, std::span<const Row> rows, bool explain) {
  const LoadedBundle &bundle = models_[model]->bundle;
  std::vector<PostTensors> tensors;
  std::size_t longest = 1; // tokens
  for (const Row &row : rows) {
    tensors.push_back(row.tensors);
    if (row.encoded->text)
      longest = std::max(longest, row.encoded->text->encoding.tokens.size());
  }
  tensors.resize(system_batch, tensors.front());
  const std::size_t places =
      std::max((longest + tokens_step - 1) / tokens_step * tokens_step, least_tokens);
  const auto output =
      bundle.run(collate(tensors, bundle.system->config(), static_cast<int64_t>(places)), explain);
  for (std::size_t i = 0; i < rows.size(); ++i)
    write(model, rows[i], output, i, explain);
}

void SubBatch::run_together(std::size_t model, std::vector<Row> rows, bool explain) {
  // Posts without words by themselves: what attends to no word at all attends to all places alike,
  // however many the others' texts take.
  std::vector<Row> worded, wordless;
  for (Row &row : rows)
    (row.encoded->text ? worded : wordless).push_back(std::move(row));
  std::stable_sort(worded.begin(), worded.end(), [](const Row &a, const Row &b) {
    return a.encoded->text->encoding.tokens.size() < b.encoded->text->encoding.tokens.size();
  });
  for (const std::span<const Row> kind : {std::span(worded), std::span(wordless)})
    for (std::size_t at = 0; at < kind.size(); at += system_batch)
      run_system(model, kind.subspan(at, std::min(system_batch, kind.size() - at)), explain);
}

void SubBatch::read_with(std::size_t model, bool alone, bool explain, const CancelToken &cancel) {
  const InputBuilder &builder = models_[model]->builder;
  const auto encoded = inputs_.encode(builder, model, alone, cancel);
  std::vector<Row> rows;
  for (std::size_t i = 0; i < posts_.size(); ++i) {
    const Post &post = posts_[i].post;
    if (is_encoded_alone(post, builder.plan()) != alone)
      continue;
    Result<Reading> &reading = readings_[i][model];
    if (!encoded.ok()) {
      reading = with_file(encoded.error(), post);
    } else if (!(*encoded)[i].ok()) {
      reading = with_file((*encoded)[i].error(), post);
    } else {
      const EncodedPost &one = *(*encoded)[i];
      PostTensors tensors = tensors_of(one, builder.plan().sight);
      if (is_empty(tensors))
        reading = nothing_to_read(*models_[model], post);
      else
        rows.push_back({i, &one, std::move(tensors)});
    }
  }
  // Alone in the system, too: packed recurrent layers multiply as many rows at each step as posts
  // are that long, and sums over frames go over as many as the longest clip has.
  if (alone)
    for (const Row &row : rows)
      run_alone(model, row, explain);
  else
    run_together(model, std::move(rows), explain);
}

void SubBatch::read(bool alone, bool explain, const CancelToken &cancel) {
  torch::NoGradGuard frozen; // of this thread
  for (std::size_t m = 0; m < models_.size() && !cancel.cancelled(); ++m)
    try {
      read_with(m, alone, explain, cancel);
    } catch (const std::exception &error) {
      for (std::size_t i = 0; i < posts_.size(); ++i)
        if (is_encoded_alone(posts_[i].post, models_[m]->builder.plan()) == alone)
          readings_[i][m] = analysis_failed(error, posts_[i].post);
    }
}

} // namespace affect
