#include "shell/menus.h"

#include "service/model_choice.h"
#include "shell/actions.h"
#include "shell/recent_files.h"

#include <QActionGroup>
#include <QDir>
#include <QMainWindow>
#include <QMenuBar>
#include <QToolBar>

namespace affect::ui {

Menus::Menus(QMainWindow *window, Actions *actions, RecentFiles *recent)
    : QObject(window), window_(window), actions_(actions), recent_(recent) {
  const Actions &a = *actions;
  QMenuBar *bar = window->menuBar();
  build_file(bar);
  edit_ = bar->addMenu(QString());
  edit_->addActions({a.undo, a.redo});
  edit_->addSeparator();
  edit_->addActions({a.paste, a.copy_reading, a.copy_overlay});
  edit_->addSeparator();
  edit_->addActions({a.find, a.select_all, a.remove});
  build_view(bar);
  clip_ = bar->addMenu(QString());
  clip_->addActions({a.play, a.frame_back, a.frame_on, a.read_frame_before, a.read_frame_after});
  what_if_ = bar->addMenu(QString());
  what_if_->addActions({a.hide_text, a.hide_image, a.hide_audio, a.edit_text});
  build_models(bar);
  help_ = bar->addMenu(QString());
  help_->addAction(a.shortcuts);
  help_->addSeparator();
  help_->addActions({a.about, a.about_qt});
  build_tools();
  connect(recent_, &RecentFiles::changed, this, &Menus::refresh_recent);
  retranslate();
}

void Menus::build_file(QMenuBar *bar) {
  const Actions &a = *actions_;
  file_ = bar->addMenu(QString());
  file_->addActions({a.open_files, a.open_folder});
  recent_menu_ = file_->addMenu(QString());
  file_->addAction(a.open_samples);
  for (QAction *action : {a.analyse_folder, a.export_overlay, a.quit}) {
    file_->addSeparator();
    file_->addAction(action);
  }
}

void Menus::build_view(QMenuBar *bar) {
  const Actions &a = *actions_;
  view_ = bar->addMenu(QString());
  before_panels_ = view_->addSeparator();
  view_->addActions({a.overlay, a.zoom_in, a.zoom_out, a.zoom_fit});
  view_->addSeparator();
  view_->addActions({a.previous, a.next});
  view_->addSeparator();
  theme_ = view_->addMenu(QString());
  theme_->addActions(a.theme->actions());
  language_ = view_->addMenu(QString());
  language_->addActions(a.language->actions());
  view_->addSeparator();
  view_->addAction(a.reset_layout);
}

void Menus::build_models(QMenuBar *bar) {
  const Actions &a = *actions_;
  models_ = bar->addMenu(QString());
  models_->setToolTipsVisible(true);
  bundles_ = new QActionGroup(this);
  before_commands_ = models_->addSeparator();
  models_->addActions({a.models, a.compare, a.robustness, a.reliability});
  connect(models_, &QMenu::aboutToShow, this, &Menus::modelsWanted);
  connect(bundles_, &QActionGroup::triggered, this,
          [this](QAction *entry) { Q_EMIT useModel(entry->data().toString()); });
}

void Menus::build_tools() {
  const Actions &a = *actions_;
  tools_ = window_->addToolBar(QString());
  tools_->setObjectName(QStringLiteral("main_toolbar"));
  tools_->setMovable(false);
  tools_->setContextMenuPolicy(Qt::PreventContextMenu);
  tools_->setIconSize(QSize(18, 18));
  tools_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  tools_->addActions({a.open_files, a.open_folder, a.paste});
  tools_->addSeparator();
  tools_->addActions({a.copy_reading, a.export_overlay, a.compare});
}

void Menus::setPanels(const QList<QAction *> &toggles) {
  view_->insertActions(before_panels_, toggles);
}

void Menus::setModels(const QStringList &bundles, const QString &current) {
  qDeleteAll(bundles_->actions());
  for (const QString &bundle : bundles) {
    auto *entry = new QAction(QString(bundle).replace(u'&', QStringLiteral("&&")), bundles_);
    entry->setCheckable(true);
    entry->setData(bundle);
    entry->setChecked(bundle == current);
    entry->setToolTip(tr("Read with %1").arg(bundle) + u'\n' + model_summary(bundle));
    models_->insertAction(before_commands_, entry);
  }
  before_commands_->setVisible(!bundles.isEmpty());
}

QMenu *Menus::createPopup() {
  auto *menu = new QMenu(window_);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addActions({actions_->copy_reading, actions_->remove});
  menu->addSeparator();
  menu->addAction(actions_->select_all);
  return menu;
}

void Menus::refresh_recent() {
  recent_menu_->clear();
  for (const QString &path : recent_->paths()) {
    QString shown = path;
    if (shown.startsWith(QDir::homePath() + u'/'))
      shown.replace(0, QDir::homePath().size(), QStringLiteral("~"));
    QAction *entry = recent_menu_->addAction(shown.replace(u'&', QStringLiteral("&&")));
    connect(entry, &QAction::triggered, this, [this, path] { Q_EMIT openPath(path); });
  }
  recent_menu_->setEnabled(!recent_->paths().isEmpty());
  recent_menu_->addSeparator();
  connect(recent_menu_->addAction(tr("&Clear list")), &QAction::triggered, recent_,
          &RecentFiles::clear);
}

void Menus::retranslate() {
  file_->setTitle(tr("&File"));
  recent_menu_->setTitle(tr("Open &recent"));
  edit_->setTitle(tr("&Edit"));
  view_->setTitle(tr("&View"));
  theme_->setTitle(tr("&Theme"));
  language_->setTitle(tr("&Language"));
  clip_->setTitle(tr("&Clip"));
  what_if_->setTitle(tr("&What if"));
  models_->setTitle(tr("&Models"));
  help_->setTitle(tr("&Help"));
  tools_->setWindowTitle(tr("Tools"));
  tools_->setAccessibleName(tr("Tools"));
  refresh_recent();
  // The tool bar says it shorter than the menus.
  actions_->open_files->setIconText(tr("Open"));
  actions_->open_folder->setIconText(tr("Folder"));
  actions_->paste->setIconText(tr("Paste"));
  actions_->copy_reading->setIconText(tr("Copy reading"));
  actions_->export_overlay->setIconText(tr("Export picture"));
  actions_->compare->setIconText(tr("Compare"));
}

} // namespace affect::ui
