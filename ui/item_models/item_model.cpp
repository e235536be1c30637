#include "item_models/item_model.h"

#include "theme/colours.h"
#include "widgets/error_text.h"
#include "widgets/paths.h"

#include <QSet>

#include <algorithm>

namespace affect::ui {
namespace {

constexpr int thumbnails_kept = 2000;
constexpr int words_kept = 400; // characters of a text

// Lists hold several posts with the same picture, so the text given in the list is part of a
// post's identity.
QString identity_of(const PostSource &source) {
  const QString path = from_path(source.path());
  if (path.isEmpty())
    return {};
  return source.text ? path + QChar(u'\n') + QString::fromStdString(*source.text) : path;
}

} // namespace

ItemModel::ItemModel(QObject *parent) : QAbstractListModel(parent), thumbnails_(thumbnails_kept) {}

int ItemModel::rowCount(const QModelIndex &parent) const {
  return parent.isValid() ? 0 : static_cast<int>(items_.size());
}

QVariant ItemModel::data(const QModelIndex &index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
    return {};
  const Item &item = at(index.row());
  switch (role) {
  case Qt::DisplayRole:
    return item.title;
  case Qt::ToolTipRole:
    return tooltip(item);
  case Qt::AccessibleTextRole:
    return description(item);
  case KeyRole:
    return QVariant::fromValue(item.key);
  case WordsRole:
    return item.words;
  case StateRole:
    return static_cast<int>(item.state);
  case PolarityRole:
    return item.result ? QVariant(static_cast<int>(item.result->polarity())) : QVariant();
  case ConfidenceRole:
    return item.result ? QVariant(item.result->confidence()) : QVariant();
  case DisagreementRole:
    return item.result && item.result->disagreement;
  case ErrorRole:
    return item.error ? QVariant(text_of(*item.error).text) : QVariant();
  case ClipRole:
    return !item.source.clip.empty();
  case ThumbnailRole:
    if (const QImage *image = thumbnails_.object(item.key))
      return *image;
    if (!item.source.image.empty() || !item.source.clip.empty() ||
        (item.memory && item.memory->image))
      Q_EMIT thumbnailWanted(item.key);
    return QImage();
  default:
    return {};
  }
}

QString ItemModel::tooltip(const Item &item) const {
  const QString path = from_path(item.source.path());
  QString lines = (path.isEmpty() ? item.title : path).toHtmlEscaped();
  if (!item.words.isEmpty())
    lines += QStringLiteral("<br>") + item.words.toHtmlEscaped();
  if (item.error)
    lines += QStringLiteral("<br><b>%1</b>").arg(text_of(*item.error).text.toHtmlEscaped());
  if (item.result && item.result->disagreement)
    lines += QStringLiteral("<br><i>%1</i>").arg(tr("Its parts disagree"));
  return QStringLiteral("<p>%1</p>").arg(lines);
}

QString ItemModel::description(const Item &item) const {
  QStringList parts{item.title};
  if (item.state == ItemState::failed)
    parts << tr("could not be read");
  else if (item.result)
    parts << tr("%1, confidence %2")
                 .arg(label_of(item.result->polarity()), percent(item.result->confidence()));
  else
    parts << tr("not read yet");
  if (item.result && item.result->disagreement)
    parts << tr("Its parts disagree");
  if (!item.words.isEmpty())
    parts << item.words;
  return parts.join(QStringLiteral(", "));
}

std::vector<ItemKey> ItemModel::append(std::vector<Item> items) {
  std::vector<ItemKey> keys;
  std::vector<Item> fresh;
  for (Item &item : items) {
    const QString identity = identity_of(item.source);
    if (const auto listed = paths_.constFind(identity);
        !identity.isEmpty() && listed != paths_.constEnd()) {
      keys.push_back(*listed);
      continue;
    }
    item.key = ++last_key_;
    keys.push_back(item.key);
    if (!identity.isEmpty())
      paths_.insert(identity, item.key);
    fresh.push_back(std::move(item));
  }
  if (fresh.empty())
    return keys;
  const int first = static_cast<int>(items_.size());
  beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
  for (Item &item : fresh) {
    rows_.insert(item.key, static_cast<int>(items_.size()));
    items_.push_back(std::move(item));
  }
  endInsertRows();
  return keys;
}

void ItemModel::remove(const std::vector<ItemKey> &keys) {
  const QSet<ItemKey> gone(keys.begin(), keys.end());
  // From the end, in runs, so that removing everything is one step and rows before stay what they
  // are.
  for (int last = static_cast<int>(items_.size()) - 1; last >= 0; --last) {
    if (!gone.contains(at(last).key))
      continue;
    int first = last;
    while (first > 0 && gone.contains(at(first - 1).key))
      --first;
    beginRemoveRows({}, first, last);
    for (int row = first; row <= last; ++row) {
      thumbnails_.remove(at(row).key);
      paths_.remove(identity_of(at(row).source));
    }
    items_.erase(items_.begin() + first, items_.begin() + last + 1);
    rebuild_rows();
    endRemoveRows();
    last = first;
  }
}

void ItemModel::rebuild_rows() {
  rows_.clear();
  for (std::size_t row = 0; row < items_.size(); ++row)
    rows_.insert(items_[row].key, static_cast<int>(row));
}

const Item *ItemModel::find(ItemKey key) const {
  const auto row = rows_.constFind(key);
  return row == rows_.constEnd() ? nullptr : &at(*row);
}

QModelIndex ItemModel::index_of(ItemKey key) const {
  const auto row = rows_.constFind(key);
  return row == rows_.constEnd() ? QModelIndex() : index(*row);
}

void ItemModel::setResult(ItemKey key, const Reading &reading) {
  const QModelIndex where = index_of(key);
  if (!where.isValid())
    return;
  Item &item = items_[static_cast<std::size_t>(where.row())];
  item.state = ItemState::read;
  item.result = ItemResult{reading.probabilities, reading.disagreement};
  item.error.reset();
  if (item.words.isEmpty()) // subtitles inside a clip are not known before it is read
    item.words = QString::fromStdString(reading.text).simplified().left(words_kept);
  changed(key, {WordsRole, StateRole, PolarityRole, ConfidenceRole, DisagreementRole, ErrorRole,
                Qt::ToolTipRole});
}

void ItemModel::setError(ItemKey key, const Error &error) {
  const QModelIndex where = index_of(key);
  if (!where.isValid())
    return;
  Item &item = items_[static_cast<std::size_t>(where.row())];
  item.state = ItemState::failed;
  item.result.reset();
  item.error = error;
  changed(key,
          {StateRole, PolarityRole, ConfidenceRole, DisagreementRole, ErrorRole, Qt::ToolTipRole});
}

void ItemModel::setWaiting(ItemKey key) {
  const QModelIndex where = index_of(key);
  if (!where.isValid())
    return;
  Item &item = items_[static_cast<std::size_t>(where.row())];
  item.state = ItemState::waiting;
  item.error.reset();
  thumbnails_.remove(key); // the picture may have been mended
  changed(key, {StateRole, ErrorRole, ThumbnailRole, Qt::ToolTipRole});
}

void ItemModel::setAllWaiting() {
  if (items_.empty())
    return;
  for (Item &item : items_) {
    item.state = ItemState::waiting;
    item.result.reset();
    item.error.reset();
  }
  Q_EMIT dataChanged(
      index(0), index(rowCount() - 1),
      {StateRole, PolarityRole, ConfidenceRole, DisagreementRole, ErrorRole, Qt::ToolTipRole});
}

void ItemModel::setThumbnail(ItemKey key, const QImage &thumbnail) {
  if (!rows_.contains(key))
    return;
  thumbnails_.insert(key, new QImage(thumbnail));
  changed(key, {ThumbnailRole});
}

void ItemModel::changed(ItemKey key, const QList<int> &roles) {
  const QModelIndex where = index_of(key);
  Q_EMIT dataChanged(where, where, roles);
}

} // namespace affect::ui
