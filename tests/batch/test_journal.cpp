#include "made_posts.h"
#include "sample_reading.h"

#include "batch/content.h"
#include "batch/journal.h"
#include "batch/journal_merge.h"
#include "batch/jsonl_report.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace affect;
namespace fs = std::filesystem;

namespace {

BatchIdentity identity(std::vector<std::string> models = {"one"}, Shard shard = {}) {
  BatchIdentity made;
  for (const std::string &id : models)
    made.models.push_back({id, std::string(64, 'a'), "/models/" + id});
  made.precision = "fp32";
  made.inputs = {"/posts"};
  made.scan.shard = shard;
  return made;
}

ScanItem item(const fs::path &file, std::uint64_t place = 0) {
  ScanItem made;
  made.key = file.string();
  made.place = place;
  made.source.id = file.stem().string();
  made.source.image = file;
  return made;
}

ItemOutcome done(const PendingItem &pending, float positive = 0.625f, std::size_t models = 1) {
  Reading reading = sample_reading();
  reading.file = pending.source.path().string();
  reading.probabilities = {0.75f - positive, 0.25f, positive};
  ItemOutcome outcome;
  outcome.id = pending.id;
  outcome.stamp = stamp_of(pending.source);
  outcome.content = content_hash_of(pending.source).ok() ? *content_hash_of(pending.source) : "";
  outcome.preview = preview_of(reading.text);
  outcome.readings.assign(models, store(reading));
  return outcome;
}

ItemOutcome failed(const PendingItem &pending, const char *why = "It is broken.") {
  ItemOutcome outcome;
  outcome.id = pending.id;
  outcome.stamp = stamp_of(pending.source);
  outcome.error = make_error(ErrorCode::bad_format, why, pending.source.path());
  return outcome;
}

} // namespace

class TestJournal : public QObject {
  Q_OBJECT

  QTemporaryDir made_;
  fs::path root_;

  std::unique_ptr<Journal> open(bool resume = true, const BatchIdentity &of = identity()) {
    auto journal = Journal::open(root_ / "j", of, resume);
    if (!journal.ok())
      qFatal("%s", journal.error().text().c_str());
    return std::move(*journal);
  }
  std::vector<ScanItem> files(int count) {
    std::vector<ScanItem> items;
    for (int i = 0; i < count; ++i) {
      const fs::path file = root_ / ("f" + std::to_string(i) + ".jpg");
      write_file(file, std::to_string(i));
      items.push_back(item(file, static_cast<std::uint64_t>(i)));
    }
    return items;
  }

private Q_SLOTS:
  void init() {
    root_ = fs::path(made_.path().toStdString()) / QTest::currentTestFunction();
    fs::create_directories(root_);
  }

  void remembersWhatIsDone() {
    const auto items = files(5);
    {
      auto journal = open();
      QVERIFY(journal->add(items).ok());
      const auto pending = journal->pending(0, 10);
      QCOMPARE(pending->size(), std::size_t(5));
      QVERIFY(journal->record(std::vector{done((*pending)[0]), failed((*pending)[2])}).ok());
      QVERIFY(journal->set_scan_complete(true).ok());
    }
    auto journal = open();
    QCOMPARE(journal->counts().done, 1);
    QVERIFY(journal->add(items).ok()); // found again, nothing has changed
    QCOMPARE(journal->counts().waiting, 3);
    const auto pending = journal->pending(0, 10);
    QCOMPARE(pending->size(), std::size_t(3));
    QCOMPARE((*pending)[0].source.image, root_ / "f1.jpg");
    QCOMPARE(journal->pending((*pending)[0].id, 10)->size(), std::size_t(2));
    QVERIFY(journal->retry_failed().ok());
    QCOMPARE(journal->counts().failed, 0);
    QCOMPARE(journal->pending(0, 10)->size(), std::size_t(4));
  }

  // Its times say that a file may have changed, its content whether it has.
  void changedFilesAreDoneAgain() {
    const auto items = files(3);
    auto journal = open();
    QVERIFY(journal->add(items).ok());
    const auto first = journal->pending(0, 10);
    QVERIFY(journal->record(std::vector{done((*first)[0]), done((*first)[1]), failed((*first)[2])}).ok());
    QTest::qWait(20);
    write_file(root_ / "f0.jpg", "0"); // the same
    write_file(root_ / "f1.jpg", "another");
    write_file(root_ / "f2.jpg", "mended");
    QVERIFY(journal->add(items).ok());
    const auto again = journal->pending(0, 10);
    QCOMPARE(again->size(), std::size_t(3));
    QCOMPARE((*again)[0].done_content, *content_hash_of(items[0].source));
    QVERIFY((*again)[1].done_content != *content_hash_of(items[1].source));
    QVERIFY((*again)[2].done_content.empty()); // what failed has nothing to keep
    ItemOutcome same;
    same.id = (*again)[0].id;
    same.stamp = stamp_of(items[0].source);
    same.unchanged = true;
    QVERIFY(journal->record(std::vector{same, done((*again)[1], 0.5f), done((*again)[2])}).ok());
    QCOMPARE(journal->counts().done, 3);
    const auto reader = JournalReader::open(root_ / "j");
    QCOMPARE((*(*reader)->row(same.id))->readings.size(), std::size_t(1)); // its readings are still there
    QCOMPARE((*(*reader)->row((*again)[1].id))->readings[0].probabilities[2], 0.5f);
  }

  void contentCoversAllParts() {
    PostSource source;
    source.image = root_ / "a.jpg";
    write_file(source.image, "picture");
    const std::string alone = *content_hash_of(source);
    source.text_file = root_ / "a.txt";
    write_file(source.text_file, "text");
    const std::string both = *content_hash_of(source);
    QVERIFY(alone != both);
    write_file(source.text_file, "texT");
    QVERIFY(*content_hash_of(source) != both);
    source.text = "text";
    QVERIFY(*content_hash_of(source) == both); // where the words come from is all the same
    source.image = root_ / "gone.jpg";
    QCOMPARE(content_hash_of(source).error().code, ErrorCode::not_found);
    source.image = root_;
    QCOMPARE(content_hash_of(source).error().code, ErrorCode::unreadable);
  }

  void oneProcessAtATime() {
    auto journal = open();
    const auto second = Journal::open(root_ / "j", identity(), true);
    QVERIFY(!second.ok() && second.error().code == ErrorCode::usage);
    QVERIFY(second.error().message.find("Another process") != std::string::npos);
    QVERIFY(JournalReader::open(root_ / "j").ok()); // to look is allowed
    journal.reset();
    QVERIFY(Journal::open(root_ / "j", identity(), true).ok());
  }

  void belongsToOneRun() {
    open().reset();
    const auto fresh = Journal::open(root_ / "j", identity(), false);
    QVERIFY(!fresh.ok() && fresh.error().code == ErrorCode::usage); // not overwritten
    std::vector<BatchIdentity> others(5, identity());
    others[0].models[0].id = "two";
    others[1].models[0].sha256 = std::string(64, 'b');
    others[2].precision = "bf16";
    others[3].inputs = {"/others"};
    others[4].scan.shard = {1, 2};
    for (const BatchIdentity &other : others) {
      const auto opened = Journal::open(root_ / "j", other, true);
      QVERIFY(!opened.ok() && opened.error().code == ErrorCode::usage);
      QVERIFY(opened.error().message.find("belongs to another run") != std::string::npos);
    }
  }

  void identityKeepsPathsThatAreNotUtf8() {
    BatchIdentity odd = identity();
    odd.inputs = {std::string("/a\nb"), std::string("/\xFF\xFE"), "/plain"};
    odd.scan.include = {"*.jpg", "\xFE*"};
    odd.scan.exclude = {"x"};
    odd.scan.shard = {3, 7};
    const auto read = identity_from_json(to_json(odd));
    QVERIFY(read.ok());
    QCOMPARE(difference_of(odd, *read), std::string());
    QVERIFY(!identity_from_json("{}").ok() && !identity_from_json("").ok());
  }

  void whatIsNoJournalIsRefused() {
    write_file(root_ / "text", "This is a text and no database, and it is long enough to be looked at.");
    const auto reader = JournalReader::open(root_ / "text");
    QVERIFY(!reader.ok() && reader.error().code == ErrorCode::bad_format);
    QCOMPARE(read_file(root_ / "text").substr(0, 4), std::string("This"));
    QCOMPARE(JournalReader::open(root_ / "gone").error().code, ErrorCode::not_found);
    const auto journal = Journal::open(root_ / "text", identity(), true);
    QVERIFY(!journal.ok() && journal.error().code == ErrorCode::bad_format);
    QVERIFY(!Journal::open(root_ / "no folder" / "j", identity(), true).ok());
  }

  // A process that ends in the middle of writing takes nothing with it that was written before.
  void survivesTheEndOfItsProcess() {
    const auto items = files(40);
    for (int round = 0; round < 10; ++round) {
      const pid_t child = ::fork();
      if (child == 0) {
        auto journal = Journal::open(root_ / "j", identity(), true);
        if (!journal.ok() || !(*journal)->add(items).ok())
          ::_exit(3);
        for (;;) {
          const auto pending = (*journal)->pending(0, 1);
          if (!pending.ok() || pending->empty())
            ::_exit(0);
          if (!(*journal)->record(std::vector{done((*pending)[0])}).ok())
            ::_exit(3);
        }
      }
      ::usleep(static_cast<useconds_t>(2000 + round * 1500));
      ::kill(child, SIGKILL);
      int status = 0;
      ::waitpid(child, &status, 0);
      QVERIFY(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    }
    auto journal = open();
    QVERIFY(journal->add(items).ok());
    const auto pending = journal->pending(0, 100);
    for (const PendingItem &one : *pending)
      QVERIFY(journal->record(std::vector{done(one)}).ok());
    QCOMPARE(journal->counts().done, 40);
    const auto reader = JournalReader::open(root_ / "j");
    const auto rows = (*reader)->rows(ItemFilter::done, 0, 100);
    QCOMPARE(rows->size(), std::size_t(40));
    for (const JournalRow &row : *rows)
      QCOMPARE(row.readings.size(), std::size_t(1));
  }

  void fullDisk() {
    const fs::path small = root_ / "small";
    fs::create_directory(small);
    if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=1m") != 0)
      QSKIP("a small disk can be made by root alone");
    const auto items = files(4000);
    {
      auto journal = *Journal::open(small / "j", identity(), true);
      Result<void> written;
      std::int64_t safe = 0;
      for (std::size_t at = 0; at < items.size() && written.ok(); at += 100) {
        written = journal->add(std::span(items).subspan(at, 100));
        if (!written.ok())
          break;
        const auto pending = journal->pending(0, 100);
        std::vector<ItemOutcome> outcomes;
        for (const PendingItem &one : *pending)
          outcomes.push_back(done(one));
        written = journal->record(outcomes);
        safe += written.ok() ? static_cast<std::int64_t>(outcomes.size()) : 0;
      }
      QVERIFY(!written.ok());
      QVERIFY2(written.error().message.find("disk") != std::string::npos, written.error().message.c_str());
      QVERIFY(safe > 0);
      QCOMPARE(journal->counts().done, safe);
    }
    // The journal is whole, and with room it goes on.
    QCOMPARE(::mount("tmpfs", small.c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
    {
      auto journal = *Journal::open(small / "j", identity(), true);
      QVERIFY(journal->add(items).ok());
      for (;;) {
        const auto pending = journal->pending(0, 500);
        if (pending->empty())
          break;
        std::vector<ItemOutcome> outcomes;
        for (const PendingItem &one : *pending)
          outcomes.push_back(done(one));
        QVERIFY(journal->record(outcomes).ok());
      }
      QCOMPARE(journal->counts().done, 4000);
    }
    QCOMPARE(::umount(small.c_str()), 0);
  }

  void pagesAndPlaces() {
    constexpr int count = 3500;
    std::vector<ScanItem> items;
    for (int i = 0; i < count; ++i)
      items.push_back(item("/posts/" + std::to_string(i) + ".jpg", static_cast<std::uint64_t>(i)));
    auto journal = open();
    QVERIFY(journal->add(items).ok());
    const auto pending = journal->pending(0, count);
    std::vector<ItemOutcome> outcomes;
    for (int i = 0; i < count; ++i)
      if (i % 3 == 0) {
        outcomes.push_back(done((*pending)[static_cast<std::size_t>(i)]));
        outcomes.back().readings[0].numbers.disagreement = i % 2 == 0;
      } else if (i % 3 == 1)
        outcomes.push_back(failed((*pending)[static_cast<std::size_t>(i)]));
    QVERIFY(journal->record(outcomes).ok());
    auto reader = std::move(*JournalReader::open(root_ / "j"));
    const auto counts = *reader->counts();
    QCOMPARE(counts.all(), count);
    struct Case {
      ItemFilter filter;
      int remainder, step;
    };
    for (const Case &one : {Case{ItemFilter::all, 0, 1}, Case{ItemFilter::done, 0, 3}, Case{ItemFilter::failed, 1, 3},
                            Case{ItemFilter::waiting, 2, 3}, Case{ItemFilter::disagreeing, 0, 6}}) {
      const std::int64_t all = one.filter == ItemFilter::disagreeing ? *reader->disagreeing() : counts.of(one.filter);
      for (const std::int64_t first : {std::int64_t{0}, std::int64_t{7}, all / 2, std::int64_t{999}, std::int64_t{1000},
                                       all - 1, all, all + 5, std::int64_t{-1}}) {
        const auto page = *reader->rows(one.filter, first, 10);
        const std::int64_t expected = first < 0 ? 0 : std::clamp<std::int64_t>(all - first, 0, 10);
        QCOMPARE(static_cast<std::int64_t>(page.size()), expected);
        for (std::size_t i = 0; i < page.size(); ++i) {
          const std::int64_t place = first + static_cast<std::int64_t>(i);
          QCOMPARE(page[i].name, "/posts/" + std::to_string(one.remainder + one.step * place) + ".jpg");
          QCOMPARE(*reader->id_at(one.filter, place), std::optional(page[i].id));
          QCOMPARE(*reader->place_of(one.filter, page[i].id), std::optional(place));
        }
      }
      QVERIFY(!*reader->id_at(one.filter, all) && !*reader->id_at(one.filter, -1));
    }
    const auto first_failed = (*reader->rows(ItemFilter::failed, 0, 1))[0];
    QVERIFY(first_failed.state == ItemState::failed && first_failed.error->message == "It is broken.");
    QVERIFY(!*reader->place_of(ItemFilter::done, first_failed.id));
    QVERIFY(!*reader->row(999'999));
    const auto line = *reader->json((*reader->rows(ItemFilter::done, 0, 1))[0].id, 0);
    Reading same = sample_reading();
    same.file = "/posts/0.jpg";
    same.probabilities = {0.125f, 0.25f, 0.625f};
    QCOMPARE(*line, reading_to_json(same));
    QVERIFY(!*reader->json(first_failed.id, 0));
  }

  void summaries() {
    auto journal = open(false, identity({"one", "two"}));
    QVERIFY(journal->add(files(4)).ok());
    const auto pending = *journal->pending(0, 10);
    std::vector<ItemOutcome> outcomes;
    for (std::size_t i = 0; i < 3; ++i) {
      outcomes.push_back(done(pending[i], 0.625f, 2));
      outcomes.back().readings[1].numbers.probabilities =
          i == 0 ? PolarityProbabilities{0.75f, 0.125f, 0.125f} : PolarityProbabilities{0.125f, 0.25f, 0.625f};
    }
    outcomes.push_back(failed(pending[3]));
    QVERIFY(journal->record(outcomes).ok());
    const auto reader = std::move(*JournalReader::open(root_ / "j"));
    const JournalSummary summary = *reader->summary();
    QCOMPARE(summary.models[0].polarities, (std::array<std::int64_t, 3>{0, 0, 3}));
    QCOMPARE(summary.models[1].polarities, (std::array<std::int64_t, 3>{1, 0, 2}));
    QCOMPARE(summary.models[0].disagreements, 3);
    QCOMPARE(summary.models[0].both, 3);
    QCOMPARE(summary.models[0].weighed, 3);
    QVERIFY(std::abs(summary.models[0].text_weight - 0.75) < 1e-6);
    QCOMPARE(summary.agreements.size(), std::size_t(1));
    QCOMPARE(summary.agreements[0].posts, 3);
    QCOMPARE(summary.agreements[0].equal, 2);
    QCOMPARE(summary.agreements[0].table[2][0], 1);
    QCOMPARE(summary.failures, (std::map<std::string, std::int64_t>{{"It is broken.", 1}}));
  }

  // Readers see each commit, and that something has changed.
  void readersFollow() {
    auto journal = open();
    auto reader = std::move(*JournalReader::open(root_ / "j"));
    const auto before = *reader->version();
    QCOMPARE(*reader->version(), before);
    QVERIFY(journal->add(files(2)).ok());
    QVERIFY(*reader->version() != before);
    QCOMPARE(reader->counts()->waiting, 2);
    QCOMPARE(*reader->scan_complete(), false);
    QVERIFY(journal->set_scan_complete(true).ok());
    QCOMPARE(*reader->scan_complete(), true);
  }

  void shardsAreJoined() {
    const auto items = files(9);
    for (int index = 1; index <= 3; ++index) {
      auto journal = *Journal::open(root_ / ("s" + std::to_string(index)), identity({"one"}, {index, 3}), false);
      std::vector<ScanItem> own;
      for (std::size_t i = 0; i < items.size(); ++i)
        if (static_cast<int>(i) % 3 == index - 1)
          own.push_back(items[i]);
      QVERIFY(journal->add(own).ok());
      const auto pending = *journal->pending(0, 10);
      for (const PendingItem &one : pending)
        QVERIFY(journal->record(std::vector{one.source.image.stem() == "f4" ? failed(one) : done(one)}).ok());
      QVERIFY(journal->set_scan_complete(index != 2).ok());
    }
    const auto merged = merge_journals({root_ / "s3", root_ / "s1"}, root_ / "part");
    QVERIFY(merged.ok());
    QCOMPARE(merged->gaps.size(), std::size_t(1));
    QVERIFY(merged->gaps[0].find("shard 2/3 is missing") != std::string::npos);
    const auto all = merge_journals({root_ / "s3", root_ / "s1", root_ / "s2"}, root_ / "all");
    QVERIFY2(all.ok(), all.ok() ? "" : all.error().text().c_str());
    QCOMPARE(all->items, 9);
    QVERIFY(all->gaps.size() == 1 && all->gaps[0].find("2/3 has not looked at everything") != std::string::npos);
    auto reader = std::move(*JournalReader::open(root_ / "all"));
    QVERIFY(reader->identity().scan.shard.alone());
    const auto rows = *reader->rows(ItemFilter::all, 0, 20);
    QCOMPARE(rows.size(), std::size_t(9));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      QCOMPARE(rows[i].name, items[i].key); // in the order of the single run
      QCOMPARE(rows[i].state, i == 4 ? ItemState::failed : ItemState::done);
      QCOMPARE(rows[i].readings.size(), std::size_t(i == 4 ? 0 : 1));
    }
    QVERIFY(!merge_journals({root_ / "s1"}, root_ / "all").ok()); // it is there already
    const auto twice = merge_journals({root_ / "s1", root_ / "s2", root_ / "s1"}, root_ / "no");
    QVERIFY(!twice.ok() && twice.error().code == ErrorCode::usage);
    QVERIFY(twice.error().message.find("there twice") != std::string::npos);
    QVERIFY(!fs::exists(root_ / "no"));
  }

  void doublesAreRefused() {
    const auto items = files(2);
    for (int index = 1; index <= 2; ++index) {
      auto journal = *Journal::open(root_ / ("s" + std::to_string(index)), identity({"one"}, {index, 2}), false);
      QVERIFY(journal->add(items).ok()); // both have both
    }
    const auto merged = merge_journals({root_ / "s1", root_ / "s2"}, root_ / "no");
    QVERIFY(!merged.ok() && merged.error().code == ErrorCode::usage);
    QVERIFY(merged.error().message.find("f0.jpg is in this journal and in") != std::string::npos);
    QVERIFY(!fs::exists(root_ / "no"));
    auto other = *Journal::open(root_ / "o", identity({"another"}, {2, 2}), false);
    QVERIFY(!merge_journals({root_ / "s1", root_ / "o"}, root_ / "no").ok());
    QVERIFY(!merge_journals({}, root_ / "no").ok());
  }

  void textIsCompressedAndBack() {
    const std::string text = std::string(5000, 'a') + std::string("\0b", 2) + "end";
    const std::string small = compressed(text);
    QVERIFY(small.size() < 200);
    QCOMPARE(*decompressed(small), text);
    QCOMPARE(*decompressed(compressed("")), std::string());
    QVERIFY(!decompressed("abc").ok() && !decompressed(small.substr(1)).ok());
    std::string lying = small;
    lying.replace(lying.size() - 4, 4, "\xFF\xFF\xFF\xFF");
    QVERIFY(!decompressed(lying).ok());
  }

  void heatOfReadings() {
    const auto heat = heat_from(heat_of(sample_reading()));
    QVERIFY(heat && heat->grid.rows == 2 && heat->grid.columns == 2);
    const std::vector<float> expected{0.1f, 0.2f, 0.1f, 0.6f};
    QVERIFY(std::ranges::equal(heat->values, expected, [](float a, float b) { return std::abs(a - b) < 1e-6f; }));
    const auto clip = heat_from(heat_of(sample_clip_reading()));
    QVERIFY(clip && clip->grid.rows == 1);
    QCOMPARE(clip->values.size(), std::size_t(2));
    QVERIFY(std::abs(clip->values[1] - 0.6f) < 1e-6f); // of the second frame
    Reading plain = sample_reading();
    plain.attention.reset();
    QVERIFY(heat_of(plain).empty() && !heat_from("") && !heat_from(std::string(64, 'x')));
  }

  void previews() {
    QCOMPARE(preview_of("  two\n\n words \t"), std::string("two words "));
    std::string wide;
    for (int i = 0; i < 100; ++i)
      wide += "语";
    const std::string preview = preview_of(wide);
    QVERIFY(preview.size() <= 160 && preview.ends_with("…"));
    QVERIFY(QString::fromStdString(preview).indexOf(QChar(0xFFFD)) < 0);
  }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "test_journal.moc"
