#pragma once

#include "batch_dock/journal_access.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QHash>

namespace affect::ui {

/// The items of a run's journal in rows, however many: only pages near those that are looked at are
/// in memory, and they are fetched on another thread. A row that is not here yet shows "…".
class JournalModel : public QAbstractTableModel {
  Q_OBJECT
public:
  enum Column { post, result, confidence, text, image, agreement, weight, words, columns };
  enum Role {
    StateRole = Qt::UserRole + 1, ///< int(affect::ItemState); invalid: not here yet
    PolarityRole                  ///< int(Polarity); invalid unless done
  };
  static constexpr int page_rows = 100;

  explicit JournalModel(QObject *parent = nullptr);

  void open(const std::filesystem::path &journal);
  void close();
  void setFilter(affect::ItemFilter filter);
  affect::ItemFilter filter() const { return filter_; }
  /// How many items there are by now, as a run says; what is shown is fetched again.
  void setCounts(const JournalCounts &counts);
  /// Asks the journal how many there are.
  void updateCounts();
  const JournalCounts &counts() const { return counts_; }
  /// How many disagree, as far as that was counted.
  std::int64_t disagreeing() const { return disagreeing_; }
  bool scanComplete() const { return complete_; }
  const BatchIdentity &identity() const { return identity_; }
  /// Which of the run's models the columns are about.
  void setShownModel(int model);
  int shownModel() const { return model_; }
  /// Null: not here yet.
  const JournalRow *rowAt(int row) const;
  /// Whether a row is in memory; asking does not fetch it.
  bool isHere(int row) const { return cache_.contains(row); }
  /// The cells of a row, with tabs between.
  QString line(int row) const;
  void refresh(); ///< the words of every cell, after a change of language

  int rowCount(const QModelIndex &parent = {}) const override;
  int columnCount(const QModelIndex &parent = {}) const override;
  QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

Q_SIGNALS:
  void opened();
  void countsChanged();
  void failed(const affect::Error &error);

private:
  const BatchReading *reading_of(const JournalRow &row) const;
  QString cell(const JournalRow &row, int column) const;
  QString name_of_post(const JournalRow &row) const;
  QString described(const JournalRow &row, int column) const;
  void want(int page) const;
  void ask() const;
  void on_fetched(int first, quint64 tag, const JournalRows &rows);
  void count_disagreeing();
  void set_rows(int rows);
  void stale();
  void forget();
  void drop_front(int count);
  void note_evicted();

  mutable JournalAccess access_;
  JournalAccess
      counter_; ///< of those that disagree: rows need not wait until all readings were gone over
  BatchIdentity identity_;
  JournalCounts counts_;
  std::int64_t disagreeing_ = 0;
  bool counting_ = false; ///< those that disagree, which takes its time
  bool complete_ = false;
  affect::ItemFilter filter_ = affect::ItemFilter::all;
  int model_ = 0;
  int rows_ = 0;
  mutable QCache<int, JournalRow> cache_; ///< by row
  QHash<int, int> fresh_; ///< pages that are as the journal is, and how many rows these have
  mutable std::vector<int> wanted_; ///< pages to fetch, the latest wish last
  mutable int under_way_ = -1;      ///< page that is being fetched
  mutable quint64 question_ = 0;    ///< names the latest fetch; answers to others come too late
  mutable quint64 asked_in_ = 0;    ///< the epoch in which it was asked
  quint64 epoch_ = 0;               ///< changes whenever what is in memory may be old
};

} // namespace affect::ui
