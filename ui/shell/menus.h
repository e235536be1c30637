#pragma once

#include <QObject>
#include <QStringList>

class QAction;
class QActionGroup;
class QMainWindow;
class QMenu;
class QMenuBar;
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
  /// The installed bundles, to choose from; `current` is ticked.
  void setModels(const QStringList &bundles, const QString &current);

Q_SIGNALS:
  void openPath(const QString &path);
  void useModel(const QString &bundle);
  void modelsWanted(); ///< the menu of models is about to open

private:
  void build_file(QMenuBar *bar);
  void build_view(QMenuBar *bar);
  void build_models(QMenuBar *bar);
  void build_tools();
  void refresh_recent();

  QMainWindow *window_;
  Actions *actions_;
  RecentFiles *recent_;
  QMenu *file_, *recent_menu_, *edit_, *view_, *theme_, *language_, *clip_, *what_if_, *models_,
      *help_;
  QAction *before_panels_, *before_commands_;
  QActionGroup *bundles_;
  QToolBar *tools_;
};

} // namespace affect::ui
