#pragma once

#include "batch/journal/journal_reader.h"

#include <QObject>
#include <QThreadPool>

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace affect::ui {

using JournalRows = std::vector<JournalRow>;

/// Reads a journal on a thread of its own, which owns the connection. No call waits; answers come
/// as signals in this object's thread, and none of a journal that was closed meanwhile.
class JournalAccess : public QObject {
  Q_OBJECT
public:
  explicit JournalAccess(QObject *parent = nullptr);
  ~JournalAccess() override;

  /// Closes the one before; `opened` and `counted` follow.
  void open(const std::filesystem::path &journal);
  void close();
  bool isOpen() const { return open_; }
  void count();
  void countDisagreeing();
  /// `count` items from `first` on among those that pass; `tag` comes back with them.
  void fetch(affect::ItemFilter filter, int first, int count, quint64 tag);
  void summarise();

Q_SIGNALS:
  void opened(const affect::BatchIdentity &identity);
  void counted(const affect::JournalCounts &counts, bool scan_complete);
  void disagreeingCounted(qint64 count);
  void fetched(int first, quint64 tag, const affect::ui::JournalRows &rows);
  void summarised(const affect::JournalSummary &summary);
  void failed(const affect::Error &error);

private:
  void start(std::function<void()> work);
  void answer(quint64 session, std::function<void()> what);
  /// Runs `work` with the reader, if there is one, and reports its error.
  void read(std::function<Result<void>(JournalReader &, quint64 session)> work);

  bool open_ = false;
  quint64 session_ = 0;                   ///< counts the journals that were opened
  std::unique_ptr<JournalReader> reader_; ///< the thread's
  QThreadPool pool_;                      // last: its jobs end before the rest goes
};

} // namespace affect::ui
