#include "base/hash.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace affect;

class TestHash : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void knownDigests_data();
  void knownDigests();
  void pieceByPieceIsTheSame();
  void movedHashGoesOn();
  void files();
  void whatIsNoFile();
};

// FIPS 180-4's examples, from NIST's "SHA256.pdf" and the Secure Hash Algorithm Validation System.
void TestHash::knownDigests_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("digest");
  QTest::newRow("empty") << QByteArray()
                         << QByteArray(
                                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  QTest::newRow("abc") << QByteArray("abc")
                       << QByteArray(
                              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  QTest::newRow("two blocks")
      << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
      << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  QTest::newRow("million a")
      << QByteArray(1000000, 'a')
      << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  QTest::newRow("one byte, 0xBD")
      << QByteArray("\xBD")
      << QByteArray("68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
}

void TestHash::knownDigests() {
  QFETCH(QByteArray, text);
  QFETCH(QByteArray, digest);
  QCOMPARE(QByteArray::fromStdString(sha256_of(text.toStdString())), digest);
}

void TestHash::pieceByPieceIsTheSame() {
  std::string text;
  Sha256 hash;
  for (int i = 0; i < 300; ++i) {
    const std::string piece(static_cast<std::size_t>(i % 71), static_cast<char>(i));
    hash.add(piece);
    text += piece;
  }
  QCOMPARE(hash.hex(), sha256_of(text));
}

void TestHash::movedHashGoesOn() {
  Sha256 first;
  first.add("ab");
  Sha256 second = std::move(first);
  second.add("c");
  QCOMPARE(second.hex(), sha256_of("abc"));
}

void TestHash::files() {
  QTemporaryDir folder;
  // Longer than one reading of the buffer, and not a multiple of it.
  for (const std::string &content :
       {std::string(), std::string("abc"), std::string((3 << 20) + 17, 'x')}) {
    QFile file(folder.filePath(QStringLiteral("文件 1.bin")));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(content.data(), static_cast<qint64>(content.size())),
             static_cast<qint64>(content.size()));
    file.close();
    const auto digest = sha256_of_file(file.fileName().toStdString());
    QVERIFY(digest.ok());
    QCOMPARE(*digest, sha256_of(content));
  }
}

void TestHash::whatIsNoFile() {
  QTemporaryDir folder;
  const std::filesystem::path root = folder.path().toStdString();
  const auto absent = sha256_of_file(root / "absent");
  QVERIFY(!absent.ok());
  QVERIFY(absent.error().code == ErrorCode::not_found);
  QVERIFY(absent.error().text().find("absent") != std::string::npos);
  QVERIFY(!sha256_of_file(root).ok());
  QCOMPARE(::mkfifo((root / "pipe").c_str(), 0600), 0);
  QVERIFY(!sha256_of_file(root / "pipe").ok()); // and does not wait for a writer
}

QTEST_GUILESS_MAIN(TestHash)
#include "test_hash.moc"
