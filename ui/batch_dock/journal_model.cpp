#include "batch_dock/journal_model.h"

#include <algorithm>
#include <limits>

namespace affect::ui {
namespace {

constexpr int most_in_memory = 6000;   // rows, some 3 MB
constexpr std::size_t most_wanted = 6; // a screen is never more than three pages

int rows_of(std::int64_t count) {
  return static_cast<int>(std::clamp<std::int64_t>(count, 0, std::numeric_limits<int>::max() / 2));
}

} // namespace

JournalModel::JournalModel(QObject *parent) : QAbstractTableModel(parent), cache_(most_in_memory) {
  connect(&access_, &JournalAccess::opened, this, [this](const BatchIdentity &identity) {
    identity_ = identity;
    Q_EMIT opened();
  });
  connect(&access_, &JournalAccess::counted, this,
          [this](const JournalCounts &counts, bool complete) {
            complete_ = complete;
            setCounts(counts);
          });
  connect(&counter_, &JournalAccess::disagreeingCounted, this, [this](qint64 count) {
    counting_ = false;
    disagreeing_ = count;
    if (filter_ == affect::ItemFilter::disagreeing) {
      set_rows(rows_of(count));
      stale();
    }
    Q_EMIT countsChanged();
  });
  connect(&access_, &JournalAccess::fetched, this, &JournalModel::on_fetched);
  connect(&access_, &JournalAccess::failed, this, [this](const Error &error) {
    under_way_ = -1;
    Q_EMIT failed(error);
  });
  connect(&counter_, &JournalAccess::failed, this,
          [this] { counting_ = false; }); // access_ reports what is wrong
}

void JournalModel::open(const std::filesystem::path &journal) {
  close();
  access_.open(journal);
  counter_.open(journal);
  count_disagreeing();
}

void JournalModel::close() {
  access_.close();
  counter_.close();
  beginResetModel();
  identity_ = {};
  counts_ = {};
  disagreeing_ = 0;
  counting_ = complete_ = false;
  model_ = 0;
  forget();
  rows_ = 0;
  endResetModel();
}

void JournalModel::setFilter(affect::ItemFilter filter) {
  if (filter == filter_)
    return;
  beginResetModel();
  filter_ = filter;
  forget();
  const bool disagreeing = filter_ == affect::ItemFilter::disagreeing;
  rows_ = rows_of(disagreeing ? disagreeing_ : counts_.of(filter_));
  endResetModel();
  if (disagreeing)
    count_disagreeing();
}

void JournalModel::forget() {
  ++epoch_;
  cache_.clear();
  fresh_.clear();
  wanted_.clear();
  under_way_ = -1;
  ++question_;
}

void JournalModel::setCounts(const JournalCounts &now) {
  // What is done leaves the waiting ones at their front, in order.
  const int begun =
      filter_ == affect::ItemFilter::waiting
          ? std::min(rows_of(now.done + now.failed - counts_.done - counts_.failed), rows_)
          : 0;
  counts_ = now;
  if (begun > 0) {
    beginRemoveRows({}, 0, begun - 1);
    rows_ -= begun;
    drop_front(begun);
    endRemoveRows();
  }
  if (filter_ == affect::ItemFilter::disagreeing)
    count_disagreeing(); // the rows follow
  else
    set_rows(rows_of(now.of(filter_)));
  stale();
  Q_EMIT countsChanged();
}

void JournalModel::set_rows(int rows) {
  if (rows < rows_) {
    beginRemoveRows({}, rows, rows_ - 1);
    rows_ = rows;
    endRemoveRows();
  } else if (rows > rows_) {
    beginInsertRows({}, rows_, rows - 1);
    rows_ = rows;
    endInsertRows();
  }
}

void JournalModel::updateCounts() {
  access_.count();
  count_disagreeing();
}

void JournalModel::count_disagreeing() {
  if (counting_ || !counter_.isOpen())
    return;
  counting_ = true;
  counter_.countDisagreeing();
}

// Rows in memory move up, so that the table does not flicker until the page comes.
void JournalModel::drop_front(int count) {
  QList<int> kept = cache_.keys();
  std::sort(kept.begin(), kept.end());
  for (const int row : kept) {
    JournalRow *moved = cache_.take(row);
    if (row >= count)
      cache_.insert(row - count, moved);
    else
      delete moved;
  }
}

// What is in memory stays on the screen until what is new comes.
void JournalModel::stale() {
  ++epoch_;
  fresh_.clear();
  if (rows_ > 0)
    Q_EMIT dataChanged(index(0, 0), index(rows_ - 1, columns - 1));
}

void JournalModel::refresh() {
  if (rows_ > 0)
    Q_EMIT dataChanged(index(0, 0), index(rows_ - 1, columns - 1));
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, columns - 1);
}

void JournalModel::setShownModel(int model) {
  model_ = std::max(0, model);
  refresh();
}

void JournalModel::want(int page) const {
  if (page == under_way_ || fresh_.contains(page))
    return;
  wanted_.erase(std::remove(wanted_.begin(), wanted_.end(), page), wanted_.end());
  wanted_.push_back(page);
  if (wanted_.size() > most_wanted) // scrolled past; it is asked for again when it is looked at
    wanted_.erase(wanted_.begin());
  if (under_way_ < 0)
    ask();
}

void JournalModel::ask() const {
  if (wanted_.empty() || !access_.isOpen())
    return;
  under_way_ = wanted_.back();
  wanted_.pop_back();
  asked_in_ = epoch_;
  access_.fetch(filter_, under_way_ * page_rows, page_rows, ++question_);
}

void JournalModel::on_fetched(int first, quint64 tag, const JournalRows &rows) {
  if (tag != question_ || under_way_ < 0)
    return;
  const int page = std::exchange(under_way_, -1),
            arrived = std::min(static_cast<int>(rows.size()), rows_ - first);
  for (int i = 0; i < arrived; ++i)
    cache_.insert(first + i, new JournalRow(rows[static_cast<std::size_t>(i)]));
  if (asked_in_ == epoch_) // else it is shown, and asked for again when it is painted
    fresh_.insert(page, std::max(arrived, 0));
  note_evicted();
  if (arrived > 0)
    Q_EMIT dataChanged(index(first, 0), index(first + arrived - 1, columns - 1));
  if (under_way_ < 0)
    ask();
}

// What had to make room is to be fetched again when it is next looked at.
void JournalModel::note_evicted() {
  for (auto page = fresh_.begin(); page != fresh_.end();) {
    bool whole = true;
    for (int i = 0; i < page.value() && whole; ++i)
      whole = cache_.contains(page.key() * page_rows + i);
    page = whole ? std::next(page) : fresh_.erase(page);
  }
}

int JournalModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : rows_; }

int JournalModel::columnCount(const QModelIndex &parent) const {
  return parent.isValid() ? 0 : columns;
}

const JournalRow *JournalModel::rowAt(int row) const {
  if (row < 0 || row >= rows_)
    return nullptr;
  want(row / page_rows);
  return cache_.object(row);
}

} // namespace affect::ui
