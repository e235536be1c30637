#include "analysis/time_attention.h"

#include <QtTest>

#include <cmath>

using namespace affect;

namespace {

// A reading of "so good\nbut long": tokens <s> so good but lo ng </s>.
Reading small_reading() {
  Reading reading;
  reading.text = "so good\nbut long";
  reading.words = {{0, 2, 1, 1}, {3, 7, 2, 2}, {8, 11, 3, 3}, {12, 16, 4, 5}};
  reading.tokens = {{0, 0, -1, "<s>"}, {0, 2, 0, "so"},   {3, 7, 1, "good"},   {8, 11, 2, "but"},
                    {12, 14, 3, "lo"}, {14, 16, 3, "ng"}, {16, 16, -1, "</s>"}};
  for (const Modality modality : {Modality::text, Modality::image, Modality::audio})
    reading.modalities.push_back({modality, Presence::present, {}, {}});
  return reading;
}

SystemOutput small_output() {
  SystemOutput output;
  output.step_weights = {torch::tensor({{{0.1f, 0.2f, 0.3f, 0.1f, 0.05f, 0.15f, 0.1f, 0.0f}}}),
                         torch::tensor({{{0.25f, 0.75f, 0.0f}}}), torch::tensor({{{0.5f, 0.5f}}})};
  output.dimension_weights = torch::full({1, 3, 4}, 1.0f / 3);
  return output;
}

Cue cue(double begin, double end, const std::string &text, std::vector<TimedWord> words = {}) {
  return {begin, end, text, std::move(words)};
}

bool near(double a, double b) { return std::abs(a - b) < 1e-5; }

} // namespace

class TestTimeAttention : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void tokensBecomeWords() {
    Reading reading = small_reading();
    add_time_attention(small_output(), 0, {1, 2, 3, 4}, {0.5, 1.5}, {0.1, 0.3}, reading);
    QCOMPARE(reading.time_attention.size(), std::size_t(3));
    const TimeAttention *text = reading.attention_over_time(Modality::text);
    QVERIFY(text);
    QCOMPARE(text->steps, 4);
    const auto words = text->over_steps();
    QVERIFY(near(words[0], 0.2) && near(words[1], 0.3) && near(words[2], 0.1) &&
            near(words[3], 0.2));
    QCOMPARE(text->times, (std::vector<double>{1, 2, 3, 4}));
  }

  void paddingIsNoStep() {
    Reading reading = small_reading();
    add_time_attention(small_output(), 0, {}, {0.5, 1.5}, {0.1, 0.3}, reading);
    const TimeAttention *image = reading.attention_over_time(Modality::image);
    QCOMPARE(image->steps, 2);
    QVERIFY(near(image->over_steps()[1], 0.75));
    QVERIFY(reading.attention_over_time(Modality::text)->times.empty());
  }

  void layersCanBeAskedFor() {
    TimeAttention attention{Modality::audio, 2, 2, {0.2f, 0.8f, 0.6f, 0.4f}, {}};
    QVERIFY(near(attention.over_steps(0)[1], 0.8));
    QVERIFY(near(attention.over_steps()[1], 0.6));
  }

  void whatIsMissingHasNoAttention() {
    Reading reading = small_reading();
    reading.modalities[1].presence = reading.modalities[2].presence = Presence::missing;
    add_time_attention(small_output(), 0, {}, {}, {}, reading);
    QCOMPARE(reading.time_attention.size(), std::size_t(1));
    QVERIFY(!reading.semantic_map); // one part by itself has all the weight
    Reading whole = small_reading();
    add_time_attention(small_output(), 0, {}, {0.5, 1.5}, {0.1, 0.3}, whole);
    QVERIFY(whole.semantic_map);
    QCOMPARE(whole.semantic_map->dimensions, 4);
    QCOMPARE(whole.semantic_map->weights.size(), std::size_t(12));
  }

  void wordsStandWithinTheirCue() {
    Transcript transcript;
    transcript.cues = {cue(1, 2, "so good"), cue(4, 6, "but long")};
    const auto times = word_times(small_reading(), transcript);
    QCOMPARE(times.size(), std::size_t(4));
    QVERIFY(near(times[0], 1 + 1.0 / 7));
    QVERIFY(near(times[1], 1 + 5.0 / 7));
    QVERIFY(times[2] > 4 && times[2] < times[3] && times[3] < 6);
  }

  void timedWordsGoBeforeTheirCue() {
    Transcript transcript;
    transcript.cues = {cue(1, 2, "so good", {{1.1, 1.2, "so"}, {1.6, 1.9, "good"}}), cue(0, 0, ""),
                       cue(4, 6, "but long")};
    const auto times = word_times(small_reading(), transcript);
    QVERIFY(near(times[0], 1.15));
    QVERIFY(near(times[1], 1.75));
    QVERIFY(times[3] > 4);
  }

  void anotherTextHasNoTimes() {
    Transcript transcript;
    transcript.cues = {cue(1, 2, "something else")};
    QVERIFY(word_times(small_reading(), transcript).empty());
    transcript.cues = {cue(0, 0, "so good\nbut long")}; // a plain text
    QVERIFY(word_times(small_reading(), transcript).empty());
    QVERIFY(word_times(small_reading(), {}).empty());
  }
};

QTEST_GUILESS_MAIN(TestTimeAttention)
#include "test_time_attention.moc"
