#pragma once

#include <string_view>

namespace affect {

/// The encodings of text files that are read.
enum class TextEncoding {
  utf8,
  utf16_le,
  utf16_be,
  gb18030,
  windows_1252,
  big5,
  shift_jis,
  euc_kr,
  windows_1251,
  koi8_r
};

/// Which encoding the bytes are most likely in. A byte order mark decides; else valid UTF-8 is
/// UTF-8; otherwise the statistics of the bytes decide. Never fails.
TextEncoding guess_encoding(std::string_view bytes);

/// ICU's name of an encoding that is converted by ICU alone, with what Windows adds to it; null for
/// UTF-8, UTF-16, GB18030 and Windows-1252.
const char *converter_of(TextEncoding encoding);

/// Byte order marks.
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF", utf16_le_mark = "\xFF\xFE",
                           utf16_be_mark = "\xFE\xFF";

} // namespace affect
