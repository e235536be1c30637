#include "batch/report/journal_report.h"

#include "base/atomic_file.h"
#include "batch/journal/journal_walk.h"
#include "batch/journal/stored_reading.h"
#include "batch/report/html_report.h"
#include "batch/rows/csv_row.h"
#include "batch/rows/json_row.h"

#include <memory>
#include <optional>

namespace fs = std::filesystem;

namespace affect {
namespace {

/// A report that takes items one after another.
class Writer {
public:
  virtual ~Writer() = default;
  virtual Result<void> add(const ReportedItem &item) = 0;
  virtual Result<void> finish() = 0;
};

class CsvWriter : public Writer {
public:
  CsvWriter(AtomicFile file, const BatchIdentity &identity)
      : file_(std::move(file)), identity_(identity) {}
  Result<void> add(const ReportedItem &item) override {
    for (const BatchModel &model : item.error ? identity_.models : std::vector<BatchModel>())
      AFFECT_CHECK(file_.write(
          csv_failure_row(*item.error, item.source.path(), !item.source.clip.empty(), model.id)));
    for (const ReportedItem::Detail &detail : item.details)
      AFFECT_CHECK(file_.write(detail.csv));
    return {};
  }
  Result<void> finish() override { return file_.commit(); }

private:
  AtomicFile file_;
  const BatchIdentity &identity_;
};

class JsonlWriter : public Writer {
public:
  JsonlWriter(AtomicFile file, const BatchIdentity &identity)
      : file_(std::move(file)), identity_(identity) {}
  Result<void> add(const ReportedItem &item) override {
    for (const BatchModel &model : item.error ? identity_.models : std::vector<BatchModel>())
      AFFECT_CHECK(file_.write(
          json_failure_row(*item.error, item.source.path(), !item.source.clip.empty(), model.id) +
          "\n"));
    for (const ReportedItem::Detail &detail : item.details) {
      AFFECT_TRY(line, decompressed(detail.json));
      AFFECT_CHECK(file_.write(line + "\n"));
    }
    return {};
  }
  Result<void> finish() override { return file_.commit(); }

private:
  AtomicFile file_;
  const BatchIdentity &identity_;
};

class HtmlWriter : public Writer {
public:
  explicit HtmlWriter(std::unique_ptr<HtmlReport> report) : report_(std::move(report)) {}
  Result<void> add(const ReportedItem &item) override { return report_->add(item); }
  Result<void> finish() override { return report_->finish(); }

private:
  std::unique_ptr<HtmlReport> report_;
};

Result<fs::path> html_file(const fs::path &named) {
  std::error_code error;
  if (named.has_filename() && !fs::is_directory(named, error))
    return named;
  fs::create_directories(named, error);
  if (!fs::is_directory(named, error))
    return make_error(ErrorCode::unreadable, "The folder cannot be made; check its permissions.",
                      named);
  return named / "index.html";
}

} // namespace

Result<void> check_report_files(const ReportFiles &files) {
  for (const fs::path &file : {files.csv, files.jsonl})
    if (!file.empty())
      AFFECT_CHECK([&]() -> Result<void> {
        AFFECT_TRY(made, AtomicFile::create(file)); // gone again without a commit
        static_cast<void>(made);
        return {};
      }());
  if (files.html.empty())
    return {};
  AFFECT_TRY(html, html_file(files.html));
  AFFECT_TRY(made, AtomicFile::create(html));
  static_cast<void>(made);
  return {};
}

Result<void> write_reports(const fs::path &journal, const ReportFiles &files,
                           const ProgressFn &progress, const CancelToken &cancel) {
  AFFECT_TRY(reader, JournalReader::open(journal));
  std::vector<std::unique_ptr<Writer>> writers;
  if (!files.csv.empty()) {
    AFFECT_TRY(file, AtomicFile::create(files.csv));
    AFFECT_CHECK(file.write(csv_header(files.byte_order_mark)));
    writers.push_back(std::make_unique<CsvWriter>(std::move(file), reader->identity()));
  }
  if (!files.jsonl.empty()) {
    AFFECT_TRY(file, AtomicFile::create(files.jsonl));
    writers.push_back(std::make_unique<JsonlWriter>(std::move(file), reader->identity()));
  }
  if (!files.html.empty()) {
    AFFECT_TRY(file, html_file(files.html));
    AFFECT_TRY(report, HtmlReport::create(file, *reader, cancel));
    writers.push_back(std::make_unique<HtmlWriter>(std::move(report)));
  }
  AFFECT_CHECK(for_each_finished_item(
      *reader,
      [&](const ReportedItem &item) -> Result<void> {
        for (const auto &writer : writers)
          AFFECT_CHECK(writer->add(item));
        return {};
      },
      progress, cancel));
  for (const auto &writer : writers)
    AFFECT_CHECK(writer->finish());
  return {};
}

} // namespace affect
