#include "text/word_breaks.h"

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include <memory>

namespace affect {

std::vector<std::size_t> word_breaks(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> words(
      icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), error));
  UText *bytes =
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &error);
  std::vector<std::size_t> breaks;
  if (U_SUCCESS(error)) {
    words->setText(bytes, error);
    if (U_SUCCESS(error))
      for (int32_t at = words->first(); at != icu::BreakIterator::DONE; at = words->next())
        breaks.push_back(static_cast<std::size_t>(at));
  }
  utext_close(bytes);
  return breaks;
}

} // namespace affect
