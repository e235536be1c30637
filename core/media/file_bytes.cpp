#include "media/file_bytes.h"

#include "base/input_file.h"

#include <string>

namespace fs = std::filesystem;

namespace affect {
namespace {

// Says what stands in the place of a file, where InputFile only says that it is not a regular one.
Result<void> check_regular(const fs::path &file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) {
    std::error_code ignored;
    if (fs::is_symlink(file, ignored))
      return make_error(ErrorCode::not_found,
                        "The link leads to a file that does not exist; mend or remove it.", file);
    return make_error(ErrorCode::not_found,
                      "There is no such file; it may have been moved or renamed.", file);
  }
  if (status.type() == fs::file_type::directory)
    return make_error(ErrorCode::unreadable, "This is a folder, not a file; open it as a folder.",
                      file);
  if (error || status.type() == fs::file_type::unknown)
    return make_error(ErrorCode::unreadable, "The file cannot be reached; check its permissions.",
                      file);
  if (status.type() != fs::file_type::regular)
    return make_error(ErrorCode::unreadable,
                      "This is a device or a pipe, not a file; copy its content to a file.", file);
  return {};
}

} // namespace

std::string size_in_words(std::uintmax_t bytes) {
  // Not with printf's floating point, whose decimal point depends on the system's language.
  if (bytes >= 1'000'000) {
    const std::uintmax_t tenths = (bytes + 50'000) / 100'000;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MB";
  }
  return bytes >= 1000 ? std::to_string((bytes + 500) / 1000) + " KB"
                       : std::to_string(bytes) + " bytes";
}

Result<std::vector<std::uint8_t>> read_file_bytes(const fs::path &file, const char *what,
                                                  std::uintmax_t max_bytes) {
  AFFECT_CHECK(check_regular(file));
  const auto too_large = [&](const std::string &size) {
    return make_error(ErrorCode::too_large,
                      "The " + std::string(what) + " is too large (" + size + "; the limit is " +
                          size_in_words(max_bytes) + "); make it smaller.",
                      file);
  };
  std::error_code error;
  if (const std::uintmax_t stated = fs::file_size(file, error); !error && stated > max_bytes)
    return too_large(size_in_words(stated));
  AFFECT_TRY(bytes, read_file_beginning<std::vector<std::uint8_t>>(file, max_bytes + 1));
  if (bytes.size() > max_bytes)
    return too_large("more than " + size_in_words(max_bytes));
  return std::move(bytes);
}

Result<std::vector<std::uint8_t>> read_file_start(const fs::path &file, std::size_t count) {
  AFFECT_CHECK(check_regular(file));
  return read_file_beginning<std::vector<std::uint8_t>>(file, count);
}

} // namespace affect
