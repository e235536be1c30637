#pragma once

#include <cstdint>
#include <string>

namespace affect::ctmwa {

/// Sizes of the published translators, and names of our own tensors in the weights file.
inline constexpr std::int64_t pooling_heads = 2; ///< of a translator's attention pooling
inline constexpr std::int64_t kernel_steps = 5;  ///< width of its convolution
inline const std::string pair_words = "pair_words.rows", text_words = "text_words.rows";
inline const std::string pair_faces = "pair_faces.weight", image_faces = "image_faces.weight";

} // namespace affect::ctmwa
