#pragma once

#include "features/image_encoder.h"
#include "features/text_encoder.h"

namespace affect {

/// Tuned layers of both encoders, as a bundle keeps them beside the shared encoders.
struct TunedEncoders {
  TunedLayers text, image;
  bool any() const { return text.blocks > 0 || image.blocks > 0; }
};

/// Puts them in the encoders' place. Errors: bad_format.
Result<void> lay_over(TextEncoder &text, ImageEncoder &image, const TunedEncoders &tuned,
                      const std::filesystem::path &file = {});

/// Writes the tensors as fp16, called text_encoder.… and image_encoder.…. Errors: unreadable.
Result<void> write_tuned(const std::filesystem::path &file, const TunedEncoders &tuned);

/// Reads them; how many blocks they are of is told by the bundle's manifest. Errors: as read_state;
/// bad_format (a tensor of neither encoder, or of one that is not tuned).
Result<TunedEncoders> read_tuned(const std::filesystem::path &file, std::int64_t text_blocks,
                                 std::int64_t image_blocks);

} // namespace affect
