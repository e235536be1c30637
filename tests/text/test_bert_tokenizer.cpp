#include "shared_data.h"
#include "text/bert_tokenizer.h"
#include "tokenizer_cases.h"

#include <QTest>

using namespace affect;

class TestBertTokenizer : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void equalsTheReference_data();
  void equalsTheReference();
};

void TestBertTokenizer::equalsTheReference_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<bool>("lower_case");
  QTest::newRow("bert-uncased") << QStringLiteral("bert-en") << true;
  QTest::newRow("bert-cased") << QStringLiteral("bert-en") << false;
  QTest::newRow("bert-chinese") << QStringLiteral("bert-cn") << true;
  QTest::newRow("bert-chinese-cased") << QStringLiteral("bert-cn") << false;
}

void TestBertTokenizer::equalsTheReference() {
  AFFECT_NEED_SHARED(root, "fixtures/hf/tokenizers");
  QFETCH(QString, folder);
  QFETCH(bool, lower_case);
  const auto tokenizer = BertTokenizer::open(root / folder.toStdString() / "vocab.txt", lower_case);
  QVERIFY2(tokenizer.ok(), tokenizer.ok() ? "" : tokenizer.error().text().c_str());
  const auto cases = tokenizer_cases(root, QString::fromUtf8(QTest::currentDataTag()));
  QVERIFY(cases.size() > 200);
  int failed = 0;
  for (const TokenizerCase &expected : cases) {
    const std::string wrong = difference((*tokenizer)->encode(expected.text), expected);
    if (!wrong.empty() && ++failed)
      qWarning("%s", wrong.c_str());
  }
  QCOMPARE(failed, 0);
}

QTEST_GUILESS_MAIN(TestBertTokenizer)
#include "test_bert_tokenizer.moc"
