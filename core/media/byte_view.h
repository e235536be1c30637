#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

namespace affect {

/// Reads numbers from bytes in either byte order; outside the bytes all is 0, so that a parser
/// of hostile headers cannot read past the end. Check `has` where 0 would be mistaken for content.
class ByteView {
public:
  explicit ByteView(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::size_t size() const { return bytes_.size(); }
  bool has(std::size_t at, std::size_t count) const { return at <= size() && count <= size() - at; }
  std::uint8_t u8(std::size_t at) const { return at < size() ? bytes_[at] : 0; }
  std::uint16_t be16(std::size_t at) const {
    return static_cast<std::uint16_t>(u8(at) << 8 | u8(at + 1));
  }
  std::uint16_t le16(std::size_t at) const {
    return static_cast<std::uint16_t>(u8(at + 1) << 8 | u8(at));
  }
  std::uint32_t be32(std::size_t at) const { return std::uint32_t{be16(at)} << 16 | be16(at + 2); }
  std::uint32_t le32(std::size_t at) const { return std::uint32_t{le16(at + 2)} << 16 | le16(at); }
  bool matches(std::size_t at, std::string_view text) const {
    for (std::size_t i = 0; i < text.size(); ++i)
      if (at + i >= size() || bytes_[at + i] != static_cast<std::uint8_t>(text[i]))
        return false;
    return true;
  }
  /// The part from `at`, at most `count` long; empty where it lies outside.
  std::span<const std::uint8_t> part(std::size_t at, std::size_t count) const {
    if (at >= size())
      return {};
    return bytes_.subspan(at, std::min(count, size() - at));
  }

private:
  std::span<const std::uint8_t> bytes_;
};

} // namespace affect
