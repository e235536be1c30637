#include "base/json_file.h"
#include "training/systems/bundle_config.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

#include <fstream>

using namespace affect;

class TestBundleConfig : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = folder_->path().toStdString();
    file_ = path_ / "config.json";
  }

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

  void whatSaysNothing() {
    const auto refused = [&] {
      const auto read = read_training_options(path_);
      return !read.ok() && read.error().code == ErrorCode::bad_format &&
             read.error().file == file_ &&
             read.error().message == "The bundle does not say how it was trained.";
    };
    QVERIFY(refused());
    for (const char *content : {"", "[]", "{", "{\"epochs\": 7"}) {
      std::ofstream(file_, std::ios::trunc) << content;
      QVERIFY2(refused(), content);
    }
    std::filesystem::resize_file(file_, (16u << 20) + 1);
    QVERIFY(refused());
    std::filesystem::remove(file_);
    QCOMPARE(::mkfifo(file_.c_str(), 0600), 0); // nobody writes into it
    QVERIFY(refused());
  }

private:
  std::unique_ptr<QTemporaryDir> folder_;
  std::filesystem::path path_, file_;
};

QTEST_GUILESS_MAIN(TestBundleConfig)
#include "test_bundle_config.moc"
