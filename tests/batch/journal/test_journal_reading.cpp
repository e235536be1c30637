#include "batch/journal/journal_items.h"

#include "batch/journal/journal_merge.h"
#include "batch/journal/reading_detail.h"

#include <algorithm>
#include <cmath>

/// Of journals: pages, summaries, joining, and what is stored of a reading.

class TestJournalReading : public QObject {
  Q_OBJECT

  JournalFolder folder_;

private Q_SLOTS:
  void init() { folder_.begin(); }

  void pagesOfEachFilter() {
    constexpr int count = 3500;
    std::vector<ScanItem> items;
    for (int i = 0; i < count; ++i)
      items.push_back(item("/posts/" + std::to_string(i) + ".jpg", static_cast<std::uint64_t>(i)));
    auto journal = folder_.open();
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
    auto reader = std::move(*JournalReader::open(folder_.root() / "j"));
    const auto counts = *reader->counts();
    QCOMPARE(counts.all(), count);
    struct Case {
      ItemFilter filter;
      int remainder, step;
    };
    for (const Case &one :
         {Case{ItemFilter::all, 0, 1}, Case{ItemFilter::done, 0, 3}, Case{ItemFilter::failed, 1, 3},
          Case{ItemFilter::waiting, 2, 3}, Case{ItemFilter::disagreeing, 0, 6}}) {
      const std::int64_t all =
          one.filter == ItemFilter::disagreeing ? *reader->disagreeing() : counts.of(one.filter);
      for (const std::int64_t first :
           {std::int64_t{0}, std::int64_t{7}, all / 2, std::int64_t{999}, std::int64_t{1000},
            all - 1, all, all + 5, std::int64_t{-1}}) {
        const auto page = *reader->rows(one.filter, first, 10);
        const std::int64_t expected = first < 0 ? 0 : std::clamp<std::int64_t>(all - first, 0, 10);
        QCOMPARE(static_cast<std::int64_t>(page.size()), expected);
        for (std::size_t i = 0; i < page.size(); ++i) {
          const std::int64_t place = first + static_cast<std::int64_t>(i);
          QCOMPARE(page[i].name,
                   "/posts/" + std::to_string(one.remainder + one.step * place) + ".jpg");
        }
      }
    }
    const auto first_failed = (*reader->rows(ItemFilter::failed, 0, 1))[0];
    QVERIFY(first_failed.state == ItemState::failed &&
            first_failed.error->message == "It is broken.");
    QVERIFY(!*reader->row(999'999));
    QVERIFY(*reader->detail((*reader->rows(ItemFilter::done, 0, 1))[0].id, 0));
    QVERIFY(!*reader->detail(first_failed.id, 0) && !*reader->detail(1, 99));
  }

  // What a journal keeps of faces comes back as values.
  void details() {
    Reading reading = sample_reading();
    SeenFace face;
    face.boxes = {{0, 0.25, 0.125, 0.5, 0.5}};
    face.expressions = {{"sad", 0.25f}, {"happy", 0.75f}};
    reading.faces = {face, face};
    reading.faces[1].expressions.clear();
    const StoredReading stored = store(reading);
    const ReadingDetail detail = parse_detail(stored.heat, stored.json);
    QVERIFY(detail.heat && !detail.clip);
    QCOMPARE(detail.faces.size(), std::size_t(2));
    QCOMPARE(detail.faces[0].y, 0.125);
    QCOMPARE(detail.faces[0].height, 0.5);
    QCOMPARE(detail.faces[0].expression, std::string("happy"));
    QCOMPARE(detail.faces[0].probability, 0.75);
    QVERIFY(detail.faces[1].expression.empty());
    const StoredReading clip = store(sample_clip_reading());
    QVERIFY(parse_detail(clip.heat, clip.json).clip);
  }

  // What stands in a journal may come from anyone.
  void damagedDetailsAreLeftOut() {
    const auto faces_of = [](std::string_view row) {
      return parse_detail("", compressed(row)).faces;
    };
    for (const char *row : {"", "{", "[]", "{\"faces\":3}", "{\"faces\":[3,{}]}",
                            "{\"faces\":[{\"x\":\"0\",\"y\":0,\"width\":1,\"height\":1}]}",
                            "{\"faces\":[{\"x\":-1e9,\"y\":0,\"width\":1,\"height\":1}]}"})
      QVERIFY2(faces_of(row).empty(), row);
    const auto faces = faces_of("{\"faces\":[{\"x\":0,\"y\":0,\"width\":1,\"height\":1,"
                                "\"expressions\":{\"huge\":1e300,\"text\":\"1\"}}]}");
    QCOMPARE(faces.size(), std::size_t(1));
    QVERIFY(faces[0].expression.empty());
    const ReadingDetail none = parse_detail("damaged", "damaged");
    QVERIFY(!none.heat && none.faces.empty() && !none.clip);
  }

  void summaries() {
    auto journal = folder_.open(false, identity({"one", "two"}));
    QVERIFY(journal->add(folder_.files(4)).ok());
    const auto pending = *journal->pending(0, 10);
    std::vector<ItemOutcome> outcomes;
    for (std::size_t i = 0; i < 3; ++i) {
      outcomes.push_back(done(pending[i], 0.625f, 2));
      outcomes.back().readings[1].numbers.probabilities =
          i == 0 ? PolarityProbabilities{0.75f, 0.125f, 0.125f}
                 : PolarityProbabilities{0.125f, 0.25f, 0.625f};
    }
    outcomes.front()
        .readings[0]
        .numbers.image_valence.reset(); // words and voice at odds, without a picture
    outcomes.push_back(failed(pending[3]));
    QVERIFY(journal->record(outcomes).ok());
    const auto reader = std::move(*JournalReader::open(folder_.root() / "j"));
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
    auto journal = folder_.open();
    auto reader = std::move(*JournalReader::open(folder_.root() / "j"));
    const auto before = *reader->version();
    QCOMPARE(*reader->version(), before);
    QVERIFY(journal->add(folder_.files(2)).ok());
    QVERIFY(*reader->version() != before);
    QCOMPARE(reader->counts()->waiting, 2);
    QCOMPARE(*reader->scan_complete(), false);
    QVERIFY(journal->set_scan_complete(true).ok());
    QCOMPARE(*reader->scan_complete(), true);
  }

  void shardsAreJoined() {
    const auto items = folder_.files(9);
    for (int index = 1; index <= 3; ++index) {
      auto journal = *Journal::open(folder_.root() / ("s" + std::to_string(index)),
                                    identity({"one"}, {index, 3}), false);
      std::vector<ScanItem> own;
      for (std::size_t i = 0; i < items.size(); ++i)
        if (static_cast<int>(i) % 3 == index - 1)
          own.push_back(items[i]);
      QVERIFY(journal->add(own).ok());
      const auto pending = *journal->pending(0, 10);
      for (const PendingItem &one : pending)
        QVERIFY(
            journal->record(std::vector{one.source.image.stem() == "f4" ? failed(one) : done(one)})
                .ok());
      QVERIFY(journal->set_scan_complete(index != 2).ok());
    }
    const auto merged =
        merge_journals({folder_.root() / "s3", folder_.root() / "s1"}, folder_.root() / "part");
    QVERIFY(merged.ok());
    QCOMPARE(merged->gaps.size(), std::size_t(1));
    QVERIFY(merged->gaps[0].find("shard 2/3 is missing") != std::string::npos);
    const auto all =
        merge_journals({folder_.root() / "s3", folder_.root() / "s1", folder_.root() / "s2"},
                       folder_.root() / "all");
    QVERIFY2(all.ok(), all.ok() ? "" : all.error().text().c_str());
    QCOMPARE(all->items, 9);
    QVERIFY(all->gaps.size() == 1 &&
            all->gaps[0].find("2/3 has not looked at everything") != std::string::npos);
    auto reader = std::move(*JournalReader::open(folder_.root() / "all"));
    QVERIFY(reader->identity().scan.shard.alone());
    const auto rows = *reader->rows(ItemFilter::all, 0, 20);
    QCOMPARE(rows.size(), std::size_t(9));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      QCOMPARE(rows[i].name, items[i].key); // in the order of the single run
      QCOMPARE(rows[i].state, i == 4 ? ItemState::failed : ItemState::done);
      QCOMPARE(rows[i].readings.size(), std::size_t(i == 4 ? 0 : 1));
    }
    QVERIFY(!merge_journals({folder_.root() / "s1"}, folder_.root() / "all")
                 .ok()); // it is there already
    const auto twice =
        merge_journals({folder_.root() / "s1", folder_.root() / "s2", folder_.root() / "s1"},
                       folder_.root() / "no");
    QVERIFY(!twice.ok() && twice.error().code == ErrorCode::usage);
    QVERIFY(twice.error().message.find("there twice") != std::string::npos);
    QVERIFY(!fs::exists(folder_.root() / "no"));
  }

  void doublesAreRefused() {
    const auto items = folder_.files(2);
    for (int index = 1; index <= 2; ++index) {
      auto journal = *Journal::open(folder_.root() / ("s" + std::to_string(index)),
                                    identity({"one"}, {index, 2}), false);
      QVERIFY(journal->add(items).ok()); // both have both
    }
    const auto merged =
        merge_journals({folder_.root() / "s1", folder_.root() / "s2"}, folder_.root() / "no");
    QVERIFY(!merged.ok() && merged.error().code == ErrorCode::usage);
    QVERIFY(merged.error().message.find("f0.jpg is in this journal and in") != std::string::npos);
    QVERIFY(!fs::exists(folder_.root() / "no"));
    auto other = *Journal::open(folder_.root() / "o", identity({"another"}, {2, 2}), false);
    QVERIFY(
        !merge_journals({folder_.root() / "s1", folder_.root() / "o"}, folder_.root() / "no").ok());
    QVERIFY(!merge_journals({}, folder_.root() / "no").ok());
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
    QVERIFY(std::ranges::equal(heat->values, expected,
                               [](float a, float b) { return std::abs(a - b) < 1e-6f; }));
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

QTEST_GUILESS_MAIN(TestJournalReading)
#include "test_journal_reading.moc"
