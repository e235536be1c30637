#pragma once

#include "analysis/analyzer.h"

#include <QObject>

class QLabel;
class QStatusBar;
class QToolButton;

namespace affect::ui {

class ElidedLabel;
class Spinner;

/// The status bar's contents: that nothing leaves the computer, what is under way, which model
/// reads where.
class StatusArea : public QObject {
  Q_OBJECT
public:
  explicit StatusArea(QStatusBar *bar);

  void setModel(const ModelInfo &info);
  void setModelMissing();
  void setModelLoading();         ///< another model is being loaded
  void setModelKept();            ///< it could not be; the one before goes on
  void setReadingLeft(int posts); ///< posts still to be read in the background
  void setImporting(bool importing, int posts);
  void retranslate();

Q_SIGNALS:
  void cancelImport();

private:
  enum class Model { loading, ready, missing };
  void refresh();

  QLabel *lock_;
  ElidedLabel *offline_, *activity_, *model_;
  Spinner *spinner_;
  QToolButton *cancel_;
  Model state_ = Model::loading;
  ModelInfo info_;
  int reading_left_ = 0, found_ = 0;
  bool importing_ = false;
};

} // namespace affect::ui
