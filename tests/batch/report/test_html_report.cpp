#include "batch/made_posts.h"
#include "batch/rows/sample_reading.h"

#include "batch/journal/content.h"
#include "batch/journal/journal.h"
#include "batch/report/journal_report.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace affect;
namespace fs = std::filesystem;

class TestHtmlReport : public QObject {
  Q_OBJECT

  QTemporaryDir made_;
  fs::path root_;

  // A journal with hostile texts and names, of one or two models.
  void make_journal(std::size_t models, int posts, const Reading &sample = sample_reading()) {
    fs::remove_all(root_ / "j");
    BatchIdentity identity;
    for (std::size_t m = 0; m < models; ++m)
      identity.models.push_back({"model-" + std::to_string(m), std::string(64, 'a'), "/m"});
    identity.precision = "fp32";
    auto journal = *Journal::open(root_ / "j", identity, false);
    std::vector<ScanItem> items;
    for (int i = 0; i < posts; ++i) {
      ScanItem item;
      item.source.id = "p" + std::to_string(i);
      item.source.image = root_ / ("<img src=x onerror=alert(1)>" + std::to_string(i) + ".bmp");
      if (i < 3)
        write_file(item.source.image, made_picture(static_cast<unsigned>(i), 400, 300));
      item.key = item.source.image.string();
      items.push_back(item);
    }
    QVERIFY(journal->add(items).ok());
    std::vector<ItemOutcome> outcomes;
    const auto pending = *journal->pending(0, static_cast<std::size_t>(posts));
    for (const PendingItem &one : pending) {
      ItemOutcome outcome;
      outcome.id = one.id;
      outcome.stamp = stamp_of(one.source);
      if (one.id == 4) {
        outcome.error =
            make_error(ErrorCode::bad_format, "Broken & <b>bold</b>.", one.source.image);
      } else {
        Reading reading = sample;
        reading.file = one.source.image.string();
        reading.text = "</script><script>alert(1)</script> & \"quoted\"";
        outcome.preview = preview_of(reading.text);
        outcome.readings.assign(models, store(reading));
        if (models > 1 && one.id == 1) { // they say the opposite
          outcome.readings[1].numbers.probabilities = {0.75f, 0.125f, 0.125f};
          outcome.readings[1].numbers.intensity = -0.625f;
        }
      }
      outcomes.push_back(std::move(outcome));
    }
    QVERIFY(journal->record(outcomes).ok());
  }
  std::string report() {
    ReportFiles files;
    files.html = root_ / "report.html";
    const auto written = write_reports(root_ / "j", files);
    if (!written.ok())
      qFatal("%s", written.error().text().c_str());
    return read_file(files.html);
  }
  static nlohmann::json rows_of(const std::string &page) {
    const std::string begin = "<script type=\"application/json\" id=\"rows\">";
    const std::size_t from = page.find(begin) + begin.size();
    return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
  }
  static std::size_t count(const std::string &page, const std::string &part) {
    std::size_t times = 0;
    for (std::size_t at = page.find(part); at != std::string::npos; at = page.find(part, at + 1))
      ++times;
    return times;
  }

private Q_SLOTS:
  void init() {
    root_ = fs::path(made_.path().toStdString()) / QTest::currentTestFunction();
    fs::create_directories(root_);
  }

  void textsStayTexts() {
    make_journal(1, 6);
    const std::string page = report();
    QCOMPARE(count(page, "<script"), std::size_t(2)); // the rows and ours
    QCOMPARE(count(page, "<img src=x"), std::size_t(0));
    QCOMPARE(count(page, "<b>bold"), std::size_t(0));
    QVERIFY(page.find("Broken &amp; &lt;b&gt;bold&lt;/b&gt;.") != std::string::npos);
    const auto rows = rows_of(page);
    QCOMPARE(rows["models"].size(), std::size_t(1));
    QCOMPARE(rows["rows"].size(), std::size_t(6));
    QCOMPARE(rows["rows"][0][1].get<std::string>(),
             std::string("</script><script>alert(1)</script> & \"quoted\""));
    QCOMPARE(rows["rows"][0][3][0], nlohmann::json({125, 250, 625, 1}));
    QCOMPARE(rows["rows"][3][2].get<std::string>(), std::string("Broken & <b>bold</b>."));
    QVERIFY(rows["rows"][3][3].empty());
  }

  // Nothing outside the page is needed or asked for.
  void standsAlone() {
    make_journal(1, 6);
    const std::string page = report();
    for (const char *outside : {"http://", "https://", "src=\"/", "href=", "@import", "url("})
      QVERIFY2(page.find(outside) == std::string::npos, outside);
    QVERIFY(page.find("default-src 'none'") != std::string::npos);
    QVERIFY(page.find("prefers-color-scheme:dark") != std::string::npos);
  }

  void picturesUnderTheirAttention() {
    make_journal(1, 6);
    const std::string page = report();
    // Three posts have a picture; each is among the surest, the least sure and those in
    // disagreement.
    QCOMPARE(count(page, "data:image/jpeg;base64,"), std::size_t(9));
    QCOMPARE(count(page, "data:image/png;base64,"), std::size_t(9));
    QCOMPARE(count(page, "The picture cannot be shown"),
             std::size_t(6)); // two posts, their files are gone
    QCOMPARE(count(page, "<svg "), std::size_t(5));
    for (const char *title : {"Surest", "Least sure", "The parts disagree most"})
      QCOMPARE(count(page, "<h2>" + std::string(title)), std::size_t(1));
    QCOMPARE(count(page, "Models disagree most"), std::size_t(0));
  }

  void facesAreFramed() {
    Reading reading = sample_reading();
    SeenFace face;
    face.boxes = {{0, 0.25, 0.125, 0.5, 0.5}};
    face.expressions = {{"happy", 0.75f}, {"<b>sad", 0.25f}};
    reading.faces = {face, face};
    reading.faces[1].boxes = {{0, 0.75, 0.5, 0.125, 0.25}};
    reading.faces[1].expressions.clear();
    make_journal(1, 2, reading);
    std::string page = report();
    // Two posts, each on three cards, with two faces each.
    QCOMPARE(count(page, "<span class=\"face\""), std::size_t(12));
    QCOMPARE(count(page, "style=\"left:25.00%;top:12.50%;width:50.00%;height:50.00%\""),
             std::size_t(6));
    QCOMPARE(count(page, "2 faces: happy 75.0 %</p>"), std::size_t(6));

    reading.faces.resize(1);
    reading.faces[0].expressions[1].probability = 0.875f;
    reading.duration_s = 5; // of a clip's faces the frame shown is none of
    make_journal(1, 2, reading);
    page = report();
    QCOMPARE(count(page, "<span class=\"face\""), std::size_t(0));
    QCOMPARE(count(page, "1 face: &lt;b&gt;sad 87.5 %</p>"), std::size_t(6));
  }

  // A report appears whole or not at all; what stood there before stays.
  void stoppedReportsLeaveWhatWasThere() {
    make_journal(1, 6);
    ReportFiles files;
    files.csv = root_ / "r.csv";
    files.jsonl = root_ / "r.jsonl";
    files.html = root_ / "r.html";
    write_file(files.csv, "the report before");
    CancelToken stopped;
    stopped.cancel();
    const auto written = write_reports(root_ / "j", files, {}, stopped);
    QVERIFY(!written.ok());
    QCOMPARE(written.error().code, ErrorCode::cancelled);
    QCOMPARE(read_file(files.csv), std::string("the report before"));
    QVERIFY(!fs::exists(files.jsonl) && !fs::exists(files.html));
    QVERIFY(write_reports(root_ / "j", files).ok());
    QVERIFY(read_file(files.csv).starts_with("file,kind,model"));
  }

  void severalModels() {
    make_journal(2, 6);
    const std::string page = report();
    QCOMPARE(count(page, "Models disagree most"), std::size_t(1));
    QVERIFY(page.find("They say the same of 80.0 %") != std::string::npos); // four of five
    QCOMPARE(rows_of(page)["rows"][0][3].size(), std::size_t(2));
    ReportFiles files;
    files.csv = root_ / "r.csv";
    files.jsonl = root_ / "r.jsonl";
    QVERIFY(write_reports(root_ / "j", files).ok());
    QCOMPARE(count(read_file(files.csv), "\r\n"), std::size_t(1 + 6 * 2)); // a row for each model
    QCOMPARE(count(read_file(files.jsonl), "\n"), std::size_t(6 * 2));
  }

  void folderGetsAnIndex() {
    make_journal(1, 2);
    ReportFiles files;
    files.html = root_ / "new" / "";
    QVERIFY(check_report_files(files).ok());
    QVERIFY(write_reports(root_ / "j", files).ok());
    QVERIFY(fs::exists(root_ / "new" / "index.html"));
    files.html = root_ / "no such folder" / "x.html";
    QVERIFY(!check_report_files(files).ok());
    QVERIFY(!fs::exists(files.html.parent_path()));
  }

  void emptyRuns() {
    make_journal(1, 0);
    std::string page = report();
    QVERIFY(rows_of(page)["rows"].empty());
    QVERIFY(page.find("<h1>Affectscope: 0 posts</h1>") != std::string::npos);
    make_journal(1, 1);
    page = report();
    QVERIFY(page.find("<h1>Affectscope: 1 post</h1>") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestHtmlReport)
#include "test_html_report.moc"
