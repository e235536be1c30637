#include "nn/speech_net.h"

#include "made_folder.h"
#include "made_speech.h"
#include "tensors.h"

#include <QTest>

using namespace affect;

class TestSpeechNet : public QObject {
  Q_OBJECT
  std::filesystem::path root_;
  QTemporaryDir folder_;

  std::filesystem::path folder(const char *name) const {
    return made::speech_folder(std::filesystem::path(folder_.path().toStdString()) / name);
  }
  static void damage(const std::filesystem::path &folder, const std::string &from,
                     const std::string &to) {
    std::ifstream in(folder / "config.json");
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto at = text.find(from);
    QVERIFY(at != std::string::npos);
    made::write_text(folder / "config.json", text.replace(at, from.size(), to));
  }

private Q_SLOTS:
  void shapes() {
    auto network = made::speech_net();
    for (const int64_t frames : {1, 7, 8, 9, 100, 303}) {
      const auto output = network->forward(torch::randn({2, 80, frames}));
      QCOMPARE(speech_steps(frames), (frames + 7) / 8);
      QVERIFY(output.states.sizes() == torch::IntArrayRef({2, speech_steps(frames), 12}));
      QVERIFY(output.scores.sizes() == torch::IntArrayRef({2, speech_steps(frames)}));
      const auto vector = network->pool(output, torch::ones_like(output.scores).to(torch::kBool));
      QVERIFY(vector.sizes() == torch::IntArrayRef({2, 24}));
      QVERIFY(vector.isfinite().all().item<bool>());
    }
  }

  void maskedStepsDoNotCount() {
    auto network = made::speech_net();
    const auto output = network->forward(torch::randn({1, 80, 160}));
    auto mask = torch::ones({1, 20}, torch::kBool);
    mask.slice(1, 12).fill_(false);
    const SpeechOutput shorter{output.states.slice(1, 0, 12), output.scores.slice(1, 0, 12)};
    QVERIFY(largest_difference(network->pool(output, mask),
                               network->pool(shorter, torch::ones({1, 12}, torch::kBool))) < 1e-6);
    QVERIFY(largest_difference(network->pool(output, mask),
                               network->pool(output, torch::ones_like(mask))) > 1e-3);
  }

  void everyCorpusHasItsOwnClasses() {
    auto network = made::speech_net();
    const auto shares = network->emotions(torch::randn({2, 24}), torch::tensor({0, 1})).softmax(1);
    QVERIFY(
        torch::equal(shares.gt(0), torch::tensor({{1, 1, 1, 0}, {1, 0, 0, 1}}).to(torch::kBool)));
  }

  // A step of 80 ms sees 31 frames to each side and nothing beyond.
  void reachOfAStep() {
    auto network = made::speech_net();
    const auto before = torch::randn({1, 80, 160});
    auto after = before.clone();
    after.slice(2, 80 + 32).add_(1);
    const auto a = network->forward(before).states[0], b = network->forward(after).states[0];
    QVERIFY(largest_difference(a.slice(0, 0, 11), b.slice(0, 0, 11)) == 0);
    QVERIFY(largest_difference(a.slice(0, 11), b.slice(0, 11)) > 0);
  }

  void foldersRoundTrip() {
    auto opened = load_speech_folder(folder("whole"));
    QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().text().c_str());
    auto network = made::speech_net();
    QCOMPARE((*opened)->config().corpora[0].name,
             std::string("zoo")); // in its order, not the alphabet's
    QCOMPARE((*opened)->config().corpora[1].emotions, (std::vector<int64_t>{0, 3}));
    const auto mel = torch::randn({1, 80, 50});
    QVERIFY(largest_difference((*opened)->forward(mel).states, network->forward(mel).states) <
            2e-2); // fp16
  }

  void damagedFoldersAreErrors() {
    const auto code = [](const std::filesystem::path &folder) {
      const auto opened = load_speech_folder(folder);
      return opened.ok() ? ErrorCode::internal : opened.error().code;
    };
    QCOMPARE(code("/nowhere"), ErrorCode::not_found);
    const auto with = [&](const char *name, const std::string &from, const std::string &to) {
      const auto path = folder(name);
      damage(path, from, to);
      return code(path);
    };
    QCOMPARE(with("type", "affectscope-audio", "wav2vec2"), ErrorCode::unsupported);
    QCOMPARE(with("wide", "\"hidden_size\": 12", "\"hidden_size\": 4000"), ErrorCode::bad_format);
    QCOMPARE(with("huge", "\"hidden_size\": 12", "\"hidden_size\": 99999999999"),
             ErrorCode::bad_format);
    QCOMPARE(with("bands", "\"mel_bands\": 80", "\"mel_bands\": 40"), ErrorCode::bad_format);
    QCOMPARE(with("channels", "\"channels\": [", "\"channels\": [7,"), ErrorCode::bad_format);
    QCOMPARE(with("emotion", "\"happy\"\n   ]", "\"joy\"\n   ]"), ErrorCode::bad_format);
    QCOMPARE(with("corpora", "\"corpora\": [", "\"corpora\": [1,"), ErrorCode::bad_format);
    const auto nan = folder("nan");
    auto state = *read_state(nan / "model.safetensors");
    state["score.bias"].fill_(std::numeric_limits<float>::quiet_NaN());
    QVERIFY(write_state(nan / "model.safetensors", state, true).ok());
    QCOMPARE(code(nan), ErrorCode::bad_format);
    const auto cut = folder("cut");
    std::filesystem::resize_file(cut / "model.safetensors", 100);
    QCOMPARE(code(cut), ErrorCode::bad_format);
  }
};

QTEST_GUILESS_MAIN(TestSpeechNet)
#include "test_speech_net.moc"
