#pragma once

#include "engine/workspace.h"
#include "shell/window_parts.h"
#include "widgets/incoming.h"

#include <QMainWindow>

class QStackedWidget;

namespace affect::ui {

class BatchCommands;
class CompareDialog;
class Language;
class ListCommands;
class ModelCommands;
class ModelsDialog;
class OpenCommands;
class RunRow;
class StageCommands;
class Theme;
class WindowLayout;

/// Puts the views and the classes that carry out their commands together.
class MainWindow : public QMainWindow {
  Q_OBJECT
public:
  /// Theme and language are the caller's and outlive the window, as does the service.
  MainWindow(ReadingService *service, Theme *theme, Language *language);
  ~MainWindow() override;

  void openPaths(const QStringList &paths);
  void openSamples();
  void open(const Incoming &incoming);

  Workspace *workspace() const { return parts_.workspace; }
  ItemsPanel *itemsPanel() const { return parts_.items; }
  Stage *stage() const { return parts_.stage; }
  ReadingPanel *readingPanel() const { return parts_.reading; }
  MessageBar *messageBar() const { return parts_.messages; }
  Actions *actions() const { return parts_.actions; }
  BatchPanel *batchPanel() const { return parts_.batch; }
  RunRow *offer() const;              ///< to go on with what was interrupted; hidden without any
  ModelsDialog *modelsDialog() const; ///< null before it was shown
  bool isEmpty() const;               ///< the empty state is shown

  void saveSettings() const;
  void restoreSettings();
  void resetLayout();

  /// The open post through every installed model; one window, raised where it is open.
  CompareDialog *showCompare();
  void showBatch();

protected:
  void closeEvent(QCloseEvent *event) override;
  void resizeEvent(QResizeEvent *event) override;
  void changeEvent(QEvent *event) override;

private:
  void build_parts(ReadingService *service);
  void build_centre();
  void connect_window();
  void connect_progress();
  void connect_look();
  void refresh_centre();
  void retranslate();

  Theme *theme_;
  Language *language_;
  WindowParts parts_;
  WindowLayout *layout_;
  QStackedWidget *centre_;
  BatchCommands *batch_commands_;
  OpenCommands *open_commands_;
  ModelCommands *model_commands_;
};

} // namespace affect::ui
