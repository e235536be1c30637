#include "base/csv.h"
#include "batch/rows/csv_row.h"
#include "batch/rows/rfc4180.h"
#include "batch/rows/sample_reading.h"

#include <QTest>

#include <clocale>
#include <limits>
#include <locale>
#include <map>
#include <sstream>

using namespace affect;

namespace {

// A thousands separator and a decimal comma, whatever locales are installed.
struct CommaNumbers : std::numpunct<char> {
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

} // namespace

class TestCsvRow : public QObject {
  Q_OBJECT
  std::string text_;
  std::vector<rfc4180::Row> rows_;

  // Makes a report of the given readings and failures and reads it back with the other parser.
  void write(const std::vector<Reading> &readings, const std::vector<Error> &errors = {},
             const std::string &model = {}) {
    text_ = csv_header(false);
    for (const Reading &reading : readings)
      text_ += csv_row(reading);
    for (const Error &error : errors)
      text_ += csv_failure_row(error, {}, false, model);
    rows_ = rfc4180::parse(text_);
    for (const rfc4180::Row &row : rows_)
      QCOMPARE(row.size(), rows_[0].size());
  }
  std::string cell(std::size_t row, const char *column) const {
    const auto found = std::find(rows_[0].begin(), rows_[0].end(), column);
    return found == rows_[0].end()
               ? "no such column"
               : rows_.at(row)[static_cast<std::size_t>(found - rows_[0].begin())];
  }

private Q_SLOTS:
  // Other programs read these names: they only ever grow at the end.
  void columnsAreStable() {
    write({});
    const rfc4180::Row expected = {
        "file",        "kind",       "model",        "polarity",   "p_negative",
        "p_neutral",   "p_positive", "intensity",    "text_label", "text_p",
        "image_label", "image_p",    "audio_label",  "audio_p",    "w_text",
        "w_image",     "w_audio",    "disagreement", "missing",    "top_words",
        "top_regions", "top_times",  "duration_s",   "status",     "error"};
    QVERIFY(rows_ == std::vector<rfc4180::Row>{expected});
  }

  void everyCell() {
    write({sample_reading()});
    const std::map<std::string, std::string> expected = {
        {"file", "/posts/42.jpg"},
        {"kind", "post"},
        {"model", "multiscale-mvsa"},
        {"polarity", "positive"},
        {"p_negative", "0.125000"},
        {"p_neutral", "0.250000"},
        {"p_positive", "0.625000"},
        {"intensity", "0.500000"},
        {"text_label", "negative"},
        {"text_p", "0.700000"},
        {"image_label", "neutral"},
        {"image_p", "0.500000"},
        {"audio_label", ""},
        {"audio_p", ""},
        {"w_text", "0.750000"},
        {"w_image", "0.250000"},
        {"w_audio", ""},
        {"disagreement", "true"},
        {"missing", ""},
        {"top_words", "'@you:0.50; café:0.30"},
        {"top_regions", "2,2:0.60; 1,2:0.20; 1,1:0.10"},
        {"top_times", ""},
        {"duration_s", ""},
        {"status", "ok"},
        {"error", ""}};
    QCOMPARE(expected.size(), rows_[0].size());
    for (const auto &[column, value] : expected)
      QCOMPARE(QString::fromStdString(column + "=" + cell(1, column.c_str())),
               QString::fromStdString(column + "=" + value));
  }

  void clips() {
    write({sample_clip_reading()});
    QCOMPARE(cell(1, "kind"), std::string("clip"));
    QCOMPARE(cell(1, "duration_s"), std::string("5.000000"));
    QCOMPARE(cell(1, "top_times"), std::string("3.75:0.70; 1.25:0.30"));
    QCOMPARE(cell(1, "top_regions"),
             std::string("1,2@3.75:0.6000; 1,2@1.25:0.2000; 1,1@1.25:0.1000"));
    Reading still =
        sample_clip_reading(); // a system that reads one frame has nothing to say of time
    still.frame_times = {2.5};
    still.grid.rows = 2;
    write({still});
    QCOMPARE(cell(1, "top_times"), std::string());
    QCOMPARE(cell(1, "top_regions"), std::string("2,2@2.50:0.60; 1,2@2.50:0.20; 1,1@2.50:0.10"));
  }

  void missingModality() {
    Reading reading = sample_reading();
    reading.modalities[1] = {Modality::image, Presence::missing, std::nullopt, std::nullopt};
    reading.attention.reset();
    reading.disagreement = false;
    write({reading});
    QCOMPARE(cell(1, "missing"), std::string("image"));
    for (const char *column : {"image_label", "image_p", "w_image", "top_words", "top_regions"})
      QCOMPARE(cell(1, column), std::string());
    QCOMPARE(cell(1, "disagreement"), std::string("false"));
  }

  // A system with weights that translates: nothing of the image's own is left but that it weighed
  // nothing.
  void translatedModality() {
    Reading reading = sample_reading();
    reading.modalities[0].weight = 1.0f;
    reading.modalities[1] = {Modality::image, Presence::translated, std::nullopt, 0.0f};
    reading.attention.reset();
    reading.disagreement = false;
    write({reading});
    QCOMPARE(cell(1, "missing"), std::string("image (translated)"));
    QCOMPARE(cell(1, "w_text"), std::string("1.000000"));
    QCOMPARE(cell(1, "w_image"), std::string("0.000000"));
    QCOMPARE(cell(1, "text_label"), std::string("negative"));
    for (const char *column : {"image_label", "image_p", "w_audio"})
      QCOMPARE(cell(1, column), std::string());
  }

  void regressionHeadGivesTheIntensity() {
    Reading reading = sample_reading();
    reading.intensity = -0.75f;
    write({reading});
    QCOMPARE(cell(1, "intensity"), std::string("-0.750000")); // a number: no apostrophe
  }

  void formulasAreDisarmed() {
    for (const char *name : {"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx"}) {
      Reading reading = sample_reading();
      reading.file = name;
      reading.model = name;
      write({reading}, {make_error(ErrorCode::internal, name, name)});
      QCOMPARE(cell(1, "file"), std::string("'") + name);
      QCOMPARE(cell(1, "model"), std::string("'") + name);
      QCOMPARE(cell(2, "error"), std::string("'") + name);
    }
  }

  void awkwardTextsComeBack() {
    for (const char *name : {"a,b.jpg", "say \"hi\".jpg", "two\nlines.jpg", "cr\r\nlf.jpg",
                             "北京 😀.jpg", "\"", ",", " "}) {
      Reading reading = sample_reading();
      reading.file = name;
      write({reading, reading});
      QCOMPARE(rows_.size(), std::size_t{3});
      QCOMPARE(cell(2, "file"), std::string(name));
      // The program's own reader agrees with the strict one.
      std::istringstream in(text_);
      CsvReader own(in);
      rfc4180::Row cells;
      for (const rfc4180::Row &row : rows_)
        QVERIFY(own.next(cells) && cells == row);
      QVERIFY(!own.next(cells));
    }
  }

  void failures() {
    write({sample_reading()},
          {make_error(ErrorCode::bad_format, "The picture is cut off.", "/posts/x.jpg")},
          "multiscale-mvsa");
    QCOMPARE(cell(2, "file"), std::string("/posts/x.jpg"));
    QCOMPARE(cell(2, "model"), std::string("multiscale-mvsa"));
    QCOMPARE(cell(2, "status"), std::string("failed"));
    QCOMPARE(cell(2, "error"), std::string("The picture is cut off."));
    for (const char *column :
         {"polarity", "p_negative", "p_positive", "intensity", "disagreement", "top_words"})
      QCOMPARE(cell(2, column), std::string());
  }

  // The post is named by its image; the error says which of its files it is about.
  void failureOfAnotherFileOfThePost() {
    rows_ =
        rfc4180::parse(csv_header(false) + csv_failure_row(make_error(ErrorCode::too_large,
                                                                      "Too long.", "/posts/x.txt"),
                                                           "/posts/x.jpg", true, "model"));
    QCOMPARE(cell(1, "kind"), std::string("clip"));
    QCOMPARE(cell(1, "file"), std::string("/posts/x.jpg"));
    QCOMPARE(cell(1, "error"), std::string("/posts/x.txt: Too long."));
  }

  void pastedPostsAreNamedByTheirId() {
    Reading reading = sample_reading();
    reading.file.clear();
    reading.id = "pasted 1";
    write({reading});
    QCOMPARE(cell(1, "file"), std::string("pasted 1"));
  }

  void byteOrderMark() {
    const std::string header = csv_header(true);
    QVERIFY(header.starts_with("\xEF\xBB\xBF"));
    QCOMPARE(header.substr(3), csv_header(false));
  }

  void numbersDoNotFollowTheLocale() {
    const std::locale before =
        std::locale::global(std::locale(std::locale::classic(), new CommaNumbers));
    const std::string c_before = std::setlocale(LC_NUMERIC, nullptr);
    for (const char *name : {"de_DE.UTF-8", "fr_FR.UTF-8"})
      std::setlocale(LC_NUMERIC, name); // where installed
    write({sample_reading()});
    std::setlocale(LC_NUMERIC, c_before.c_str());
    std::locale::global(before);
    QCOMPARE(cell(1, "p_positive"), std::string("0.625000"));
    QCOMPARE(cell(1, "top_regions"), std::string("2,2:0.60; 1,2:0.20; 1,1:0.10"));
  }

  void noNumbersAreEmpty() {
    Reading reading = sample_reading();
    reading.probabilities = {std::numeric_limits<float>::quiet_NaN(), 0.5f,
                             std::numeric_limits<float>::infinity()};
    write({reading});
    QCOMPARE(cell(1, "p_negative"), std::string());
    QCOMPARE(cell(1, "p_neutral"), std::string("0.500000"));
    QCOMPARE(cell(1, "p_positive"), std::string());
  }
};

QTEST_GUILESS_MAIN(TestCsvRow)
#include "test_csv_row.moc"
