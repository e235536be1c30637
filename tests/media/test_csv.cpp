#include "media/csv.h"

#include <QTest>

#include <random>

using namespace affect;
using Rows = std::vector<std::vector<std::string>>;

namespace {

Rows rows_of(std::string_view text) {
  CsvRows reader(text);
  Rows rows;
  while (auto row = reader.next())
    rows.push_back(std::move(*row));
  return rows;
}

std::string in_quotes(const std::string &cell) {
  std::string result = "\"";
  for (char c : cell)
    result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + '"';
}

} // namespace

class TestCsv : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void plainRows() {
    QVERIFY((rows_of("a,b\nc,d\n") == Rows{{"a", "b"}, {"c", "d"}}));
    QVERIFY((rows_of("a,b\r\nc,d") == Rows{{"a", "b"}, {"c", "d"}}));
    QVERIFY((rows_of("a,b\rc,d") == Rows{{"a", "b"}, {"c", "d"}}));
    QVERIFY((rows_of(",\n") == Rows{{"", ""}}));
    QVERIFY((rows_of("\xEF\xBB\xBFx\n\n\ny\n") == Rows{{"x"}, {"y"}}));
    QVERIFY(rows_of("").empty());
    QVERIFY(rows_of("\n\r\n").empty());
  }

  void quotes() {
    QVERIFY((rows_of("\"a,b\",\"c\"\"d\"\n") == Rows{{"a,b", "c\"d"}}));
    QVERIFY((rows_of("\"two\nlines\",x\n") == Rows{{"two\nlines", "x"}}));
    QVERIFY((rows_of("\"two\r\nlines\",x\n") == Rows{{"two\r\nlines", "x"}}));
    QVERIFY((rows_of("\"\",\"\"") == Rows{{"", ""}}));
    QVERIFY((rows_of("5\" disk,x") == Rows{{"5\" disk", "x"}})); // a quote inside an unquoted cell
  }

  void linesAreCounted() {
    CsvRows reader("head\n\"a\nb\"\n\nlast\n");
    reader.next();
    QCOMPARE(reader.line(), std::size_t{1});
    reader.next();
    QCOMPARE(reader.line(), std::size_t{2});
    reader.next();
    QCOMPARE(reader.line(), std::size_t{5});
  }

  void unterminatedQuote() {
    CsvRows reader("a,b\n\"c,d\ne,f\n");
    QVERIFY(reader.next());
    QVERIFY(!reader.unterminated());
    QVERIFY(reader.next());
    QVERIFY(reader.unterminated());
    QVERIFY(!reader.next());
  }

  void columnsByName() {
    const std::vector<std::string> header = {"ID", " Text ", "image"};
    QCOMPARE(csv_column(header, {"text"}), 1);
    QCOMPARE(csv_column(header, {"file", "image"}), 2);
    QCOMPARE(csv_column(header, {"label"}), -1);
  }

  void anyCellsComeBack() {
    std::mt19937 random(8);
    const std::string_view letters = "ab,\"\n\r é";
    for (int round = 0; round < 500; ++round) {
      Rows rows;
      std::string text;
      for (unsigned left = 1 + random() % 4; left > 0; --left) {
        std::vector<std::string> row;
        for (unsigned cells = 1 + random() % 4; cells > 0; --cells) {
          std::string cell;
          for (unsigned size = random() % 8; size > 0; --size)
            cell += letters[random() % letters.size()];
          text += in_quotes(cell) + (cells > 1 ? "," : "\r\n");
          row.push_back(std::move(cell));
        }
        rows.push_back(std::move(row));
      }
      QVERIFY(rows_of(text) == rows);
    }
  }

  void anyBytesEnd() {
    std::mt19937 random(9);
    for (int round = 0; round < 2000; ++round) {
      std::string text;
      for (unsigned left = random() % 60; left > 0; --left)
        text += "a,\"\n\r\0"[random() % 6];
      std::size_t cells = 0;
      for (const auto &row : rows_of(text))
        cells += row.size();
      QVERIFY(cells <= text.size() + 1);
    }
  }
};

QTEST_GUILESS_MAIN(TestCsv)
#include "test_csv.moc"
