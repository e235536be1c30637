#pragma once

#include "base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace affect {

/// A SentencePiece model, checked before the library sees it.
class SentencePieceModel {
public:
  /// Errors: not_found, too_large, unreadable, bad_format.
  static Result<SentencePieceModel> open(const std::filesystem::path &file);
  /// From a serialised model; `file` is what errors name. Errors: bad_format, not_found (the module
  /// is missing).
  static Result<SentencePieceModel> make(const std::string &serialized,
                                         const std::filesystem::path &file);

  /// Calls `piece` for every piece: id, begin and end in bytes of the text, the piece's text.
  void
  encode(std::string_view text,
         const std::function<void(int, std::size_t, std::size_t, std::string_view)> &piece) const;
  std::string piece(std::int64_t id) const;
  /// The id of the piece with this text, by a linear search.
  std::optional<std::int64_t> find(std::string_view text) const;
  bool is_byte(std::int64_t id) const;
  std::int64_t size() const;

  /// Ids in the model; -1 where there is none.
  std::int64_t unknown_id() const;
  std::int64_t begin_id() const;
  std::int64_t end_id() const;

private:
  struct Opened;
  std::shared_ptr<const Opened> opened_;
};

} // namespace affect
