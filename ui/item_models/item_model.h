#pragma once

#include "item_models/item.h"

#include <QAbstractListModel>
#include <QCache>
#include <QHash>

#include <vector>

namespace affect::ui {

/// The opened posts in the order they came. Views get everything through roles.
class ItemModel : public QAbstractListModel {
  Q_OBJECT
public:
  enum Role {
    KeyRole = Qt::UserRole + 1,
    WordsRole,
    StateRole,        ///< int(ItemState)
    PolarityRole,     ///< int(Polarity); invalid while unread
    ConfidenceRole,   ///< float
    DisagreementRole, ///< bool
    ErrorRole,        ///< the sentence for the user
    ThumbnailRole,    ///< QImage; null while it is being made
    ClipRole          ///< bool: a clip, not a picture
  };

  explicit ItemModel(QObject *parent = nullptr);

  int rowCount(const QModelIndex &parent = {}) const override;
  QVariant data(const QModelIndex &index, int role) const override;

  /// Gives keys to the items and appends them; those whose path is already listed are left out.
  /// Returns the keys in the order given, of listed ones too.
  std::vector<ItemKey> append(std::vector<Item> items);
  void remove(const std::vector<ItemKey> &keys);

  const Item *find(ItemKey key) const;
  const Item &at(int row) const { return items_[static_cast<std::size_t>(row)]; }
  QModelIndex index_of(ItemKey key) const;

  void setResult(ItemKey key, const Reading &reading);
  void setError(ItemKey key, const Error &error);
  /// Back to waiting, e.g. to read it again.
  void setWaiting(ItemKey key);
  /// Every post back to waiting and without its result: another model reads now.
  void setAllWaiting();
  void setThumbnail(ItemKey key, const QImage &thumbnail);

Q_SIGNALS:
  /// A view wants to draw a thumbnail that is not there (yet, or no longer).
  void thumbnailWanted(affect::ui::ItemKey key) const;

private:
  void changed(ItemKey key, const QList<int> &roles);
  QString tooltip(const Item &item) const;
  QString description(const Item &item) const;
  void rebuild_rows();

  std::vector<Item> items_;
  QHash<ItemKey, int> rows_;
  QHash<QString, ItemKey> paths_;
  mutable QCache<ItemKey, QImage> thumbnails_;
  ItemKey last_key_ = 0;
};

} // namespace affect::ui
