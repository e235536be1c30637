#include "base/paths.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace fs = std::filesystem;
using namespace affect;

namespace {

/// Sets an environment variable for the rest of a test.
class Variable {
public:
  Variable(const char *name, const QByteArray &value)
      : name_(name), before_(qgetenv(name)), was_set_(qEnvironmentVariableIsSet(name)) {
    qputenv(name, value);
  }
  ~Variable() {
    if (was_set_)
      qputenv(name_, before_);
    else
      qunsetenv(name_);
  }

private:
  const char *name_;
  QByteArray before_;
  bool was_set_;
};

} // namespace

class TestPaths : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void namedFolderOfModelsComesFirst();
  void modelsAreFolders();
  void modelsLieAboveTheProgram();
  void modelsOfTheUserComeBeforeTheProgramsOwn();
  void namedResources();
  void cacheIsMade();
  void cacheWithoutAHome();
};

void TestPaths::namedFolderOfModelsComesFirst() {
  QTemporaryDir folder;
  const fs::path root = folder.path().toStdString();
  const Variable models("AFFECTSCOPE_MODELS", folder.path().toUtf8());
  QVERIFY(!model_roots().empty());
  QCOMPARE(model_roots().front().string(), root.string());
  fs::create_directories(root / "encoders" / "some-encoder-of-a-test");
  QCOMPARE(find_model("encoders/some-encoder-of-a-test").string(),
           (root / "encoders/some-encoder-of-a-test").string());
  {
    const Variable nowhere("AFFECTSCOPE_MODELS", "");
    QVERIFY(!model_roots().front().empty()); // an empty variable names no folder
    QVERIFY(find_model("encoders/some-encoder-of-a-test").empty());
  }
}

void TestPaths::modelsAreFolders() {
  QTemporaryDir folder;
  const fs::path root = folder.path().toStdString();
  const Variable models("AFFECTSCOPE_MODELS", folder.path().toUtf8());
  std::ofstream(root / "a-file-of-a-test") << "x";
  QVERIFY(find_model("a-file-of-a-test").empty());
  QVERIFY(find_model("no-such-model-of-a-test").empty());
}

void TestPaths::modelsLieAboveTheProgram() {
  const Variable models("AFFECTSCOPE_MODELS", ""), data("XDG_DATA_HOME", ""), home("HOME", "");
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path();
  const auto roots = model_roots();
  QCOMPARE(roots.front().string(), (program / "models").string());
  bool above = false, installed = false;
  for (const fs::path &root : roots) {
    above = above || root == program.parent_path() / "models";
    installed = installed || root == program.parent_path() / "share" / "affectscope" / "models";
  }
  QVERIFY(above);
  QVERIFY(installed);
}

void TestPaths::modelsOfTheUserComeBeforeTheProgramsOwn() {
  const Variable models("AFFECTSCOPE_MODELS", "/named"), home("HOME", "/home/somebody");
  {
    const Variable data("XDG_DATA_HOME", "/data");
    QCOMPARE(user_models_folder().string(), std::string("/data/affectscope/models"));
    QCOMPARE(model_roots().at(0).string(), std::string("/named"));
    QCOMPARE(model_roots().at(1).string(), std::string("/data/affectscope/models"));
    QVERIFY(model_roots().size() > 2);
  }
  const Variable data("XDG_DATA_HOME", "relative"); // the specification says to ignore it
  QCOMPARE(user_models_folder().string(),
           std::string("/home/somebody/.local/share/affectscope/models"));
  const Variable homeless("HOME", "");
  QVERIFY(user_models_folder().empty());
}

void TestPaths::namedResources() {
  QTemporaryDir folder;
  const fs::path root = folder.path().toStdString();
  const Variable resources("AFFECTSCOPE_RESOURCES", folder.path().toUtf8());
  QVERIFY(find_resources() != root); // no samples in it yet
  fs::create_directories(root / "samples");
  QCOMPARE(find_resources().string(), root.string());
}

void TestPaths::cacheIsMade() {
  QTemporaryDir folder;
  const Variable cache("XDG_CACHE_HOME", folder.filePath(QStringLiteral("a/b")).toUtf8());
  const fs::path made = cache_folder();
  QCOMPARE(made.string(), folder.filePath(QStringLiteral("a/b/affectscope")).toStdString());
  QVERIFY(fs::is_directory(made));
  const Variable unset("XDG_CACHE_HOME", "");
  const Variable home("HOME", folder.path().toUtf8());
  QCOMPARE(cache_folder().string(),
           folder.filePath(QStringLiteral(".cache/affectscope")).toStdString());
}

void TestPaths::cacheWithoutAHome() {
  QTemporaryDir folder;
  const Variable cache("XDG_CACHE_HOME", ""), home("HOME", "");
  {
    const Variable temporary("TMPDIR", folder.path().toUtf8());
    QCOMPARE(cache_folder().string(), folder.filePath(QStringLiteral("affectscope")).toStdString());
  }
  const Variable temporary("TMPDIR", folder.filePath(QStringLiteral("absent")).toUtf8());
  QVERIFY(!cache_folder().empty()); // and throws nothing
}

QTEST_GUILESS_MAIN(TestPaths)
#include "test_paths.moc"
