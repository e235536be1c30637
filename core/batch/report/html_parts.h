#pragma once

#include "base/cancel.h"
#include "batch/journal/journal_reader.h"
#include "batch/journal/stored_reading.h"

#include <string>
#include <string_view>

/// Pieces of the HTML report; for the .cpp files of this folder.
namespace affect::html {

/// Text as content or as an attribute's value in double quotes.
std::string escaped(std::string_view text);
/// "42.1 %"; "–" of nothing.
std::string percent(double part, double whole);
/// A share of a length as CSS has it: "42.10%".
std::string share(double value);

/// Everything before the table's rows but charts and cards; `title` is escaped.
std::string head(const std::string &title);
/// The table around its rows, which stand as JSON between these two, and the script that shows
/// them.
std::string table_begin(const BatchIdentity &identity, bool cut);
std::string table_end();

/// Charts of one model's readings.
std::string charts(const BatchModel &model, const ModelSummary &summary);
std::string agreement_table(const BatchIdentity &identity, const ModelAgreement &agreement);

/// The picture of a post: a small JPEG under its attention, both inside the page, and under `over`
/// (HTML that is placed in fractions of the picture); a sentence where there is no picture.
std::string picture(const PostSource &source, const std::optional<Heat> &heat,
                    const std::string &over, const CancelToken &cancel);

} // namespace affect::html
