#include "training/systems/bundle_config.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace affect;

class TestBundleConfig : public QObject {
  Q_OBJECT

private Q_SLOTS:
  // Also of a bundle that was trained with sentences and tuned encoders, whose numbers are not the
  // loop's.
  void trainingOptionsAreReadBack() {
    BundleTraining training;
    training.options.epochs = 7;
    training.options.batch_size = 24;
    training.options.rate = 0.25;
    training.options.query_apart = true;
    training.options.seed = 5;
    training.data.sentences = {"folder/sentences.csv"};
    training.data.sentence_lines = 300;
    training.tuning.text_blocks = 2;
    const QTemporaryDir made;
    const std::filesystem::path folder = made.path().toStdString();
    std::ofstream(folder / "config.json")
        << bundle_config(training, {"multiscale", 8, 4, 1, {{"width", 8}}}).dump(1);
    const auto options = read_training_options(folder);
    QVERIFY2(options.ok(), options.ok() ? "" : options.error().text().c_str());
    QCOMPARE(options->epochs, 7);
    QCOMPARE(options->batch_size, int64_t{24});
    QCOMPARE(options->rate, 0.25);
    QVERIFY(options->query_apart);
    QCOMPARE(options->seed, std::uint64_t{5});
  }

  void anUnknownNumberIsAnError() {
    const QTemporaryDir made;
    const std::filesystem::path folder = made.path().toStdString();
    std::ofstream(folder / "config.json") << R"({"epochs": 3, "epoch": 4})";
    const auto options = read_training_options(folder);
    QVERIFY(!options.ok() && options.error().code == ErrorCode::usage);
    QVERIFY(!read_training_options(folder / "none").ok());
  }
};

QTEST_GUILESS_MAIN(TestBundleConfig)
#include "test_bundle_config.moc"
