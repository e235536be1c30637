#pragma once

#include <QObject>

class QAction;
class QMainWindow;
class QMenu;
class QToolBar;

namespace affect::ui {

class Actions;
class RecentFiles;

/// The menu bar and the tool bar.
class Menus : public QObject {
  Q_OBJECT
public:
  Menus(QMainWindow *window, Actions *actions, RecentFiles *recent);

  /// Entries that show and hide panels.
  void setPanels(const QList<QAction *> &toggles);
  void retranslate();
  QMenu *createPopup(); ///< of the list's items

Q_SIGNALS:
  void openPath(const QString &path);

private:
  void refresh_recent();

  QMainWindow *window_;
  Actions *actions_;
  RecentFiles *recent_;
  QMenu *file_, *recent_menu_, *edit_, *view_, *theme_, *language_, *what_if_, *tools_, *help_;
  QAction *before_panels_;
  QToolBar *bar_;
};

} // namespace affect::ui
