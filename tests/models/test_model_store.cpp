#include "analysis/analyzer.h"
#include "base/hash.h"
#include "base/paths.h"
#include "models/manifest.h"
#include "models/model_store.h"
#include "weights/safetensors.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace affect;
namespace fs = std::filesystem;

namespace {

void write(const fs::path &file, const std::string &text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

std::string hash(const fs::path &file) { return sha256_of_file(file).value(); }

void write_weights(const fs::path &file, std::size_t floats = 64) {
  const std::vector<std::byte> zeros(floats * 4);
  fs::create_directories(file.parent_path());
  const auto written = write_safetensors(
      file, {{"w", {TensorType::f32, {static_cast<std::int64_t>(floats)}, std::span(zeros)}}});
  QVERIFY(written.ok());
}

// A folder as it comes from Hugging Face, with files that nothing here reads.
void make_encoder(const fs::path &folder, const std::string &type = "bert") {
  write(folder / "config.json", R"({"model_type": ")" + type + R"("})");
  write_weights(folder / "model.safetensors");
  write(folder / "vocab.txt", "[PAD]\n[UNK]\n");
  write(folder / "README.md", "---\nlicense: mit\n---\n# An encoder");
  write(folder / "pytorch_model.bin", "pickle");
  write(folder / ".gitattributes", "x");
  write(folder / "onnx" / "model.onnx", "x");
}

std::string encoder_hash(const fs::path &folder) {
  Sha256 all;
  for (const char *name : {"config.json", "model.safetensors", "vocab.txt"})
    all.add(std::string(name) + ":" + hash(folder / name) + "\n");
  return all.hex();
}

void make_bundle(const fs::path &folder, const std::string &encoder,
                 const std::string &encoder_sha) {
  write_weights(folder / "model.safetensors", 16);
  BundleManifest manifest;
  manifest.id = folder.filename().string();
  manifest.system = "multiscale";
  manifest.text = manifest.image = {encoder, encoder_sha};
  manifest.text_width = manifest.image_width = manifest.regions = 4;
  manifest.weights_sha256 = hash(folder / "model.safetensors");
  manifest.data = "made";
  QVERIFY(write_manifest(folder, manifest).ok());
}

bool contains(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

} // namespace

class TestModelStore : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = folder_->path().toStdString();
    qputenv("XDG_DATA_HOME", (path_ / "data").c_str());
    qunsetenv("AFFECTSCOPE_MODELS");
    user_ = path_ / "data" / "affectscope" / "models";
    source_ = path_ / "some-encoder";
    make_encoder(source_);
  }

  void anEncoderIsCopiedWithWhatIsRead() {
    double last = 0;
    ImportOptions options;
    options.progress = [&](const Progress &progress) { last = progress.fraction; };
    const auto model = import_model(source_, options);
    QVERIFY2(model.ok(), model.ok() ? "" : model.error().text().c_str());
    QCOMPARE(model->folder.string(), (user_ / "encoders" / "some-encoder").string());
    QCOMPARE(last, 1.0);
    std::vector<std::string> files;
    for (const auto &entry : fs::directory_iterator(model->folder))
      files.push_back(entry.path().filename().string());
    std::sort(files.begin(), files.end());
    QCOMPARE(files, (std::vector<std::string>{"README.md", "config.json", "import.json",
                                              "model.safetensors", "vocab.txt"}));
    QVERIFY(model->kind == ModelKind::encoder && model->state == ModelState::ready && model->user);
    QCOMPARE(model->architecture, std::string("bert"));
    QCOMPARE(model->sha256, hash(source_ / "model.safetensors"));
    QCOMPARE(model->source, fs::canonical(source_).string());
    QCOMPARE(model->imported.size(), std::size_t(10));
    QVERIFY(model->link.empty());
    QVERIFY(contains(model->card, "# An encoder"));
    QVERIFY(model->bytes > 256);
    QCOMPARE(find_model("encoders/some-encoder").string(), model->folder.string());
  }

  void whatChangedAndWhatIsMissingIsSaid() {
    const auto model = import_model(source_).value();
    auto checked = verify_model(model).value();
    QVERIFY(checked.fine());
    QCOMPARE(checked.files.size(), std::size_t(4));
    write(model.folder / "vocab.txt", "other");
    fs::remove(model.folder / "README.md");
    checked = verify_model(model).value();
    QVERIFY(!checked.fine());
    for (const CheckedFile &file : checked.files) {
      const auto expected = file.name == "vocab.txt"   ? FileState::changed
                            : file.name == "README.md" ? FileState::missing
                                                       : FileState::fine;
      QVERIFY2(file.state == expected, file.sentence.c_str());
      QVERIFY(contains(file.sentence, file.name));
    }
    CancelToken cancel;
    cancel.cancel();
    QVERIFY(verify_model(model, {}, cancel).error().code == ErrorCode::cancelled);
  }

  void aLinkIsNothingButALink() {
    ImportOptions options;
    options.link = true;
    auto model = import_model(source_, options).value();
    QVERIFY(fs::is_symlink(model.folder));
    QCOMPARE(model.link.string(), fs::canonical(source_).string());
    QVERIFY2(!fs::exists(source_ / "import.json"), "the user's folder is not written to");
    QVERIFY(verify_model(model)->fine());
    write(source_ / "vocab.txt", "edited where it lies");
    QVERIFY(!verify_model(model)->fine());
    fs::rename(source_, path_ / "moved");
    model = find_installed("some-encoder").value();
    QVERIFY(model.state == ModelState::link_lost && model.problem);
    QVERIFY(!verify_model(model)->fine());
    fs::rename(path_ / "moved", source_);
    QVERIFY(remove_model(model).ok());
    QVERIFY(fs::exists(source_ / "model.safetensors"));
    QVERIFY(!find_installed("some-encoder").ok());
    QVERIFY2(fs::is_empty(user_ / "encoders"), "the record goes with the link");
  }

  void namesAreMadePlainAndNeverPaths() {
    make_encoder(path_ / "My Model (v2)");
    QCOMPARE(plan_import(path_ / "My Model (v2)")->id, std::string("My-Model-v2"));
    const auto cached = path_ / "models--org--tiny-bert" / "snapshots" / "0123abc";
    make_encoder(cached);
    QCOMPARE(plan_import(cached)->id, std::string("tiny-bert"));
    make_encoder(path_ / "模型");
    QVERIFY(plan_import(path_ / "模型").error().code == ErrorCode::usage);
    for (const char *name :
         {"../escape", "a/b", "..", ".hidden", "encoders", "x.import.json", "nul\n"}) {
      const auto plan = plan_import(source_, name);
      QVERIFY2(!plan.ok() && plan.error().code == ErrorCode::usage, name);
    }
    QVERIFY(!fs::exists(path_ / "data"));
    QVERIFY(!find_installed("../some-encoder").ok());
  }

  void aTakenNameNeedsAnother() {
    QVERIFY(import_model(source_).ok());
    const auto again = import_model(source_);
    QVERIFY(!again.ok() && again.error().code == ErrorCode::usage);
    QVERIFY(contains(again.error().message, "--as"));
    ImportOptions options;
    options.as = "second";
    QVERIFY(import_model(source_, options).ok());
    QVERIFY2(plan_import(source_, "compact-text")->taken, "the program's own names are taken, too");
    QVERIFY(plan_import(user_ / "encoders" / "second").error().code == ErrorCode::usage);
  }

  void whatIsNoModelIsRefused() {
    fs::remove(source_ / "model.safetensors");
    auto plan = plan_import(source_);
    QVERIFY(plan.error().code == ErrorCode::unsupported);
    QVERIFY(contains(plan.error().message, "pickle") &&
            contains(plan.error().message, "save_pretrained"));
    fs::remove(source_ / "pytorch_model.bin");
    QVERIFY(plan_import(source_).error().code == ErrorCode::not_found);
    write(source_ / "model.safetensors", "version https://git-lfs.github.com/spec/v1");
    QVERIFY(plan_import(source_).error().code == ErrorCode::bad_format);
    write(source_ / "config.json", R"({"model_type": "llama"})");
    plan = plan_import(source_);
    QVERIFY(plan.error().code == ErrorCode::unsupported && contains(plan.error().message, "llama"));
    write(source_ / "config.json", "[");
    QVERIFY(plan_import(source_).error().code == ErrorCode::bad_format);
    fs::remove(source_ / "config.json");
    QVERIFY(plan_import(source_).error().code == ErrorCode::not_found);
    QVERIFY(plan_import(path_ / "nothing").error().code == ErrorCode::not_found);
    QVERIFY(plan_import(source_ / "vocab.txt").error().code == ErrorCode::usage);
    QVERIFY(!fs::exists(user_));
  }

  // Also those that this program alone reads: a bundle may come with its own.
  void encodersOfSoundAndFacesAreImported() {
    for (const char *type : {"affectscope-audio", "affectscope-face"}) {
      const fs::path folder = path_ / "own" / type;
      make_encoder(folder, type);
      const auto plan = plan_import(folder);
      QVERIFY2(plan.ok(), plan.ok() ? "" : plan.error().text().c_str());
      QCOMPARE(plan->architecture, std::string(type));
      QVERIFY(import_model(folder).ok());
      QVERIFY(fs::exists(user_ / "encoders" / type / "model.safetensors"));
    }
  }

  void shardsAreCopiedAndStayInTheirFolder() {
    fs::rename(source_ / "model.safetensors", source_ / "model-00001-of-00001.safetensors");
    const auto index = source_ / "model.safetensors.index.json";
    write(index, R"({"weight_map": {"w": "../some-encoder/model-00001-of-00001.safetensors"}})");
    QVERIFY(plan_import(source_).error().code == ErrorCode::bad_format);
    write(index, R"({"weight_map": {"w": "absent.safetensors"}})");
    QVERIFY(plan_import(source_).error().code == ErrorCode::not_found);
    write(index, R"({"weight_map": {"w": "model-00001-of-00001.safetensors"}})");
    const auto model = import_model(source_);
    QVERIFY(model.ok());
    QVERIFY(fs::exists(model->folder / "model-00001-of-00001.safetensors"));
    QVERIFY(verify_model(*model)->fine());
  }

  void anImportThatEndsEarlyLeavesNothing() {
    write_weights(source_ / "model.safetensors", 1 << 20);
    ImportOptions options;
    options.progress = [&](const Progress &progress) {
      if (progress.fraction > 0.3)
        options.cancel.cancel();
    };
    QVERIFY(import_model(source_, options).error().code == ErrorCode::cancelled);
    QVERIFY(fs::is_empty(user_ / "encoders"));
    // A file that cannot be written to its end, as on a full disk.
    struct rlimit before = {};
    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit small = before;
    small.rlim_cur = 1 << 20;
    std::signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    const auto failed = import_model(source_);
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(!failed.ok() && failed.error().code == ErrorCode::unreadable);
    QVERIFY2(contains(failed.error().message, "nothing was imported"),
             failed.error().message.c_str());
    QVERIFY(fs::is_empty(user_ / "encoders"));
    // What a process that was killed left behind goes with the next import, and is never listed.
    write(user_ / "encoders" / ".import-999999999-1" / "config.json", "{}");
    write(user_ / ".import-999999999-2" / "manifest.json", "{}");
    for (const InstalledModel &model : list_models())
      QVERIFY(model.id[0] != '.');
    for (const fs::path &bundle : installed_bundles())
      QVERIFY(bundle.filename().string()[0] != '.');
    QVERIFY(import_model(source_).ok());
    QVERIFY(!fs::exists(user_ / "encoders" / ".import-999999999-1"));
  }

  void theModelThatReadsWhereNoneIsNamed() {
    const fs::path shipped = path_ / "shipped";
    qputenv("AFFECTSCOPE_MODELS", shipped.c_str());
    make_bundle(shipped / "a-first", "some-encoder", "");
    make_bundle(shipped / default_bundle, "some-encoder", "");
    make_bundle(user_ / "a-before", "some-encoder", "");
    QCOMPARE(resolve_bundle({}).value(),
             shipped / default_bundle); // neither the first by name nor the user's own
    QCOMPARE(resolve_bundle("a-before").value(), user_ / "a-before");
    qunsetenv("AFFECTSCOPE_MODELS");
  }

  void aBundleIsImportedWhole() {
    const auto encoder = import_model(source_).value();
    make_bundle(path_ / "my-bundle", "some-encoder", encoder_hash(source_));
    const auto bundle = import_model(path_ / "my-bundle");
    QVERIFY2(bundle.ok(), bundle.ok() ? "" : bundle.error().text().c_str());
    QVERIFY(bundle->kind == ModelKind::bundle && bundle->state == ModelState::ready);
    QCOMPARE(bundle->folder.string(), (user_ / "my-bundle").string());
    QCOMPARE(bundle->sha256, hash(path_ / "my-bundle" / "model.safetensors"));
    auto checked = verify_model(*bundle).value();
    QVERIFY(checked.fine());
    QCOMPARE(find_installed("encoders/some-encoder")->needed_by,
             std::vector<std::string>{"my-bundle"});
    const auto refused = remove_model(encoder);
    QVERIFY(!refused.ok() && contains(refused.error().message, "my-bundle"));
    QVERIFY(fs::exists(encoder.folder));
    write(encoder.folder / "vocab.txt", "other");
    QVERIFY(!verify_model(*bundle)->fine());
    QVERIFY(remove_model(encoder, true).ok());
    const auto incomplete = find_installed("my-bundle").value();
    QVERIFY(incomplete.state == ModelState::incomplete &&
            contains(incomplete.problem->message, "some-encoder"));
    QVERIFY(verify_model(incomplete)->files.back().state == FileState::missing);
    QVERIFY(remove_model(incomplete).ok());
    QVERIFY(!fs::exists(user_ / "my-bundle"));
  }

  void aBundleWithOtherWeightsIsRefused() {
    make_bundle(path_ / "my-bundle", "some-encoder", "aa");
    write_weights(path_ / "my-bundle" / "model.safetensors", 17);
    for (const bool link : {false, true}) {
      ImportOptions options;
      options.link = link;
      QVERIFY(import_model(path_ / "my-bundle", options).error().code == ErrorCode::bad_format);
      QVERIFY(!find_installed("my-bundle").ok());
      QVERIFY(fs::is_empty(user_));
    }
  }

  void aNewerManifestIsListedAndSaysSo() {
    write(
        user_ / "from-the-future" / "manifest.json",
        R"({"format": 99, "system": "mind-reader", "encoders": {"smell": {"id": "nose", "sha256": "00"}}})");
    const auto model = find_installed("from-the-future").value();
    QVERIFY(model.state == ModelState::newer_format);
    QVERIFY(contains(model.problem->message, "newer version"));
    QCOMPARE(model.architecture, std::string("mind-reader"));
    QCOMPARE(model.encoders.at(0).id, std::string("nose"));
    make_bundle(path_ / "new", "nose", "00");
    write(path_ / "new" / "manifest.json", R"({"format": 99})");
    QVERIFY(plan_import(path_ / "new").error().code == ErrorCode::unsupported);
    write(user_ / "broken" / "manifest.json", "{");
    QVERIFY(find_installed("broken")->state == ModelState::broken);
    QVERIFY(find_installed("multiscale-mvsa").ok());
  }

  void loopsPipesAndOddNamesHarmNobody() {
    fs::create_directories(user_ / "encoders");
    fs::create_directory_symlink("loop", user_ / "encoders" / "loop");
    fs::create_directory_symlink(user_, user_ / "itself");
    fs::create_directory_symlink("..", user_ / "encoders" / "up");
    write(user_ / "encoders" / "bad\nname" / "config.json", "{}");
    fs::create_directories(user_ / "encoders" / "pipe");
    QCOMPARE(::mkfifo((user_ / "encoders" / "pipe" / "config.json").c_str(), 0600), 0);
    write(user_ / "encoders" / "escape" / "config.json", "{\"model_type\": \"\\u001b[2Jbert\"}");
    write(user_ / "hole" / "manifest.json",
          R"({"format": 1, "encoders": {"text": {"id": "../../../etc"}}})");
    const auto models = list_models();
    for (const InstalledModel &model : models) {
      QVERIFY(!contains(model.id, "\n"));
      QVERIFY(!contains(model.architecture, "\x1b"));
      if (model.id == "hole")
        QVERIFY(model.encoders.empty());
    }
    QVERIFY(find_installed("loop")->state == ModelState::link_lost);
    QVERIFY(find_installed("pipe")->state == ModelState::broken);
    QVERIFY(!verify_model(find_installed("pipe").value())->fine());
    QVERIFY(!plan_import(user_ / "encoders" / "loop").ok());
    QVERIFY(remove_model(find_installed("loop").value()).ok());
    // A record cannot make a check read elsewhere.
    const auto model = import_model(source_).value();
    write(model.folder / "import.json",
          R"({"sha256": {"../../../secret": "00", "vocab.txt": "00"}})");
    const auto checked = verify_model(model).value();
    QCOMPARE(checked.files.size(), std::size_t(1));
  }

  void unreadableFilesAreNamed() {
    if (::geteuid() == 0)
      QSKIP("root reads everything");
    fs::permissions(source_ / "vocab.txt", fs::perms::none);
    const auto failed = import_model(source_);
    QVERIFY(!failed.ok() && failed.error().code == ErrorCode::unreadable);
    QVERIFY(contains(failed.error().text(), "vocab.txt"));
    QVERIFY(fs::is_empty(user_ / "encoders"));
  }

  void theProgramsModelsAreFineAndStay() {
    const auto bundle = find_installed("multiscale-mvsa").value();
    QVERIFY(!bundle.user && bundle.state == ModelState::ready);
    QVERIFY(contains(bundle.card, "# multiscale-mvsa"));
    const auto checked = verify_model(bundle).value();
    QCOMPARE(checked.files.size(), std::size_t(5)); // its weights, tuned layers, and three encoders
    for (const CheckedFile &file : checked.files)
      QVERIFY2(file.state == FileState::fine, file.sentence.c_str());
    const auto encoder = find_installed("compact-text").value();
    for (const auto &named : bundle.encoders)
      if (named.id == encoder.id)
        QCOMPARE(encoder.sha256, named.sha256);
    QCOMPARE(encoder.sha256.size(), std::size_t(64));
    QVERIFY(verify_model(encoder)->fine());
    for (const InstalledModel &model : {bundle, encoder}) {
      QVERIFY(remove_model(model, true).error().code == ErrorCode::usage);
      QVERIFY(fs::exists(model.folder));
    }
  }

private:
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path path_, user_, source_;
};

QTEST_GUILESS_MAIN(TestModelStore)
#include "test_model_store.moc"
