#pragma once

#include <string>
#include <string_view>

namespace affect {

/// What in a serialised SentencePiece model could lead the library outside its memory, or empty
/// where nothing can.
///
/// SentencePiece walks the normaliser's map (`precompiled_charsmap`: a double array as darts-clone
/// writes it, then texts) by the offsets stored in it, without checking that they are inside.
/// So every offset that some text could reach is checked here, before the library sees the model.
std::string unsafe_in_model(std::string_view model);

} // namespace affect
