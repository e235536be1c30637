#include "batch/made_posts.h"

#include "base/csv.h"
#include "batch/journal/journal_reader.h"
#include "batch/report/journal_report.h"
#include "batch/run/batch_run.h"
#include "source_dir.h"

#include <QtTest>

#include <atomic>
#include <mutex>
#include <set>

using namespace affect;
namespace fs = std::filesystem;

/// Whole runs with the model that comes with the program.
class TestBatchRun : public QObject {
  Q_OBJECT

  QTemporaryDir made_;
  fs::path root_;

  BatchOptions options(bool resume = false) const {
    BatchOptions made;
    made.inputs = {root_ / "posts"};
    made.models = {"multiscale-mvsa"};
    made.precision = Precision::fp32;
    made.journal = root_ / "run.journal";
    made.resume = resume;
    return made;
  }
  static BatchProgress run(const BatchOptions &options, BatchRun::Callbacks callbacks = {}) {
    auto started = BatchRun::start(options, std::move(callbacks));
    if (!started.ok())
      qFatal("%s", started.error().text().c_str());
    return (*started)->wait();
  }
  std::string csv(const fs::path &journal) const {
    ReportFiles files;
    files.csv = root_ / "report.csv";
    const auto written = write_reports(journal, files);
    if (!written.ok())
      qFatal("%s", written.error().text().c_str());
    return read_file(files.csv);
  }
  static std::vector<std::vector<std::string>> cells(const std::string &csv) {
    std::istringstream in(csv);
    CsvReader reader(in);
    std::vector<std::vector<std::string>> rows;
    for (std::vector<std::string> row; reader.next(row);)
      rows.push_back(row);
    return rows;
  }

private Q_SLOTS:
  void initTestCase() { qputenv("AFFECTSCOPE_MODELS", (source_dir() / "models").c_str()); }
  void init() {
    root_ = fs::path(made_.path().toStdString()) / QTest::currentTestFunction();
    fs::create_directories(root_ / "posts");
  }

  void everyItemGetsItsRow() {
    make_posts(root_ / "posts", 40);
    write_file(root_ / "posts" / "broken.jpg", "\xFF\xD8\xFF no picture");
    write_file(root_ / "posts" / "blank.txt", " \n");
    write_file(root_ / "posts" / "z.heic", "x");
    std::vector<std::string> told;
    std::atomic<int> changes = 0;
    BatchRun::Callbacks callbacks;
    callbacks.item = [&](const PostSource &source, const std::vector<Reading> &readings,
                         const std::optional<Error> &error) {
      QVERIFY(readings.size() == (error ? 0u : 1u));
      told.push_back(source.path().string());
    };
    callbacks.changed = [&] { ++changes; };
    const BatchProgress progress = run(options(), callbacks);
    QCOMPARE(progress.phase, BatchPhase::finished);
    QCOMPARE(progress.found, 43);
    QCOMPARE(progress.done, 40);
    QCOMPARE(progress.failed, 3);
    QCOMPARE(progress.done_now, 40);
    QVERIFY(progress.scan_complete && progress.items_per_second > 0 && progress.seconds_left == 0);
    QVERIFY(progress.times.decoding > 0 && progress.times.inference > 0 &&
            progress.times.writing > 0);
    QVERIFY(changes > 0);
    QCOMPARE(told.size(), std::size_t(42)); // z.heic never became a post
    QVERIFY(std::is_sorted(told.begin(), told.end()));
    const auto rows = cells(csv(root_ / "run.journal"));
    QCOMPARE(rows.size(), std::size_t(44));
    std::set<std::string> reasons;
    for (const auto &row : rows)
      if (row[23] == "failed")
        reasons.insert(row[24]);
    QCOMPARE(reasons.size(), std::size_t(3));
  }

  void nothingIsDoneTwice() {
    make_posts(root_ / "posts", 12);
    run(options());
    const std::string before = csv(root_ / "run.journal");
    BatchRun::Callbacks callbacks;
    callbacks.item = [](const PostSource &, const std::vector<Reading> &,
                        const std::optional<Error> &) { QFAIL("an item was done again"); };
    const BatchProgress again = run(options(true), callbacks);
    QCOMPARE(again.phase, BatchPhase::finished);
    QCOMPARE(again.done, 12);
    QCOMPARE(again.done_now, 0);
    QCOMPARE(csv(root_ / "run.journal"), before);
    QVERIFY(!BatchRun::start(options()).ok()); // without resume it is not touched
  }

  void whatChangedIsDoneAgain() {
    make_posts(root_ / "posts", 12);
    write_file(root_ / "posts" / "broken.bmp", "BM");
    run(options());
    QTest::qWait(20);
    write_file(root_ / "posts" / "d00" / "p0001.txt", "an entirely different text, how awful");
    write_file(root_ / "posts" / "d00" / "p0002.bmp", made_picture(2)); // the same bytes
    write_file(root_ / "posts" / "d00" / "p0003.txt", "it had none");
    write_file(root_ / "posts" / "new.bmp", made_picture(77));
    write_file(root_ / "posts" / "broken.bmp", made_picture(78));
    std::mutex mutex;
    std::set<std::string> told;
    BatchRun::Callbacks callbacks;
    callbacks.item = [&](const PostSource &source, const std::vector<Reading> &,
                         const std::optional<Error> &error) {
      std::lock_guard lock(mutex);
      QVERIFY(!error);
      told.insert(source.path().filename().string());
    };
    const BatchProgress progress = run(options(true), callbacks);
    QCOMPARE(told, (std::set<std::string>{"p0001.bmp", "p0003.bmp", "new.bmp", "broken.bmp"}));
    QCOMPARE(progress.done, 14);
    QCOMPARE(progress.failed, 0);
  }

  void failedOnesAreTriedAgainWhenAsked() {
    make_posts(root_ / "posts", 3);
    write_file(root_ / "posts" / "broken.bmp", "BM");
    run(options());
    BatchOptions again = options(true);
    QCOMPARE(run(again).failed_now, 0);
    again.retry_failed = true;
    const BatchProgress progress = run(again);
    QCOMPARE(progress.failed_now, 1);
    QCOMPARE(progress.done_now, 0);
    QCOMPARE(progress.failed, 1);
  }

  // Stopped wherever it may be, a run that goes on ends with the report of one that was not
  // stopped.
  void stoppedAndGoneOn() {
    make_posts(root_ / "posts", 150);
    run(options());
    const std::string whole = csv(root_ / "run.journal");
    BatchOptions other = options();
    other.journal = root_ / "other.journal";
    int sessions = 0;
    for (BatchProgress progress; progress.phase != BatchPhase::finished; ++sessions) {
      std::atomic<BatchRun *> running = nullptr;
      std::atomic<bool> seen = false;
      BatchRun::Callbacks callbacks;
      callbacks.item = [&](const PostSource &, const std::vector<Reading> &,
                           const std::optional<Error> &) { seen = true; };
      other.resume = sessions > 0;
      auto started = BatchRun::start(other, callbacks);
      QVERIFY(started.ok());
      while (!seen && !(*started)->progress().over())
        QTest::qWait(1);
      (*started)->cancel();
      progress = (*started)->wait();
      QVERIFY(progress.phase == BatchPhase::cancelled || progress.phase == BatchPhase::finished);
      QVERIFY2(sessions < 20, "no session gets on");
    }
    QVERIFY(sessions > 2);
    QCOMPARE(csv(root_ / "other.journal"), whole);
  }

  void pausedAndGoneOn() {
    make_posts(root_ / "posts", 120);
    auto started = std::move(*BatchRun::start(options()));
    while (started->progress().done == 0)
      QTest::qWait(1);
    started->pause();
    QTRY_COMPARE(started->progress().phase, BatchPhase::paused);
    const auto done = started->progress().done;
    QTest::qWait(300);
    QCOMPARE(started->progress().done, done);
    QVERIFY(done < 120);
    started->resume();
    QCOMPARE(started->wait().done, 120);
  }

  void filesThatVanish() {
    make_posts(root_ / "posts", 160);
    bool first = true;
    BatchRun::Callbacks callbacks;
    callbacks.item = [&](const PostSource &, const std::vector<Reading> &,
                         const std::optional<Error> &) {
      if (std::exchange(first, false)) { // the last folder is not read yet
        fs::remove(root_ / "posts" / "d15" / "p0158.bmp");
        fs::remove(root_ / "posts" / "d15" / "p0155.txt");
      }
    };
    // One is found and gone before anybody comes to read it.
    const BatchProgress progress = run(options(), callbacks);
    QCOMPARE(progress.phase, BatchPhase::finished);
    QCOMPARE(progress.done + progress.failed, 160);
    QCOMPARE(progress.done_now + progress.failed_now, 160); // nothing twice
    QCOMPARE(progress.failed, 2);
    const auto reader = std::move(*JournalReader::open(root_ / "run.journal"));
    const auto failed = *reader->rows(ItemFilter::failed, 0, 10);
    for (const JournalRow &row : failed)
      QCOMPARE(row.error->code, ErrorCode::not_found);
  }

  void clipsAreReadAmongPosts() {
    make_posts(root_ / "posts", 4);
    fs::copy_file(source_dir() / "resources/samples/umbrella.mp4", root_ / "posts" / "clip.mp4");
    QCOMPARE(run(options()).done, 5);
    const auto rows = cells(csv(root_ / "run.journal"));
    QCOMPARE(rows[1][1], std::string("clip"));
    QVERIFY(!rows[1][22].empty());
    QCOMPARE(rows[2][1], std::string("post"));
  }

  void severalModels() {
    make_posts(root_ / "posts", 10);
    BatchOptions both = options();
    both.models = {"multiscale-mvsa", "ctmwa-mvsa"};
    QCOMPARE(run(both).done, 10);
    const auto rows = cells(csv(root_ / "run.journal"));
    QCOMPARE(rows.size(), std::size_t(21));
    for (std::size_t i = 1; i < rows.size(); ++i)
      QCOMPARE(rows[i][2], std::string(i % 2 == 1 ? "multiscale-mvsa" : "ctmwa-mvsa"));
    const auto reader = std::move(*JournalReader::open(root_ / "run.journal"));
    const auto summary = *reader->summary();
    QCOMPARE(summary.agreements.size(), std::size_t(1));
    QCOMPARE(summary.agreements[0].posts, 10);
    BatchOptions alone = options();
    alone.journal = root_ / "alone.journal";
    run(alone);
    const auto lines = cells(csv(alone.journal));
    for (std::size_t i = 1; i < lines.size();
         ++i) // a second model changes nothing in the first one's rows
      QCOMPARE(lines[i], rows[2 * i - 1]);
  }

  void goesOnFromTheJournalAlone() {
    make_posts(root_ / "posts", 10);
    run(options());
    write_file(root_ / "posts" / "new.txt", "so happy");
    const auto again = options_of_journal(root_ / "run.journal");
    QVERIFY(again.ok() && again->resume && again->inputs == options().inputs);
    const BatchProgress progress = run(*again);
    QCOMPARE(progress.done, 11);
    QCOMPARE(progress.done_now, 1);
  }

  void whatCannotBegin() {
    BatchOptions bad = options();
    bad.models = {"/no/such/model"};
    QVERIFY(!BatchRun::start(bad).ok());
    QVERIFY(!fs::exists(bad.journal));
    bad = options();
    bad.models = {"multiscale-mvsa", "multiscale-mvsa"};
    QCOMPARE(BatchRun::start(bad).error().code, ErrorCode::usage);
    bad = options();
    bad.journal = root_ / "no folder" / "run.journal";
    QVERIFY(!BatchRun::start(bad).ok());
  }

  void whatItComputesIn() {
    BatchOptions asked = options();
    for (const auto &[precision, name] :
         {std::pair{Precision::fp32, "fp32"}, {Precision::bf16, "bf16"}}) {
      asked.device = "cpu";
      asked.precision = precision;
      QCOMPARE(identity_of(asked)->precision, std::string(name));
    }
    asked.precision = Precision::fp16;
    const auto halves = identity_of(asked);
    QVERIFY(!halves.ok() && halves.error().code == ErrorCode::unsupported);
    asked.device = "gpu"; // called cuda
    const auto nowhere = identity_of(asked);
    QVERIFY(!nowhere.ok() && nowhere.error().code == ErrorCode::usage);
  }

  void nothingToDo() {
    const BatchProgress progress = run(options());
    QCOMPARE(progress.phase, BatchPhase::finished);
    QCOMPARE(progress.found, 1); // the empty folder
    QCOMPARE(progress.failed, 1);
  }
};

QTEST_GUILESS_MAIN(TestBatchRun)
#include "test_batch_run.moc"
