#pragma once

#include "engine/workspace.h"
#include "widgets/incoming.h"

#include <QMainWindow>

class QDockWidget;
class QScrollArea;
class QStackedWidget;

namespace affect::ui {

class Actions;
class BatchController;
class BatchPanel;
class CompareDialog;
class DropZone;
struct EarlierRun;
class ItemsPanel;
class Language;
class Menus;
class MessageBar;
class ModelsDialog;
class OverlayExport;
class ReadingPanel;
class RecentFiles;
class RunRow;
class Stage;
class StatusArea;
class Theme;
class Welcome;

/// Puts the views together and hands commands on; what they do is theirs.
class MainWindow : public QMainWindow {
  Q_OBJECT
public:
  /// Theme and language are the caller's and outlive the window, as does the service.
  MainWindow(ReadingService *service, Theme *theme, Language *language);
  ~MainWindow() override;

  void openPaths(const QStringList &paths);
  void openSamples();
  void open(const Incoming &incoming);

  Workspace *workspace() const { return workspace_; }
  ItemsPanel *itemsPanel() const { return items_; }
  Stage *stage() const { return stage_; }
  ReadingPanel *readingPanel() const { return reading_; }
  MessageBar *messageBar() const { return messages_; }
  Actions *actions() const { return actions_; }
  BatchPanel *batchPanel() const { return batch_panel_; }
  RunRow *offer() const {
    return offer_;
  } ///< to go on with what was interrupted; hidden where there is none
  ModelsDialog *modelsDialog() const { return models_; } ///< null before it was shown
  bool isEmpty() const;                                  ///< the empty state is shown

  void saveSettings() const;
  void restoreSettings();
  void resetLayout();

  /// The open post through every installed model; one window, raised where it is open.
  CompareDialog *showCompare();
  void showRobustness();
  void showReliability();
  void showBatch();

protected:
  void closeEvent(QCloseEvent *event) override;
  void resizeEvent(QResizeEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  void build_centre();
  void build_docks();
  void build_batch();
  void fit_docks();
  void connect_workspace();
  void connect_actions();
  void connect_what_if();
  void connect_clip();
  void connect_look();
  void connect_models();
  void connect_batch();
  void offer_run(const std::vector<EarlierRun> &runs);
  void refresh_batch();
  void fit_batch_dock();
  void fit_batch_height();
  void on_model_ready(const ModelInfo &info);
  void refresh_models();
  void refresh_figures();
  QDockWidget *dock(QWidget *content, const char *name, Qt::DockWidgetArea area);
  void choose_files();
  void choose_folder();
  void choose_export();
  void show_models();
  void paste();
  void step(int rows);
  void remove_items(const std::vector<ItemKey> &keys);
  void refresh_centre();
  void refresh_actions();
  void retranslate();

  Theme *theme_;
  Language *language_;
  Workspace *workspace_;
  RecentFiles *recent_;
  Actions *actions_;
  Menus *menus_;
  ItemsPanel *items_;
  Stage *stage_;
  ReadingPanel *reading_;
  MessageBar *messages_;
  Welcome *welcome_;
  StatusArea *status_;
  OverlayExport *export_;
  BatchController *batch_;
  BatchPanel *batch_panel_;
  RunRow *offer_;
  QStackedWidget *centre_;
  QDockWidget *items_dock_, *reading_dock_, *batch_dock_;
  int narrowed_from_[2] = {
      0, 0};             ///< widths of the panels before the window became small; 0: it is not
  int lowered_from_ = 0; ///< height of the Batch dock before the window became low; 0: it is not
  QByteArray first_state_;
  ModelInfo model_;                ///< the one that reads; without a folder while there is none
  ModelsDialog *models_ = nullptr; ///< made when it is first wanted
  bool offered_ = false;           ///< runs that were interrupted before this start
  bool batch_fitted_ = false;      ///< the dock has a height, its own or the user's
  bool model_chosen_ = false;      ///< by the user: it is remembered once it is loaded
};

} // namespace affect::ui
