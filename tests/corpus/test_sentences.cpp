#include "corpus/sentences.h"

#include "corpus/text_corpus.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <set>

using namespace affect;

class TestSentences : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    file_ = std::filesystem::path(folder_->path().toStdString()) / "lines.csv";
  }
  void asManyOfEachPolarity();
  void whatIsHeldOutIsNeverLearned();
  void aFileWithoutLabelsIsRefused();

private:
  void write(const std::string &text) { std::ofstream(file_) << text; }
  std::unique_ptr<QTemporaryDir> folder_;
  std::filesystem::path file_;
};

void TestSentences::asManyOfEachPolarity() {
  std::string lines = "text,label\n";
  for (int i = 0; i < 300; ++i)
    lines += "line " + std::to_string(i) + (i % 3 ? ",positive\n" : ",negative\n");
  write(lines + "what a surprise,surprise\n");
  const auto some = sentences_to_learn(file_, {40, 7});
  QVERIFY(some.ok());
  QCOMPARE(some->size(), std::size_t(40));
  std::set<std::string> texts;
  int negative = 0;
  for (const PostFeatures &one : *some) {
    QVERIFY(one.only_learned && one.joint == one.text_label && one.image_label == -1);
    negative += one.joint == 0;
    texts.insert(one.text);
  }
  QCOMPARE(negative, 20);
  QCOMPARE(texts.size(), std::size_t(40));
  const auto again = sentences_to_learn(file_, {40, 7}), other = sentences_to_learn(file_, {40, 8});
  QVERIFY(again.ok() && other.ok());
  QCOMPARE(again->front().text, some->front().text);
  QVERIFY(!std::equal(some->begin(), some->end(), other->begin(), other->end(),
                      [](const auto &a, const auto &b) { return a.text == b.text; }));
}

void TestSentences::whatIsHeldOutIsNeverLearned() {
  std::string lines = "text,label\n";
  int held_out = 0;
  for (int i = 0; i < 400; ++i) {
    lines += "line " + std::to_string(i) + ",positive\n";
    held_out += is_held_out("line " + std::to_string(i));
  }
  QVERIFY(held_out > 0);
  write(lines);
  const auto all = sentences_to_learn(file_, {1000, 1});
  QVERIFY(all.ok());
  QCOMPARE(static_cast<int>(all->size()), 400 - held_out);
}

void TestSentences::aFileWithoutLabelsIsRefused() {
  write("text,label\nnothing said,surprise\n");
  QCOMPARE(sentences_to_learn(file_, {}).error().code, ErrorCode::bad_format);
  QCOMPARE(sentences_to_learn(file_ / "none.csv", {}).error().code, ErrorCode::not_found);
}

QTEST_GUILESS_MAIN(TestSentences)
#include "test_sentences.moc"
