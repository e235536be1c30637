#include "features/tuned_encoders.h"

namespace affect {
namespace {

const std::string text_prefix = "text_encoder.", image_prefix = "image_encoder.";

} // namespace

Result<void> lay_over(TextEncoder &text, ImageEncoder &image, const TunedEncoders &tuned,
                      const std::filesystem::path &file) {
  if (tuned.text.blocks > 0)
    AFFECT_CHECK(text.lay_over(tuned.text, file));
  if (tuned.image.blocks > 0)
    AFFECT_CHECK(image.lay_over(tuned.image, file));
  return {};
}

Result<void> write_tuned(const std::filesystem::path &file, const TunedEncoders &tuned) {
  StateDict state;
  for (const auto &[name, tensor] : tuned.text.state)
    state[text_prefix + name] = tensor;
  for (const auto &[name, tensor] : tuned.image.state)
    state[image_prefix + name] = tensor;
  return write_state(file, state, true);
}

Result<TunedEncoders> read_tuned(const std::filesystem::path &file, std::int64_t text_blocks,
                                 std::int64_t image_blocks) {
  AFFECT_TRY(state, read_state(file));
  TunedEncoders tuned;
  tuned.text.blocks = text_blocks;
  tuned.image.blocks = image_blocks;
  for (const auto &[name, tensor] : state) {
    if (text_blocks > 0 && name.starts_with(text_prefix))
      tuned.text.state[name.substr(text_prefix.size())] = tensor;
    else if (image_blocks > 0 && name.starts_with(image_prefix))
      tuned.image.state[name.substr(image_prefix.size())] = tensor;
    else
      return make_error(ErrorCode::bad_format,
                        "The tuned layers have a tensor " + name.substr(0, 100) +
                            ", which the manifest knows nothing of. Install the model again.",
                        file);
  }
  return tuned;
}

} // namespace affect
