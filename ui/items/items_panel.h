#pragma once

#include "item_models/item_filter.h"

#include <QSettings>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;

namespace affect::ui {

/// The opened posts: search, filter, sort, choose, remove.
class ItemsPanel : public QWidget {
  Q_OBJECT
public:
  explicit ItemsPanel(ItemModel *model, QWidget *parent = nullptr);

  QListView *list() const { return list_; }
  QLineEdit *search() const { return search_; }
  ItemFilter *filter() const { return filter_; }
  std::vector<ItemKey> selectedKeys() const;
  ItemKey currentKey() const; ///< 0: none
  /// Makes an item the current one; a filter that hides it is lifted.
  void setCurrent(ItemKey key);

  void save(QSettings &settings) const;
  void restore(const QSettings &settings);
  QSize sizeHint() const override { return {290, 600}; }
  QSize minimumSizeHint() const override { return {150, 120}; }

Q_SIGNALS:
  void currentChanged(affect::ui::ItemKey key);
  void removeRequested(const std::vector<affect::ui::ItemKey> &keys);

protected:
  void changeEvent(QEvent *event) override;
  bool eventFilter(QObject *watched, QEvent *event) override;

private:
  void build_list();
  void connect_views();
  void refresh_count();
  void retranslate();

  ItemModel *model_;
  ItemFilter *filter_;
  QLineEdit *search_;
  QComboBox *show_, *order_;
  QListView *list_;
  QLabel *count_;
};

} // namespace affect::ui
