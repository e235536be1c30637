#pragma once

#include "batch_dock/run_jobs.h"

#include <QFrame>

class QBoxLayout;
class QToolButton;

namespace affect::ui {

class ElidedLabel;

/// "~/posts and 2 more".
QString name_of_inputs(const QStringList &inputs);

/// An earlier run in a line, with what can be done with it.
class RunRow : public QFrame {
  Q_OBJECT
public:
  explicit RunRow(QWidget *parent = nullptr);

  void setRun(const EarlierRun &run);
  const EarlierRun &run() const { return run_; }
  /// The sentence of an offer instead of the short line of a list.
  void setOffer(bool offer);

Q_SIGNALS:
  void resumeRequested(const std::filesystem::path &journal);
  void open(const std::filesystem::path &journal);
  void discard(const std::filesystem::path &journal);
  void closed();

protected:
  void changeEvent(QEvent *event) override;
  void resizeEvent(QResizeEvent *event) override;

private:
  void retranslate();

  EarlierRun run_;
  bool offer_ = false;
  QBoxLayout *lines_;
  ElidedLabel *text_;
  QToolButton *resume_, *open_, *discard_, *close_;
};

} // namespace affect::ui
