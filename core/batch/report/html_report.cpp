#include "batch/report/html_report.h"

#include "batch/report/html_faces.h"
#include "batch/report/html_parts.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace affect {
namespace {

constexpr std::int64_t cards_a_group = 12;

struct Group {
  const char *title;
  ReadingOrder order;
  bool of_several; // only where several models were asked
};

constexpr Group groups[] = {
    {"Surest", ReadingOrder::surest, false},
    {"Least sure", ReadingOrder::least_sure, false},
    {"The parts disagree most", ReadingOrder::parts_disagree, false},
    {"Models disagree most", ReadingOrder::models_disagree, true},
};

std::string valence_text(const char *name, const std::optional<float> &valence) {
  if (!valence)
    return {};
  const auto tenths = std::lround(10 * static_cast<double>(*valence));
  const std::string sign = tenths > 0 ? "+" : tenths < 0 ? "−" : "";
  return name + (" " + sign) + std::to_string(std::abs(tenths) / 10) + "." +
         std::to_string(std::abs(tenths) % 10);
}

std::string reading_text(const BatchReading &reading, const std::string &model) {
  static constexpr const char *signs[] = {"−", "0", "+"};
  const Polarity polarity = polarity_of(reading.probabilities);
  const auto index = static_cast<std::size_t>(polarity);
  std::string page = std::string("<p><span class=\"label ") + name_of(polarity) + "\">" +
                     signs[index] + " " + name_of(polarity) + " " +
                     html::percent(reading.probabilities[index], 1) + "</span>";
  const std::string text = valence_text("text", reading.text_valence);
  const std::string image = valence_text("image", reading.image_valence);
  if (!text.empty() || !image.empty())
    page += " <span class=\"faint\">" + text + (text.empty() || image.empty() ? "" : ", ") + image +
            "</span>";
  if (!model.empty())
    page += " <span class=\"faint\">" + html::escaped(model) + "</span>";
  return page + "</p>";
}

std::string posts(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " post" : " posts");
}

// A JSON text that may stand inside a script element: no "<" can end it.
std::string json_text(std::string_view text) {
  std::string json =
      nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at + 1))
    json.replace(at, 1, "\\u003c");
  return json;
}

class Page {
public:
  Page(JournalReader &reader, const CancelToken &cancel) : reader_(reader), cancel_(cancel) {}

  Result<void> write(AtomicFile &file) {
    AFFECT_TRY(summary, reader_.summary());
    AFFECT_CHECK(file.write(html::head("Affectscope: " + posts(summary.counts.all()))));
    AFFECT_CHECK(file.write(overview(summary)));
    for (std::size_t m = 0; m < summary.models.size(); ++m)
      AFFECT_CHECK(file.write(html::charts(identity().models[m], summary.models[m])));
    for (const ModelAgreement &pair : summary.agreements)
      AFFECT_CHECK(file.write(html::agreement_table(identity(), pair)));
    for (const Group &group : groups)
      if (!group.of_several || identity().models.size() > 1)
        AFFECT_CHECK(write_group(file, group));
    const std::int64_t over = summary.counts.done + summary.counts.failed;
    return file.write(html::table_begin(identity(), over > HtmlReport::most_rows));
  }

private:
  const BatchIdentity &identity() const { return reader_.identity(); }

  std::string overview(const JournalSummary &summary) const {
    std::string page = "<p>" + std::to_string(summary.counts.done) + " read, " +
                       std::to_string(summary.counts.failed) + " failed";
    if (summary.counts.waiting > 0)
      page += ", " + std::to_string(summary.counts.waiting) + " still waiting";
    page += ".</p>\n<p class=\"faint\">Hover over a picture to see it without its attention. "
            "Attention shows where the "
            "network looked, not why it decided. Frames are the faces that were found.</p>\n";
    if (summary.failures.empty())
      return page;
    page += "<h2>Why posts failed</h2>\n<table class=\"matrix\">";
    for (const auto &[reason, count] : summary.failures)
      page += "<tr><td class=\"number\">" + std::to_string(count) + "</td><td>" +
              html::escaped(reason) + "</td></tr>";
    return page + "</table>\n";
  }

  Result<void> write_group(AtomicFile &file, const Group &group) {
    AFFECT_TRY(picked, reader_.pick(group.order, cards_a_group));
    if (picked.empty())
      return {};
    AFFECT_CHECK(file.write(std::string("<h2>") + group.title + "</h2>\n<div class=\"cards\">\n"));
    for (const PickedReading &one : picked) {
      if (cancel_.cancelled())
        return make_error(ErrorCode::cancelled, "The report was stopped.");
      AFFECT_TRY(row, reader_.row(one.item));
      if (!row)
        continue;
      AFFECT_TRY(detail, reader_.detail(one.item, one.model));
      AFFECT_CHECK(file.write(card(*row, detail.value_or(ReadingDetail()))));
    }
    return file.write("</div>\n");
  }

  std::string card(const JournalRow &row, const ReadingDetail &detail) const {
    std::string page = "<div class=\"card\">" +
                       html::picture(row.source, detail.heat, html::face_boxes(detail), cancel_);
    for (std::size_t m = 0; m < row.readings.size(); ++m)
      page += reading_text(row.readings[m],
                           identity().models.size() > 1 ? identity().models[m].id : std::string());
    page += html::faces_text(detail);
    if (!row.preview.empty())
      page += "<p>" + html::escaped(row.preview) + "</p>";
    return page + "<p class=\"faint\">" + html::escaped(row.name) + "</p></div>\n";
  }

  JournalReader &reader_;
  const CancelToken &cancel_;
};

} // namespace

Result<std::unique_ptr<HtmlReport>> HtmlReport::create(const std::filesystem::path &file,
                                                       JournalReader &reader,
                                                       const CancelToken &cancel) {
  AFFECT_TRY(made, AtomicFile::create(file));
  std::unique_ptr<HtmlReport> report(new HtmlReport(std::move(made), reader));
  AFFECT_CHECK(Page(reader, cancel).write(report->file_));
  return report;
}

Result<void> HtmlReport::add(const ReportedItem &item) {
  if (rows_ >= most_rows)
    return {};
  std::string row = (rows_++ > 0 ? ",\n[" : "[") + json_text(item.name) + "," +
                    json_text(item.preview) + "," +
                    json_text(item.error ? item.error->message : std::string()) + ",[";
  for (std::size_t m = 0; m < item.details.size(); ++m) {
    const BatchReading &reading = item.details[m].numbers;
    row += m > 0 ? ",[" : "[";
    for (const float probability : reading.probabilities)
      row += std::to_string(std::lround(static_cast<double>(probability) * 1000)) + ",";
    row += reading.disagreement ? "1]" : "0]";
  }
  return file_.write(row + "]]");
}

Result<void> HtmlReport::finish() {
  AFFECT_CHECK(file_.write(html::table_end()));
  return file_.commit();
}

} // namespace affect
