#include "media/text_file.h"

#include "media/file_bytes.h"
#include "media/text_encoding.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <array>

namespace affect {
namespace {

// 0x80 … 0x9F of Windows-1252; 0 where it assigns nothing.
constexpr std::array<char16_t, 32> windows_1252_high = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

constexpr char16_t replacement = 0xFFFD;

icu::UnicodeString from_windows_1252(std::string_view bytes) {
  icu::UnicodeString text;
  for (char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    char16_t point = byte;
    if (byte >= 0x80 && byte < 0xA0)
      point = windows_1252_high[byte - 0x80u];
    text.append(point == 0 ? replacement : point);
  }
  return text;
}

icu::UnicodeString from_utf16(std::string_view bytes, bool big_endian) {
  icu::UnicodeString text;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    const auto first = static_cast<std::uint8_t>(bytes[at]),
               second = static_cast<std::uint8_t>(bytes[at + 1]);
    text.append(static_cast<char16_t>(big_endian ? first << 8 | second : second << 8 | first));
  }
  if (bytes.size() % 2 != 0)
    text.append(replacement);
  return text;
}

icu::UnicodeString to_unicode(std::string_view bytes) {
  if (bytes.starts_with(utf8_mark))
    bytes.remove_prefix(utf8_mark.size());
  const TextEncoding encoding = guess_encoding(bytes);
  if (bytes.starts_with(utf16_le_mark) || bytes.starts_with(utf16_be_mark))
    bytes.remove_prefix(2);
  switch (encoding) {
  case TextEncoding::utf16_le:
    return from_utf16(bytes, false);
  case TextEncoding::utf16_be:
    return from_utf16(bytes, true);
  case TextEncoding::gb18030:
    return icu::UnicodeString(bytes.data(), static_cast<std::int32_t>(bytes.size()), "GB18030");
  case TextEncoding::windows_1252:
    return from_windows_1252(bytes);
  case TextEncoding::utf8:
    break;
  default:
    return icu::UnicodeString(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                              converter_of(encoding));
  }
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(bytes.data(), static_cast<std::int32_t>(bytes.size())));
}

} // namespace

std::string decode_text(std::string_view bytes) {
  icu::UnicodeString text = to_unicode(bytes);
  for (std::int32_t at = text.indexOf(u'\0'); at >= 0; at = text.indexOf(u'\0', at + 1))
    text.setCharAt(at, replacement);
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

bool is_blank(std::string_view text) {
  const auto *data = reinterpret_cast<const std::uint8_t *>(text.data());
  const auto size = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < size;) {
    UChar32 point = 0;
    U8_NEXT_OR_FFFD(data, at, size, point);
    if (!u_isUWhiteSpace(point) && u_charType(point) != U_FORMAT_CHAR &&
        u_charType(point) != U_CONTROL_CHAR)
      return false;
  }
  return true;
}

Result<std::string> load_text(const std::filesystem::path &file, std::uintmax_t max_bytes) {
  AFFECT_TRY(bytes, read_file_bytes(file, "text", max_bytes));
  return decode_text({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
}

} // namespace affect
