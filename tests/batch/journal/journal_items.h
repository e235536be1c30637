#pragma once

#include "batch/made_posts.h"
#include "batch/rows/sample_reading.h"

#include "batch/journal/content.h"
#include "batch/journal/journal.h"

#include <QtTest>

/// What the tests of journals write into them.
using namespace affect;
namespace fs = std::filesystem;

inline BatchIdentity identity(std::vector<std::string> models = {"one"}, Shard shard = {}) {
  BatchIdentity made;
  for (const std::string &id : models)
    made.models.push_back({id, std::string(64, 'a'), "/models/" + id});
  made.precision = "fp32";
  made.inputs = {"/posts"};
  made.scan.shard = shard;
  return made;
}

inline ScanItem item(const fs::path &file, std::uint64_t place = 0) {
  ScanItem made;
  made.key = file.string();
  made.place = place;
  made.source.id = file.stem().string();
  made.source.image = file;
  return made;
}

inline ItemOutcome done(const PendingItem &pending, float positive = 0.625f,
                        std::size_t models = 1) {
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

inline ItemOutcome failed(const PendingItem &pending, const char *why = "It is broken.") {
  ItemOutcome outcome;
  outcome.id = pending.id;
  outcome.stamp = stamp_of(pending.source);
  outcome.error = make_error(ErrorCode::bad_format, why, pending.source.path());
  return outcome;
}

/// A folder for each test function, with its journal "j".
class JournalFolder {
public:
  void begin() {
    root_ = fs::path(made_.path().toStdString()) / QTest::currentTestFunction();
    fs::create_directories(root_);
  }
  const fs::path &root() const { return root_; }

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

private:
  QTemporaryDir made_;
  fs::path root_;
};
