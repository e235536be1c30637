#include "dataset/speech_corpus.h"

#include "shared_data.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <map>
#include <set>

using namespace affect;

class TestSpeechCorpus : public QObject {
  Q_OBJECT
  QTemporaryDir folder_;

  Result<std::vector<SpeechUtterance>> read(const std::string &labels) const {
    const std::filesystem::path path = folder_.path().toStdString();
    std::ofstream(path / "labels.csv", std::ios::binary | std::ios::trunc) << labels;
    return read_speech_corpus(path);
  }

private Q_SLOTS:
  void readsInAnyOrderOfColumns() {
    const auto found = read("emotion,text,file,speaker\nFearful,\"a, "
                            "b\",audio/x.opus,actor01\r\n\nhappy,,y.wav,actor02\n");
    QVERIFY2(found.ok(), found.ok() ? "" : found.error().text().c_str());
    QCOMPARE(found->size(), std::size_t{2});
    QCOMPARE((*found)[0].emotion, std::string("fear"));
    QCOMPARE((*found)[0].speaker, std::string("actor01"));
    QVERIFY((*found)[0].polarity == Polarity::negative);
    QVERIFY((*found)[0].file.filename() == "x.opus");
    QVERIFY((*found)[1].polarity == Polarity::positive);
  }

  void polarityOfEveryEmotion() {
    const std::map<std::string, Polarity> wanted = {
        {"happy", Polarity::positive},  {"surprise", Polarity::positive},
        {"neutral", Polarity::neutral}, {"calm", Polarity::neutral},
        {"boredom", Polarity::neutral}, {"sad", Polarity::negative},
        {"angry", Polarity::negative},  {"fear", Polarity::negative},
        {"disgust", Polarity::negative}};
    for (const auto &[emotion, polarity] : wanted)
      QVERIFY2(polarity_of_emotion(emotion) == polarity, emotion.c_str());
  }

  void badLabelsAreErrors() {
    for (const char *labels :
         {"", "file,speaker\na.wav,x\n", "file,speaker,emotion\n,x,happy\n",
          "file,speaker,emotion\n/etc/passwd,x,happy\n",
          "file,speaker,emotion\na/../../b.wav,x,happy\n", "file,speaker,emotion\na.wav,x\n",
          "file,speaker,emotion\na.wav,x,\"happy\n"}) {
      const auto found = read(labels);
      QVERIFY2(!found.ok() && found.error().code == ErrorCode::bad_format, labels);
    }
    const auto missing = read_speech_corpus("/nowhere");
    QVERIFY(!missing.ok() && missing.error().code == ErrorCode::not_found);
  }

  // As many clips on either side as the published baseline has.
  void corporaAndTheirSplits() {
    AFFECT_NEED_SHARED(root, "data");
    const std::map<std::string, std::pair<int, int>> wanted = {
        {"ravdess", {944, 240}}, {"casia", {600, 300}}, {"emodb", {408, 127}}};
    for (const auto &[name, counts] : wanted) {
      const auto found = read_speech_corpus(root / name);
      QVERIFY2(found.ok(), found.ok() ? "" : found.error().text().c_str());
      const auto dev = speech_dev_speakers(name);
      const std::set<std::string> held(dev.begin(), dev.end());
      const auto scored =
          std::count_if(found->begin(), found->end(),
                        [&](const SpeechUtterance &one) { return held.count(one.speaker) > 0; });
      QCOMPARE(static_cast<int>(scored), counts.second);
      QCOMPARE(static_cast<int>(found->size()) - static_cast<int>(scored), counts.first);
    }
  }
};

QTEST_GUILESS_MAIN(TestSpeechCorpus)
#include "test_speech_corpus.moc"
