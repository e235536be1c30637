#pragma once

#include "batch_dock/run_jobs.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLayout;
class QPushButton;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace affect::ui {

class ElidedLabel;

/// What the dock shows before a run: what to analyse, with which model, and the runs before.
class BatchSetup : public QWidget {
  Q_OBJECT
public:
  explicit BatchSetup(QWidget *parent = nullptr);

  void addInputs(const QStringList &paths);
  void clearInputs();
  const QStringList &inputs() const { return inputs_; }
  /// The installed bundles; `current` is chosen unless the user chose another.
  void setModels(const QStringList &bundles, const QString &current);
  QStringList models() const; ///< chosen
  void setEarlier(const EarlierRuns &runs);
  void setStartPossible(bool possible);
  /// Pixels there are from top to bottom: where they are few, the words go.
  void setRoom(int height);
  /// A folder is asked for; nothing happens where the user thinks better of it.
  void chooseFolder();
  void chooseFiles();

Q_SIGNALS:
  void startRequested(const QStringList &inputs, const QStringList &models);
  void resumeRequested(const std::filesystem::path &journal);
  void open(const std::filesystem::path &journal);
  void discard(const std::filesystem::path &journal);

protected:
  void changeEvent(QEvent *event) override;

private:
  QLayout *build_inputs();
  QLayout *build_choice();
  void build_earlier();
  void refresh();
  void retranslate();

  QStringList inputs_, bundles_;
  bool model_chosen_ = false, start_possible_ = true;
  QLabel *title_, *text_, *model_label_, *earlier_title_;
  ElidedLabel *inputs_text_;
  QPushButton *folder_, *files_, *start_;
  QToolButton *clear_;
  QComboBox *model_;
  QWidget *earlier_box_;
  QScrollArea *earlier_scroll_;
  QVBoxLayout *earlier_;
};

} // namespace affect::ui
