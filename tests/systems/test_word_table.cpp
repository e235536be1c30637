#include "systems/layers/word_table.h"
#include "systems/system.h"

#include <QtTest>

using namespace affect;

namespace {

constexpr int64_t vocabulary = 12, text_width = 6, image_width = 5;

SystemInput some_posts() {
  torch::manual_seed(2);
  SystemInput input;
  input.text_vector = torch::randn({3, text_width});
  input.image_vector = torch::randn({3, image_width});
  input.has_text = torch::ones({3});
  input.has_image = torch::ones({3});
  input.words = torch::tensor({{4, 7, 11}, {7, 0, 0}, {4, 5, 0}}, torch::kInt64);
  input.word_weights = torch::tensor({{0.6f, 0.8f, 0.0f}, {1.0f, 0.0f, 0.0f}, {0.8f, 0.6f, 0.0f}});
  return input;
}

void stir(torch::nn::Module &module) {
  torch::NoGradGuard frozen;
  for (auto &parameter : module.parameters())
    parameter.normal_(0, 1);
}

double distance(const torch::Tensor &a, const torch::Tensor &b) {
  return (a - b).abs().max().item<double>();
}

} // namespace

class TestWordTable : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void addsUpWhatItsWordsSay() {
    layers::WordTable table(vocabulary, 2, 10);
    const auto input = some_posts();
    QCOMPARE(table(input).abs().sum().item<double>(), 0.0); // nothing is known yet
    stir(*table);
    const auto rows = table->parameters().front();
    const auto said = table(input);
    QVERIFY(distance(said[0], 10 * (0.6 * rows[4] + 0.8 * rows[7])) < 1e-4);
    QVERIFY(distance(said[1], 10 * rows[7]) < 1e-4);
    QVERIFY(std::abs(table->squares().item<double>() - rows.square().sum().item<double>()) < 1e-4);
  }

  void saysWhichWayAWordLeans() {
    auto rows = torch::zeros({vocabulary, 9});
    rows[4][8] = 3; // text and image positive
    rows[7][0] = 6; // both negative
    auto input = some_posts();
    const auto said = layers::word_polarities(rows, input.words, input.word_weights * 10);
    QVERIFY(distance(said, torch::tensor(
                               {{6.0f, -16.0f, 0.0f}, {-20.0f, 0.0f, 0.0f}, {8.0f, 0.0f, 0.0f}})) <
            1e-4);
  }

  void aMissingTextSaysNothing() {
    layers::WordTable table(vocabulary, 2, 10);
    stir(*table);
    auto input = some_posts();
    input.has_text[1] = 0;
    const auto said = table(input);
    QCOMPARE(said[1].abs().sum().item<double>(), 0.0);
    QVERIFY(said[0].abs().sum().item<double>() > 0);
  }

  void wordsThatAreNotMetStayAtNothing() {
    layers::WordTable table(vocabulary, 2, 10);
    const auto input = some_posts();
    (table(input).sum() + table->squares()).backward();
    const auto gradient = table->parameters().front().grad().abs().sum(1);
    QVERIFY(gradient[4].item<double>() > 0 && gradient[7].item<double>() > 0);
    QCOMPARE(gradient[9].item<double>(), 0.0);
    QCOMPARE(gradient[11].item<double>(), 0.0); // it is there with weight 0
  }

  void thePlainReaderReadsTextPictureAndWords() {
    layers::PlainReader reader(layers::PlainReaderSizes{text_width, image_width, vocabulary, 10});
    stir(*reader);
    const auto input = some_posts();
    const auto whole = reader(input);
    QCOMPARE(whole.sizes().vec(), (std::vector<int64_t>{3, 9}));
    auto other = input;
    other.text_vector = torch::randn({3, text_width});
    QVERIFY(distance(reader(other), whole) > 1e-3);
    other = input;
    other.image_vector = torch::randn({3, image_width});
    QVERIFY(distance(reader(other), whole) > 1e-3);
    other = input;
    other.words = input.words.clone();
    other.words[1][0] = 8;
    const auto changed = reader(other);
    QVERIFY(distance(changed[1], whole[1]) > 1e-3);
    QVERIFY(torch::equal(changed[0], whole[0]));
    // What is missing counts for nothing, whatever stands in its place.
    auto without = input;
    without.has_text = torch::zeros({3});
    const auto unseen = reader(without);
    without.text_vector = torch::randn({3, text_width});
    without.words = torch::zeros_like(input.words);
    QVERIFY(distance(reader(without), unseen) < 1e-6);
    QVERIFY(distance(unseen, whole) > 1e-3);
  }

  void facesSayNothingUntilTheyAreLearnt() {
    layers::FaceMap map(4, 9, 3);
    auto input = some_posts();
    input.faces = torch::randn({3, 4});
    QCOMPARE(map->logits(input).abs().sum().item<double>(), 0.0);
    stir(*map);
    const auto weight = map->parameters().front();
    QVERIFY(distance(map->logits(input)[1], 3 * torch::matmul(weight, input.faces[1])) < 1e-4);
    QVERIFY(std::abs(map->squares().item<double>() - weight.square().sum().item<double>()) < 1e-4);
    input.has_image[1] = 0;
    QCOMPARE(map->logits(input)[1].abs().sum().item<double>(), 0.0);
  }

  void systemsReadFacesWhereTheirNumbersAreKnown_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("multiscale") << QStringLiteral("multiscale");
    QTest::newRow("ctmwa") << QStringLiteral("ctmwa");
  }
  void systemsReadFacesWhereTheirNumbersAreKnown() {
    QFETCH(QString, name);
    SystemConfig config{name.toStdString(),
                        text_width,
                        image_width,
                        4,
                        {{"width", 8}, {"heads", 2}, {"vocabulary", vocabulary}}};
    auto input = some_posts();
    input.text = torch::randn({3, 2, text_width});
    input.text_mask = torch::ones({3, 2});
    input.image = torch::randn({3, 4, image_width});
    input.faces = torch::rand({3, 5});
    QVERIFY(!make_system(config)->forward(input, false).face_scores.defined()); // an older bundle
    config.settings["faces"] = 5;
    const auto system = make_system(config);
    QVERIFY(system->reads_faces());
    {
      torch::NoGradGuard frozen;
      for (auto &parameter : system->parameters())
        parameter.normal_(0, 0.1);
    }
    system->eval();
    const auto seen = system->forward(input, false);
    QCOMPARE(seen.face_scores.sizes().vec(), std::vector<int64_t>{3});
    auto other = input;
    other.faces = input.faces.clone();
    other.faces[1] += 1;
    const auto changed = system->forward(other, false);
    for (const auto &[now, before] : {std::pair{changed.logits, seen.logits},
                                      std::pair{changed.image_logits, seen.image_logits},
                                      std::pair{changed.face_scores, seen.face_scores}}) {
      QVERIFY(distance(now[1], before[1]) > 1e-4);
      QVERIFY(distance(now[0], before[0]) < 1e-5);
    }
    QVERIFY(distance(changed.text_logits, seen.text_logits) <
            1e-6); // they are no matter of the text
    // Without a picture there are no faces.
    input.has_image = other.has_image = torch::zeros({3});
    QVERIFY(distance(system->forward(other, false).logits, system->forward(input, false).logits) <
            1e-6);
    // What they say is learnt, and kept small.
    system->train();
    input.has_image = torch::ones({3});
    const auto output = system->forward(input, false);
    (output.logits.sum() + output.own_loss).backward();
    int met = 0;
    for (const auto &parameter : system->named_parameters())
      if (parameter.key().find("faces") != std::string::npos && parameter.value().grad().defined())
        met += parameter.value().grad().abs().sum().item<double>() > 0;
    QVERIFY(met >= 2);
  }

  void multiscaleReadsWordsWhereItsVocabularyIsKnown() {
    SystemConfig config{"multiscale", text_width, image_width, 4, {{"width", 8}, {"heads", 2}}};
    QVERIFY(make_system(config)->reads_words());
    auto input = some_posts();
    input.text = torch::randn({3, 2, text_width});
    input.text_mask = torch::ones({3, 2});
    input.image = torch::randn({3, 4, image_width});
    const auto older = make_system(config);
    older->eval();
    const int64_t members = older->forward(input, false).members.size(0);
    config.settings["vocabulary"] = vocabulary;
    const auto system = make_system(config);
    system->train();
    auto output = system->forward(input, false);
    QCOMPARE(output.members.size(0), members + 1);
    QVERIFY(output.own_loss.defined());
    const auto labels = torch::tensor({0, 1, 2}, torch::kInt64);
    system->loss(output, {labels, labels, labels}).backward();
    system->eval();
    stir(*system);
    output = system->forward(input, false);
    QVERIFY(distance(torch::softmax(output.logits, 1).sum(1), torch::ones({3})) < 1e-5);
    input.words = torch::full_like(input.words, 9);
    const auto other = system->forward(input, false);
    QVERIFY(distance(other.logits, output.logits) > 1e-4);
    QVERIFY(distance(other.text_logits, output.text_logits) > 1e-4);
    QVERIFY(torch::equal(other.image_logits, output.image_logits));
  }
};

QTEST_APPLESS_MAIN(TestWordTable)
#include "test_word_table.moc"
