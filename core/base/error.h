#pragma once

#include <filesystem>
#include <string>
#include <utility>

namespace affect {

/// What kind of thing went wrong; faces choose their remedy and exit code by it.
enum class ErrorCode {
  not_found,    ///< the file or model does not exist
  unreadable,   ///< it exists but cannot be read (permission, input/output)
  bad_format,   ///< its content is not what it claims to be
  too_large,    ///< it is beyond a limit that protects memory or time
  unsupported,  ///< well-formed, but nothing here reads it
  missing_pair, ///< a post without its image or its text where both are needed
  cancelled,    ///< the user asked to stop
  usage,        ///< a wrong option or argument
  internal      ///< a fault of this program
};

/// An error as a value: a whole sentence for the user, the file it is about, and a code.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;        ///< one sentence that says what happened and what to do
  std::filesystem::path file; ///< empty where no file is concerned

  /// The sentence with the file's name before it.
  std::string text() const { return file.empty() ? message : file.string() + ": " + message; }
};

inline Error make_error(ErrorCode code, std::string message, std::filesystem::path file = {}) {
  return Error{code, std::move(message), std::move(file)};
}

} // namespace affect
