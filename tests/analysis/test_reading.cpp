#include "analysis/reading.h"

#include <QTest>

#include <numeric>

using namespace affect;

namespace {

// 2 layers, 2 heads, 2 words, 3 regions; every number tells where it stands: layer, head, row,
// column.
CrossAttention numbered() {
  CrossAttention attention;
  attention.layers = 2;
  attention.heads = 2;
  attention.words = 2;
  attention.regions = 3;
  const auto fill = [](int rows, int columns) {
    std::vector<float> values;
    for (int l = 0; l < 2; ++l)
      for (int h = 0; h < 2; ++h)
        for (int r = 0; r < rows; ++r)
          for (int c = 0; c < columns; ++c)
            values.push_back(static_cast<float>(1000 * l + 100 * h + 10 * r + c));
    return values;
  };
  attention.word_to_region = fill(2, 3);
  attention.region_to_word = fill(3, 2);
  return attention;
}

} // namespace

class TestReading : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void polarity() {
    QVERIFY(polarity_of({0.6f, 0.3f, 0.1f}) == Polarity::negative);
    QVERIFY(polarity_of({0.2f, 0.5f, 0.3f}) == Polarity::neutral);
    QVERIFY(polarity_of({0.1f, 0.1f, 0.8f}) == Polarity::positive);
    QCOMPARE(valence_of({0.1f, 0.3f, 0.6f}), 0.5f);
    QCOMPARE(QByteArray(name_of(Polarity::negative)), QByteArray("negative"));
    QCOMPARE(QByteArray(name_of(Polarity::neutral)), QByteArray("neutral"));
    QCOMPARE(QByteArray(name_of(Polarity::positive)), QByteArray("positive"));
    QCOMPARE(QByteArray(name_of(Modality::text)), QByteArray("text"));
    QCOMPARE(QByteArray(name_of(Modality::image)), QByteArray("image"));
    QCOMPARE(QByteArray(name_of(Modality::audio)), QByteArray("audio"));
  }

  void modality() {
    Reading reading;
    QVERIFY(!reading.modality(Modality::text));
    reading.modalities.push_back({Modality::image, Presence::present, std::nullopt, 0.25f});
    QVERIFY(!reading.modality(Modality::text));
    QCOMPARE(*reading.modality(Modality::image)->weight, 0.25f);
  }

  void oneLayerAndHead() {
    const CrossAttention attention = numbered();
    QVERIFY((attention.regions_of_word(1, 1, 0) == std::vector<float>{1010, 1011, 1012}));
    QVERIFY((attention.words_of_regions({2}, 0, 1) == std::vector<float>{120, 121}));
  }

  void meanOverLayersAndHeads() {
    const CrossAttention attention = numbered();
    QVERIFY((attention.regions_of_word(0) == std::vector<float>{550, 551, 552}));
    QVERIFY((attention.regions_of_word(0, 1) == std::vector<float>{1050, 1051, 1052}));
    QVERIFY((attention.regions_of_word(0, CrossAttention::all, 1) ==
             std::vector<float>{600, 601, 602}));
    QVERIFY((attention.words_of_regions({0, 2}, 0, 0) == std::vector<float>{10, 11}));
  }

  void emptyChoiceMeansAll() {
    const CrossAttention attention = numbered();
    QVERIFY((attention.regions_of_words({}, 0, 0) == std::vector<float>{5, 6, 7}));
    QVERIFY((attention.regions_of_words({0, 1}, 0, 0) == std::vector<float>{5, 6, 7}));
    QVERIFY((attention.words_of_regions({}, 0, 0) == std::vector<float>{10, 11}));
  }

  void framesSumTheirGrid() {
    CrossAttention attention;
    attention.layers = attention.heads = 1;
    attention.words = 2;
    attention.regions = 4;
    attention.word_to_region = {0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.5f, 0.f, 0.f};
    const auto near = [](const std::vector<float> &values, std::vector<float> wanted) {
      return std::equal(values.begin(), values.end(), wanted.begin(), wanted.end(),
                        [](float a, float b) { return std::abs(a - b) < 1e-6f; });
    };
    QVERIFY(near(attention.frames_of_words({0}, 2), {0.3f, 0.7f}));
    QVERIFY(near(attention.frames_of_words({}, 2), {0.65f, 0.35f}));
    QVERIFY(near(attention.frames_of_words({1}, 1), {1.0f}));
    QVERIFY(near(attention.frames_of_words({1}, 0), {1.0f}));
    Reading reading;
    QCOMPARE(reading.frames(), 1);
    reading.frame_times = {0.5, 1.5};
    QCOMPARE(reading.frames(), 2);
  }

  void indicesOutsideAreIgnored() {
    const CrossAttention attention = numbered();
    QVERIFY((attention.regions_of_word(7) == std::vector<float>{0, 0, 0}));
    QVERIFY((attention.regions_of_word(-1) == std::vector<float>{0, 0, 0}));
    QVERIFY((attention.regions_of_words({0, 9}, 0, 0) == std::vector<float>{0, 1, 2}));
    QVERIFY((attention.regions_of_word(0, 5, 0) == std::vector<float>{0, 0, 0}));
  }

  void meansOfDistributionsStayDistributions() {
    CrossAttention attention = numbered();
    for (std::size_t row = 0; row + 2 < attention.word_to_region.size(); row += 3) {
      float *values = attention.word_to_region.data() + row;
      values[0] = 0.2f;
      values[1] = 0.5f;
      values[2] = 0.3f;
    }
    const auto mean = attention.regions_of_words({});
    QVERIFY(std::abs(std::accumulate(mean.begin(), mean.end(), 0.0f) - 1.0f) < 1e-6f);
  }
};

QTEST_GUILESS_MAIN(TestReading)
#include "test_reading.moc"
