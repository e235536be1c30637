#pragma once

#include "base/result.h"

#include <filesystem>

namespace affect {

/// Makes the folder that an encoder is written to. Errors: unreadable.
Result<void> make_encoder_folder(const std::filesystem::path &folder);

} // namespace affect
