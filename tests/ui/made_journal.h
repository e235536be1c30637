#pragma once

#include "batch/rows/sample_reading.h"

#include "batch/journal/journal.h"
#include "batch/journal/stored_reading.h"

#include <QtGlobal>

#include <filesystem>
#include <string>
#include <vector>

/// Journals as a run leaves them, without a run.
class MadeJournal {
public:
  explicit MadeJournal(const std::filesystem::path &file,
                       affect::BatchIdentity identity = some_identity())
      : stored_(affect::store(sample_reading())) {
    std::filesystem::create_directories(file.parent_path());
    auto journal = affect::Journal::open(file, identity, true);
    if (!journal.ok())
      qFatal("%s", journal.error().text().c_str());
    journal_ = std::move(*journal);
  }

  static affect::BatchIdentity some_identity() {
    affect::BatchIdentity made;
    made.models = {{"one", std::string(64, 'a'), "/models/one"}};
    made.precision = "fp32";
    made.inputs = {"/posts"};
    return made;
  }

  /// Items /posts/<number>.jpg that wait.
  void find(int count) {
    std::vector<affect::ScanItem> items;
    for (int i = 0; i < count; ++i, ++found_) {
      affect::ScanItem item;
      item.key = "/posts/" + std::to_string(found_) + ".jpg";
      item.place = static_cast<std::uint64_t>(found_);
      item.source.id = std::to_string(found_);
      item.source.image = item.key;
      items.push_back(std::move(item));
    }
    check(journal_->add(items));
  }

  /// The next waiting items are done, but every `failing`-th (0: none) fails. Of those that are
  /// done every third is negative, every third neutral, and so on, by number; the neutral ones
  /// disagree.
  void work(int count, int failing = 0) {
    auto pending = journal_->pending(0, static_cast<std::size_t>(count));
    check(pending);
    std::vector<affect::ItemOutcome> outcomes;
    for (const affect::PendingItem &item : *pending) {
      affect::ItemOutcome outcome;
      outcome.id = item.id;
      outcome.stamp = outcome.content = "x";
      if (failing > 0 && item.id % failing == 0) {
        outcome.error = affect::make_error(affect::ErrorCode::bad_format,
                                           "It is broken; save it again.", item.source.image);
      } else {
        affect::StoredReading reading = stored_;
        reading.numbers.probabilities = {0.1f, 0.1f, 0.1f};
        reading.numbers.probabilities[static_cast<std::size_t>(item.id % 3)] = 0.8f;
        reading.numbers.disagreement = item.id % 3 == 1;
        outcome.preview = "words of " + std::to_string(item.id);
        outcome.readings = {reading};
      }
      outcomes.push_back(std::move(outcome));
    }
    check(journal_->record(outcomes));
  }

  void end_scan() { check(journal_->set_scan_complete(true)); }
  affect::JournalCounts counts() const { return journal_->counts(); }

private:
  template <typename R> static void check(const R &result) {
    if (!result.ok())
      qFatal("%s", result.error().text().c_str());
  }

  affect::StoredReading stored_;
  std::unique_ptr<affect::Journal> journal_;
  int found_ = 0;
};
