#include "training/encoders/speech_set.h"

#include <QTest>

#include <set>

using namespace affect;

namespace {

// Clips of two corpora, of which the first has three speakers that may be trained on and a dev
// speaker, and the other one of each.
SpeechSet made_set() {
  SpeechSet set;
  set.config.corpora = {{"emodb", {}}, {"casia", {}}};
  const auto add = [&](int corpus, const char *speaker) {
    SpeechClip clip;
    clip.corpus = corpus;
    set.clips.push_back(clip);
    set.speakers.emplace_back(speaker);
  };
  for (const char *speaker : {"speaker03", "speaker15", "speaker08", "speaker03", "speaker09"})
    add(0, speaker);
  for (const char *speaker : {"ZhaoZuoxiang", "Liuchang"})
    add(1, speaker);
  return set;
}

} // namespace

class TestSpeechSet : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void devSpeakersAreApart() {
    const auto set = made_set();
    QCOMPARE(clips_of(set, true).size(), std::size_t{2});
    QCOMPARE(clips_of(set, false).size(), std::size_t{5});
  }

  void foldsAreOfSpeakers() {
    const auto set = made_set();
    // 03, 08 and 09 in turn; a corpus of one speaker has only the first fold.
    QCOMPARE(speaker_folds(set, 2, false), (std::vector<int>{0, -1, 1, 0, 0, -1, 0}));
    // 03, 08, 09 and 15; Liuchang and ZhaoZuoxiang.
    QCOMPARE(speaker_folds(set, 3, true), (std::vector<int>{0, 0, 1, 0, 2, 1, 0}));
  }

  void onlyNamedCorporaAreUsed() {
    const auto used = SpeechFolders{"/a", {}, "/b"}.used();
    QVERIFY(used.ok());
    QCOMPARE(used->size(), std::size_t{2});
    QCOMPARE(used->front().first, std::string("ravdess"));
    QCOMPARE(used->back().second, std::filesystem::path("/b"));
    const auto none = read_speech_set({}, {});
    QVERIFY(!none.ok() && none.error().code == ErrorCode::usage);
  }
};

QTEST_GUILESS_MAIN(TestSpeechSet)
#include "test_speech_set.moc"
