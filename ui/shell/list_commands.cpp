#include "shell/list_commands.h"

#include "batch_dock/batch_panel.h"
#include "engine/workspace.h"
#include "items/items_panel.h"
#include "shell/actions.h"
#include "shell/menus.h"

#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QMainWindow>
#include <QMenu>

namespace affect::ui {

ListCommands::ListCommands(const WindowParts &parts) : QObject(parts.window), parts_(parts) {
  Workspace *workspace = parts_.workspace;
  connect(workspace, &Workspace::arrived, this, &ListCommands::on_arrived);
  connect(parts_.items, &ItemsPanel::currentChanged, workspace->session(), &PostSession::open);
  connect(parts_.items, &ItemsPanel::removeRequested, this, &ListCommands::remove);
  for (const auto signal : {&ItemModel::rowsInserted, &ItemModel::rowsRemoved})
    connect(workspace->items(), signal, this, &ListCommands::refresh);
  connect_actions();
  QListView *list = parts_.items->list();
  list->setContextMenuPolicy(Qt::CustomContextMenu);
  connect(list, &QWidget::customContextMenuRequested, this, [this, list](const QPoint &point) {
    parts_.menus->createPopup()->popup(list->viewport()->mapToGlobal(point));
  });
  refresh();
}

void ListCommands::connect_actions() {
  const Actions &a = *parts_.actions;
  ItemsPanel *items = parts_.items;
  connect(a.remove, &QAction::triggered, this, [this, items] { remove(items->selectedKeys()); });
  connect(a.select_all, &QAction::triggered, items->list(), &QListView::selectAll);
  connect(a.find, &QAction::triggered, this, [items] {
    items->parentWidget()->show();
    items->search()->setFocus();
    items->search()->selectAll();
  });
  connect(a.previous, &QAction::triggered, this, [this] { step(-1); });
  connect(a.next, &QAction::triggered, this, [this] { step(1); });
  connect(a.go_items, &QAction::triggered, this, [items] {
    items->parentWidget()->show();
    items->list()->setFocus(Qt::ShortcutFocusReason);
  });
}

void ListCommands::on_arrived(ItemKey key) {
  parts_.items->setCurrent(key);
  // Whoever goes through a table of a batch stays there.
  if (!parts_.batch->isAncestorOf(QApplication::focusWidget()))
    parts_.items->list()->setFocus();
}

void ListCommands::step(int rows) {
  const QModelIndex current = parts_.items->list()->currentIndex();
  const int row = current.isValid() ? current.row() + rows : 0;
  const QModelIndex next = parts_.items->filter()->index(row, 0);
  if (next.isValid())
    parts_.items->setCurrent(next.data(ItemModel::KeyRole).value<ItemKey>());
}

void ListCommands::remove(const std::vector<ItemKey> &keys) {
  PostSession *session = parts_.workspace->session();
  parts_.workspace->remove(keys);
  if (session->key() == 0)
    if (const ItemKey next = parts_.items->currentKey())
      session->open(next);
}

void ListCommands::refresh() {
  const Actions &a = *parts_.actions;
  const bool any = parts_.workspace->items()->rowCount() > 0;
  for (QAction *action :
       {a.remove, a.select_all, a.find, a.previous, a.next, a.go_picture, a.go_words})
    action->setEnabled(any);
}

} // namespace affect::ui
