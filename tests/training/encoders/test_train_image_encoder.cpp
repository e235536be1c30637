#include "training/encoders/train_image_encoder.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <sstream>

using namespace affect;

namespace {

std::string content(const std::filesystem::path &file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

} // namespace

class TestTrainImageEncoder : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void folderHasNoClassifier() {
    QTemporaryDir made;
    const std::filesystem::path folder = made.path().toStdString();
    TunedImageEncoder tuned;
    tuned.state = {{"_fc.weight", torch::zeros({3, 4})},
                   {"_conv_stem.weight", torch::ones({2, 2})}};
    tuned.curve = {{1, 0.5, 0.25, 2}, {2, 0.375, 0.5, 2.5}};
    QVERIFY(write_image_encoder(folder, tuned).ok());
    const auto state = read_state(folder / "model.safetensors");
    QVERIFY(state.ok());
    QCOMPARE(state->size(), std::size_t{1});
    QVERIFY(state->contains("_conv_stem.weight"));
    QCOMPARE(content(folder / "curves.csv"),
             std::string("epoch,loss,training_accuracy,seconds\n1,0.5,0.25,2\n2,0.375,0.5,2.5\n"));
    QVERIFY(content(folder / "config.json")
                .starts_with("{\n \"model_type\": \"efficientnet-lite0\",\n"));
    QVERIFY(std::filesystem::exists(folder / "preprocessor_config.json"));
    QVERIFY(!write_image_encoder(folder / "none", tuned).ok());
  }
};

QTEST_GUILESS_MAIN(TestTrainImageEncoder)
#include "test_train_image_encoder.moc"
