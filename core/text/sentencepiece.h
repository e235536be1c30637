#pragma once

#include "base/result.h"

struct AffectSentencePiece;

namespace affect {

/// The functions of SentencePiece, from the module beside the program
/// (sentencepiece_module/module.h says why it is one). Opened once. Errors: not_found where the
/// installation lacks the module.
Result<const AffectSentencePiece *> sentencepiece();

} // namespace affect
