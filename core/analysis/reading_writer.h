#pragma once

#include "analysis/loaded_model.h"
#include "analysis/reading.h"
#include "sources/post.h"

#include <vector>

/// From tensors to Readings.
namespace affect {

/// What a reading says of the post and of the model before the system ran: words, the grid on the
/// picture, faces, the times of frames.
Reading start_reading(const LoadedModel &model, const Post &post, const EncodedPost &encoded);

/// What the system says of row `row` of its batch, for which `tensors` were that row's input;
/// attention only where the post has words and a picture. `explain`: attention over time, too.
void add_output(const LoadedModel &model, const Post &post, const EncodedPost &encoded,
                const PostTensors &tensors, const SystemOutput &output, int64_t row, bool explain,
                Reading &reading);

/// The error of a post of which there is nothing that the model reads.
Error nothing_to_read(const LoadedModel &model, const Post &post);
/// The error of whatever a library threw.
Error analysis_failed(const std::exception &error, const Post &post);
/// The same error with the post's file.
Error with_file(Error error, const Post &post);

/// Probabilities [classes] of expressions by name, the most probable first.
std::vector<SeenFace::Expression> ranked_expressions(const torch::Tensor &probabilities,
                                                     const std::vector<std::string> &names);

/// Whether present modalities say opposite things, or different things and both with at least 0.6.
bool modalities_disagree(const std::vector<UnimodalReading> &modalities);

} // namespace affect
