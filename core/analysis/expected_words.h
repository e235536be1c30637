#pragma once

#include "analysis/loaded_bundle.h"
#include "analysis/reading.h"
#include "inputs/collate.h"

#include <vector>

namespace affect {

/// The language head's guesses for every word, each masked in turn (one encoder run a word). Empty
/// where encoder or system have no such head.
std::vector<ExpectedWord> expected_words(const LoadedBundle &bundle, const Encoding &encoding,
                                         const Reading &reading, const PostTensors &tensors,
                                         const CancelToken &cancel);

} // namespace affect
