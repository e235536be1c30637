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

  void optionsComeBack() {
    BundleTraining training;
    training.options.epochs = 7;
    training.options.rate = 0.123;
    QVERIFY(write_json_file(file_, bundle_config(training, {})).ok());
    const auto options = read_training_options(path_);
    QVERIFY2(options.ok(), options.ok() ? "" : options.error().text().c_str());
    QCOMPARE(options->epochs, 7);
    QCOMPARE(options->rate, 0.123);
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
