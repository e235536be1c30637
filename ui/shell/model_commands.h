#pragma once

#include "analysis/analyzer.h"
#include "shell/window_parts.h"

#include <QObject>

class QAction;

namespace affect::ui {

class CompareDialog;
class ModelsDialog;

/// Which model reads: the menu of models, the answers to a change, and the windows that compare
/// models and show their figures.
class ModelCommands : public QObject {
  Q_OBJECT
public:
  explicit ModelCommands(const WindowParts &parts);

  ModelsDialog *modelsDialog() const { return models_; } ///< null before it was shown
  void showModels();
  /// The open post through every installed model; one window, raised where it is open.
  CompareDialog *showCompare();
  void showRobustness();
  void showReliability();
  void retranslate();

private:
  void on_ready(const ModelInfo &info);
  void on_refused(const Error &error);
  void on_failed(const Error &error);
  void use(const QString &bundle);
  void refresh();
  void offer_figures(QAction *action, const std::filesystem::path &file, const QString &with,
                     const QString &without) const;

  WindowParts parts_;
  ModelInfo model_;                ///< the one that reads; without a folder while there is none
  ModelsDialog *models_ = nullptr; ///< made when it is first wanted
  bool chosen_ = false;            ///< by the user: it is remembered once it is loaded
};

} // namespace affect::ui
