#pragma once

#include "base/result.h"
#include "text/tokenizer.h"

#include <filesystem>
#include <memory>

namespace affect {

/// The tokenizer of a model folder, by the files it holds. Errors: not_found, unreadable, bad_format, unsupported.
Result<std::unique_ptr<Tokenizer>> open_tokenizer(const std::filesystem::path &folder);

} // namespace affect
