#include "items/items_panel.h"

#include "items/item_delegate.h"
#include "theme/icon.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>

namespace affect::ui {
namespace {

// Refilled on a change of language; the choice stays.
void fill(QComboBox *box, const QStringList &names) {
  const QSignalBlocker quiet(box);
  const int chosen = std::max(0, box->currentIndex());
  box->clear();
  box->addItems(names);
  box->setCurrentIndex(chosen);
}

} // namespace

ItemsPanel::ItemsPanel(ItemModel *model, QWidget *parent) : QWidget(parent), model_(model) {
  filter_ = new ItemFilter(this);
  filter_->setSourceModel(model);
  search_ = new QLineEdit;
  search_->setClearButtonEnabled(true);
  search_->setAcceptDrops(false); // what is dropped opens as a post
  search_->addAction(icon(QStringLiteral("search")), QLineEdit::LeadingPosition);
  show_ = new QComboBox;
  order_ = new QComboBox;
  for (QComboBox *box : {show_, order_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(4);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  }
  build_list();
  count_ = new QLabel;
  count_->setObjectName(QStringLiteral("muted"));
  count_->setContentsMargins(12, 4, 12, 5);

  auto *choices = new QHBoxLayout;
  choices->setSpacing(6);
  choices->addWidget(show_, 1);
  choices->addWidget(order_, 1);
  auto *top = new QVBoxLayout;
  top->setContentsMargins(10, 8, 10, 8);
  top->setSpacing(6);
  top->addWidget(search_);
  top->addLayout(choices);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(top);
  column->addWidget(list_, 1);
  column->addWidget(count_);
  connect_views();
  retranslate();
}

void ItemsPanel::build_list() {
  list_ = new QListView;
  list_->setObjectName(QStringLiteral("items"));
  list_->setModel(filter_);
  list_->setItemDelegate(new ItemDelegate(list_));
  list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  list_->setUniformItemSizes(true);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setFrameShape(QFrame::NoFrame);
  list_->setMouseTracking(true);
  list_->installEventFilter(this);
}

void ItemsPanel::connect_views() {
  connect(search_, &QLineEdit::textChanged, filter_, &ItemFilter::setNeedle);
  connect(show_, &QComboBox::currentIndexChanged, this,
          [this](int index) { filter_->setShow(static_cast<ItemFilter::Show>(index)); });
  connect(order_, &QComboBox::currentIndexChanged, this,
          [this](int index) { filter_->setOrder(static_cast<ItemFilter::Order>(index)); });
  connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          [this](const QModelIndex &current) {
            if (current.isValid())
              Q_EMIT currentChanged(current.data(ItemModel::KeyRole).value<ItemKey>());
          });
  connect(list_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &ItemsPanel::refresh_count);
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
    connect(filter_, signal, this, &ItemsPanel::refresh_count);
}

std::vector<ItemKey> ItemsPanel::selectedKeys() const {
  std::vector<ItemKey> keys;
  for (const QModelIndex &index : list_->selectionModel()->selectedIndexes())
    keys.push_back(index.data(ItemModel::KeyRole).value<ItemKey>());
  return keys;
}

ItemKey ItemsPanel::currentKey() const {
  return list_->currentIndex().data(ItemModel::KeyRole).value<ItemKey>();
}

void ItemsPanel::setCurrent(ItemKey key) {
  const QModelIndex source = model_->index_of(key);
  if (source.isValid() && !filter_->mapFromSource(source).isValid()) {
    search_->clear();
    show_->setCurrentIndex(0);
  }
  const QModelIndex index = filter_->mapFromSource(source);
  if (index.isValid())
    list_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
}

bool ItemsPanel::eventFilter(QObject *watched, QEvent *event) {
  if (watched == list_ && event->type() == QEvent::KeyPress) {
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Delete || key->key() == Qt::Key_Backspace) {
      Q_EMIT removeRequested(selectedKeys());
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

void ItemsPanel::refresh_count() {
  const int all = model_->rowCount(), shown = filter_->rowCount();
  const int selected = static_cast<int>(list_->selectionModel()->selectedIndexes().size());
  QString text = shown == all ? tr("%n post(s)", nullptr, all)
                              : tr("%1 of %n post(s)", nullptr, all).arg(shown);
  if (selected > 1)
    text += QStringLiteral(" · ") + tr("%n selected", nullptr, selected);
  count_->setText(text);
}

void ItemsPanel::save(QSettings &settings) const {
  settings.setValue(QStringLiteral("items/order"), order_->currentIndex());
}

void ItemsPanel::restore(const QSettings &settings) {
  const int order = settings.value(QStringLiteral("items/order"), 0).toInt();
  order_->setCurrentIndex(order >= 0 && order < order_->count() ? order : 0);
}

void ItemsPanel::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QWidget::changeEvent(event);
}

void ItemsPanel::retranslate() {
  fill(show_, {tr("All"), tr("− Negative"), tr("0 Neutral"), tr("+ Positive"), tr("≠ Disagreeing"),
               tr("Not readable")});
  fill(order_, {tr("As opened"), tr("By name"), tr("By polarity"), tr("By confidence"),
                tr("Disagreeing first")});
  search_->setPlaceholderText(tr("Search names and words"));
  search_->setAccessibleName(tr("Search names and words"));
  search_->setToolTip(tr("Shows the posts whose name or first words hold this text (Ctrl+F)"));
  show_->setAccessibleName(tr("Show"));
  show_->setToolTip(tr("Which posts are listed"));
  order_->setAccessibleName(tr("Sort"));
  order_->setToolTip(tr("In which order posts are listed"));
  list_->setAccessibleName(tr("Opened posts"));
  refresh_count();
}

} // namespace affect::ui
