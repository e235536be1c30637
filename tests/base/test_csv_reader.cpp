#include "base/csv.h"
#include "base/random.h"

#include <QTest>

#include <sstream>

using namespace affect;
using Rows = std::vector<std::vector<std::string>>;

namespace {

Rows rows_of(const std::string &text) {
  std::istringstream in(text);
  CsvReader reader(in);
  Rows rows;
  for (std::vector<std::string> cells; reader.next(cells);)
    rows.push_back(cells);
  return rows;
}

} // namespace

class TestCsvReader : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void plainRecords();
  void quotedCells();
  void byteOrderMark();
  void damagedRecords();
  void whatIsWrittenIsRead();
};

void TestCsvReader::plainRecords() {
  QVERIFY(rows_of("").empty());
  QVERIFY((rows_of("a,b\nc,d\n") == Rows{{"a", "b"}, {"c", "d"}}));
  QVERIFY((rows_of("a,b\r\nc,d") == Rows{{"a", "b"}, {"c", "d"}}));
  QVERIFY((rows_of("a,,b,\n") == Rows{{"a", "", "b", ""}}));
  QVERIFY((rows_of("\n") == Rows{{""}}));
  QVERIFY((rows_of(" a , b \n") == Rows{{" a ", " b "}})); // RFC 4180: spaces belong to the cell
  QVERIFY((rows_of("味道,不错\n") == Rows{{"味道", "不错"}}));
}

void TestCsvReader::quotedCells() {
  QVERIFY((rows_of("\"a,b\",c\n") == Rows{{"a,b", "c"}}));
  QVERIFY((rows_of("\"say \"\"hi\"\"\"\n") == Rows{{"say \"hi\""}}));
  QVERIFY((rows_of("\"two\nlines\r\nand\"\"\",x\r\ny,z") ==
           Rows{{"two\nlines\r\nand\"", "x"}, {"y", "z"}}));
  QVERIFY((rows_of("\"\",\"\"\n") == Rows{{"", ""}}));
  QVERIFY((rows_of("\"\"\"\"\n") == Rows{{"\""}}));
  QVERIFY((rows_of("5\" disk,x\n") ==
           Rows{{"5\" disk", "x"}})); // a quote inside a plain cell is a character
}

void TestCsvReader::byteOrderMark() {
  QVERIFY((rows_of("\xEF\xBB\xBFtext,label\n") == Rows{{"text", "label"}}));
  QVERIFY((rows_of("\xEF\xBB\xBF\"a\"\n") == Rows{{"a"}}));
  QVERIFY(rows_of("\xEF\xBB\xBF").empty());
  QVERIFY((rows_of("a\n\xEF\xBB\xBF"
                   "b\n") == Rows{{"a"},
                                  {"\xEF\xBB\xBF"
                                   "b"}})); // only at the file's beginning
  // Other characters begin with the same byte.
  QVERIFY((rows_of("\xEF\xBC\x81,x\n") == Rows{{"\xEF\xBC\x81", "x"}}));
  QVERIFY((rows_of("\xEF") == Rows{{"\xEF"}}));
}

void TestCsvReader::damagedRecords() {
  QVERIFY((rows_of("a,\"never closed\nb,c\n") == Rows{{"a", "never closed\nb,c\n"}}));
  QVERIFY((rows_of("\"a\"b,c\n") == Rows{{"ab", "c"}}));
  QVERIFY((rows_of(std::string("a\0b,c\n", 6)) == Rows{{std::string("a\0b", 3), "c"}}));
  QVERIFY((rows_of("\xFF\xFE,\xE9\n") == Rows{{"\xFF\xFE", "\xE9"}}));
}

void TestCsvReader::whatIsWrittenIsRead() {
  Random random(21);
  const std::string letters = "ab,\"\n\r \xE9";
  for (int round = 0; round < 500; ++round) {
    Rows rows(1 + random.below(4), std::vector<std::string>(1 + random.below(4)));
    std::string text;
    for (auto &row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        for (std::uint64_t n = random.below(6); n > 0; --n)
          row[i] += letters[random.below(letters.size())];
        text += i > 0 ? ",\"" : "\"";
        for (char c : row[i])
          text += c == '"' ? std::string("\"\"") : std::string(1, c);
        text += '"';
      }
      text += round % 2 ? "\r\n" : "\n";
    }
    QVERIFY2(rows_of(text) == rows, text.c_str());
  }
}

QTEST_GUILESS_MAIN(TestCsvReader)
#include "test_csv_reader.moc"
