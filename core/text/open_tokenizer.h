#pragma once

#include "text/tokenizer.h"

namespace affect {

/// The tokenizer of a Hugging Face model folder, by tokenizer_config.json's class, config.json's
/// model type and the files that are there:
///
/// | family                                | its own files                  | or        |
/// |---------------------------------------|--------------------------------|-----------|
/// | BERT, Chinese-CLIP and similar ones   | vocab.txt                      | tokenizer.json |
/// | RoBERTa                               | vocab.json and merges.txt      | tokenizer.json |
/// | CLIP                                  | vocab.json and merges.txt      | tokenizer.json |
/// | XLM-RoBERTa                           | sentencepiece.bpe.model        |           |
/// | SigLIP                                | spiece.model                   |           |
///
/// A family's own files go before tokenizer.json; settings that a folder leaves out are those of
/// the family's class. Errors: not_found (no such folder, or a file is missing), bad_format,
/// too_large, unreadable, unsupported.
Result<std::unique_ptr<Tokenizer>> open_tokenizer(const std::filesystem::path &folder);

} // namespace affect
