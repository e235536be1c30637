#include "batch_dock/journal_access.h"

namespace affect::ui {

JournalAccess::JournalAccess(QObject *parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
  pool_.setExpiryTimeout(-1); // the reader stays with its thread
}

JournalAccess::~JournalAccess() {
  close();
  pool_.waitForDone();
}

void JournalAccess::start(std::function<void()> work) { pool_.start(std::move(work)); }

void JournalAccess::answer(quint64 session, std::function<void()> what) {
  QMetaObject::invokeMethod(
      this,
      [this, session, what = std::move(what)] {
        if (open_ && session == session_)
          what();
      },
      Qt::QueuedConnection);
}

void JournalAccess::open(const std::filesystem::path &journal) {
  open_ = true;
  ++session_;
  start([this, journal, session = session_] {
    reader_.reset();
    auto opened = JournalReader::open(journal);
    if (!opened.ok()) {
      answer(session, [this, error = opened.error()] { Q_EMIT failed(error); });
      return;
    }
    reader_ = std::move(*opened);
    answer(session, [this, identity = reader_->identity()] { Q_EMIT this->opened(identity); });
  });
  count();
}

void JournalAccess::close() {
  if (!std::exchange(open_, false))
    return;
  ++session_;
  pool_.clear();
  start([this] { reader_.reset(); });
}

void JournalAccess::read(std::function<Result<void>(JournalReader &, quint64)> work) {
  if (!open_)
    return;
  start([this, work = std::move(work), session = session_] {
    if (!reader_)
      return; // it could not be opened, which was reported
    if (const Result<void> done = work(*reader_, session); !done.ok())
      answer(session, [this, error = done.error()] { Q_EMIT failed(error); });
  });
}

void JournalAccess::count() {
  read([this](JournalReader &reader, quint64 session) -> Result<void> {
    AFFECT_TRY(counts, reader.counts());
    AFFECT_TRY(complete, reader.scan_complete());
    answer(session, [this, counts, complete] { Q_EMIT counted(counts, complete); });
    return {};
  });
}

void JournalAccess::countDisagreeing() {
  read([this](JournalReader &reader, quint64 session) -> Result<void> {
    AFFECT_TRY(count, reader.disagreeing());
    answer(session, [this, count] { Q_EMIT disagreeingCounted(count); });
    return {};
  });
}

void JournalAccess::fetch(affect::ItemFilter filter, int first, int count, quint64 tag) {
  read([this, filter, first, count, tag](JournalReader &reader, quint64 session) -> Result<void> {
    AFFECT_TRY(rows, reader.rows(filter, first, count));
    answer(session,
           [this, first, tag, rows = std::move(rows)] { Q_EMIT fetched(first, tag, rows); });
    return {};
  });
}

void JournalAccess::summarise() {
  read([this](JournalReader &reader, quint64 session) -> Result<void> {
    AFFECT_TRY(summary, reader.summary());
    answer(session, [this, summary] { Q_EMIT summarised(summary); });
    return {};
  });
}

} // namespace affect::ui
