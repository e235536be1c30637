#include "batch/journal/journal_items.h"

#include "batch/journal/journal_merge.h"

#include <algorithm>

#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

class TestJournal : public QObject {
  Q_OBJECT

  JournalFolder folder_;

private Q_SLOTS:
  void init() { folder_.begin(); }

  void remembersWhatIsDone() {
    const auto items = folder_.files(5);
    {
      auto journal = folder_.open();
      QVERIFY(journal->add(items).ok());
      const auto pending = journal->pending(0, 10);
      QCOMPARE(pending->size(), std::size_t(5));
      QVERIFY(journal->record(std::vector{done((*pending)[0]), failed((*pending)[2])}).ok());
      QVERIFY(journal->set_scan_complete(true).ok());
    }
    auto journal = folder_.open();
    QCOMPARE(journal->counts().done, 1);
    QVERIFY(journal->add(items).ok()); // found again, nothing has changed
    QCOMPARE(journal->counts().waiting, 3);
    const auto pending = journal->pending(0, 10);
    QCOMPARE(pending->size(), std::size_t(3));
    QCOMPARE((*pending)[0].source.image, folder_.root() / "f1.jpg");
    QCOMPARE(journal->pending((*pending)[0].id, 10)->size(), std::size_t(2));
    QVERIFY(journal->retry_failed().ok());
    QCOMPARE(journal->counts().failed, 0);
    QCOMPARE(journal->pending(0, 10)->size(), std::size_t(4));
  }

  // Its times say that a file may have changed, its content whether it has.
  void changedFilesAreDoneAgain() {
    const auto items = folder_.files(3);
    auto journal = folder_.open();
    QVERIFY(journal->add(items).ok());
    const auto first = journal->pending(0, 10);
    QVERIFY(journal->record(std::vector{done((*first)[0]), done((*first)[1]), failed((*first)[2])})
                .ok());
    QTest::qWait(20);
    write_file(folder_.root() / "f0.jpg", "0"); // the same
    write_file(folder_.root() / "f1.jpg", "another");
    write_file(folder_.root() / "f2.jpg", "mended");
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
    const auto reader = JournalReader::open(folder_.root() / "j");
    QCOMPARE((*(*reader)->row(same.id))->readings.size(),
             std::size_t(1)); // its readings are still there
    QCOMPARE((*(*reader)->row((*again)[1].id))->readings[0].probabilities[2], 0.5f);
  }

  void contentCoversAllParts() {
    PostSource source;
    source.image = folder_.root() / "a.jpg";
    write_file(source.image, "picture");
    const std::string alone = *content_hash_of(source);
    source.text_file = folder_.root() / "a.txt";
    write_file(source.text_file, "text");
    const std::string both = *content_hash_of(source);
    QVERIFY(alone != both);
    write_file(source.text_file, "texT");
    QVERIFY(*content_hash_of(source) != both);
    source.text = "text";
    QVERIFY(*content_hash_of(source) == both); // where the words come from is all the same
    source.image = folder_.root() / "gone.jpg";
    QCOMPARE(content_hash_of(source).error().code, ErrorCode::not_found);
    source.image = folder_.root();
    QCOMPARE(content_hash_of(source).error().code, ErrorCode::unreadable);
  }

  void oneProcessAtATime() {
    auto journal = folder_.open();
    const auto second = Journal::open(folder_.root() / "j", identity(), true);
    QVERIFY(!second.ok() && second.error().code == ErrorCode::usage);
    QVERIFY(second.error().message.find("Another process") != std::string::npos);
    QVERIFY(JournalReader::open(folder_.root() / "j").ok()); // to look is allowed
    journal.reset();
    QVERIFY(Journal::open(folder_.root() / "j", identity(), true).ok());
  }

  void belongsToOneRun() {
    folder_.open().reset();
    const auto fresh = Journal::open(folder_.root() / "j", identity(), false);
    QVERIFY(!fresh.ok() && fresh.error().code == ErrorCode::usage); // not overwritten
    std::vector<BatchIdentity> others(5, identity());
    others[0].models[0].id = "two";
    others[1].models[0].sha256 = std::string(64, 'b');
    others[2].precision = "bf16";
    others[3].inputs = {"/others"};
    others[4].scan.shard = {1, 2};
    for (const BatchIdentity &other : others) {
      const auto opened = Journal::open(folder_.root() / "j", other, true);
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
    write_file(folder_.root() / "text",
               "This is a text and no database, and it is long enough to be looked at.");
    const auto reader = JournalReader::open(folder_.root() / "text");
    QVERIFY(!reader.ok() && reader.error().code == ErrorCode::bad_format);
    QCOMPARE(read_file(folder_.root() / "text").substr(0, 4), std::string("This"));
    QCOMPARE(JournalReader::open(folder_.root() / "gone").error().code, ErrorCode::not_found);
    const auto journal = Journal::open(folder_.root() / "text", identity(), true);
    QVERIFY(!journal.ok() && journal.error().code == ErrorCode::bad_format);
    QVERIFY(!Journal::open(folder_.root() / "no folder" / "j", identity(), true).ok());
  }

  // A process that ends in the middle of writing takes nothing with it that was written before.
  void survivesTheEndOfItsProcess() {
    const auto items = folder_.files(40);
    for (int round = 0; round < 10; ++round) {
      const pid_t child = ::fork();
      if (child == 0) {
        auto journal = Journal::open(folder_.root() / "j", identity(), true);
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
    auto journal = folder_.open();
    QVERIFY(journal->add(items).ok());
    const auto pending = journal->pending(0, 100);
    for (const PendingItem &one : *pending)
      QVERIFY(journal->record(std::vector{done(one)}).ok());
    QCOMPARE(journal->counts().done, 40);
    const auto reader = JournalReader::open(folder_.root() / "j");
    const auto rows = (*reader)->rows(ItemFilter::done, 0, 100);
    QCOMPARE(rows->size(), std::size_t(40));
    for (const JournalRow &row : *rows)
      QCOMPARE(row.readings.size(), std::size_t(1));
  }

  void fullDisk() {
    const fs::path small = folder_.root() / "small";
    fs::create_directory(small);
    if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=1m") != 0)
      QSKIP("a small disk can be made by root alone");
    const auto items = folder_.files(4000);
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
      QVERIFY2(written.error().message.find("disk") != std::string::npos,
               written.error().message.c_str());
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
};

QTEST_GUILESS_MAIN(TestJournal)
#include "test_journal.moc"
