#pragma once

#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace affect {

/// Incremental SHA-256 (OpenSSL's).
class Sha256 {
public:
  Sha256();
  ~Sha256();
  Sha256(Sha256 &&) noexcept;
  Sha256 &operator=(Sha256 &&) noexcept;

  void add(const void *data, std::size_t bytes);
  void add(std::string_view text) { add(text.data(), text.size()); }
  /// The digest in 64 lower-case hexadecimal digits. Call once.
  std::string hex();

private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of a text in hexadecimal digits.
std::string sha256_of(std::string_view text);

/// SHA-256 of a file's content in hexadecimal digits. Errors: not_found, unreadable.
Result<std::string> sha256_of_file(const std::filesystem::path &file);

} // namespace affect
