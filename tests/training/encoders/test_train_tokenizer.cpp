#include "training/encoders/train_tokenizer.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace fs = std::filesystem;
using namespace affect;

class TestTrainTokenizer : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;
  const fs::path root_ = folder_.path().toStdString();

private Q_SLOTS:
  void aTeachersPiecesAreOpenedAgain() {
    const fs::path teacher = root_ / "teacher", folder = root_ / "student";
    fs::create_directories(teacher);
    fs::create_directories(folder);
    std::ofstream out(teacher / word_piece_file);
    out << "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    for (char c = 'a'; c <= 'z'; ++c)
      out << c << "\n##" << c << '\n';
    out << "rare\ngood\nday\n";
    out.close();
    const auto pieces = train_tokenizer({"good day", "good"}, teacher, 100, folder);
    QVERIFY2(pieces.ok(), pieces.ok() ? "" : pieces.error().text().c_str());
    QCOMPARE(*pieces, 5 + 2 * 26 + 2); // "rare" does not occur
    const auto tokenizer = open_trained_tokenizer(folder);
    QVERIFY(tokenizer.ok());
    QCOMPARE((*tokenizer)->size(), std::int64_t{*pieces});
    QCOMPARE((*tokenizer)->encode("good day").tokens.size(), std::size_t{4});
  }

  void theStartsTokenizerIsCopiedWhereThereIsNone() {
    const fs::path start = root_ / "start", folder = root_ / "goes_on";
    fs::create_directories(start);
    fs::create_directories(folder);
    std::ofstream(start / word_piece_file) << "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ngood\n";
    const auto tokenizer = open_trained_tokenizer(folder, start);
    QVERIFY(tokenizer.ok());
    QCOMPARE((*tokenizer)->size(), std::int64_t{6});
    std::ofstream(start / word_piece_file) << "[PAD]\n";
    QCOMPARE((*open_trained_tokenizer(folder, start))->size(), std::int64_t{6}); // its own stays
  }

  void withoutAVocabularyThereIsNoTokenizer() {
    const auto none = open_trained_tokenizer(root_ / "none");
    QVERIFY(!none.ok() && none.error().code == ErrorCode::not_found);
    const auto no_teacher = train_tokenizer({"good"}, root_ / "none", 100, root_);
    QVERIFY(!no_teacher.ok() && no_teacher.error().code == ErrorCode::not_found);
  }
};

QTEST_GUILESS_MAIN(TestTrainTokenizer)
#include "test_train_tokenizer.moc"
