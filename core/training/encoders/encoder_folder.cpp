#include "training/encoders/encoder_folder.h"

namespace affect {

Result<void> make_encoder_folder(const std::filesystem::path &folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    return make_error(ErrorCode::unreadable, "The folder cannot be made: " + error.message() + ".",
                      folder);
  return {};
}

} // namespace affect
