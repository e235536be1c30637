#pragma once

#include "base/result.h"

#include <QDialog>

#include <string>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace affect::ui {

/// A window with a chart of a bundle's figures: what it shows, the chart, and buttons that save the
/// chart and copy its values.
class FigureDialog : public QDialog {
  Q_OBJECT

Q_SIGNALS:
  void failed(const affect::Error &error);

protected:
  /// `kind` names the window ("robustness_dialog") and the file a chart is saved to at first
  /// ("BUNDLE-robustness.png").
  FigureDialog(const QString &bundle, const QString &kind, QWidget *parent);

  virtual Result<void> save_chart(const QString &path) const = 0;
  /// The values, with a header.
  virtual std::string csv() const = 0;
  /// Sets every text anew. To be called at the end of a derived window's constructor, and by its
  /// own retranslate().
  virtual void retranslate();

  void changeEvent(QEvent *event) override;

  QHBoxLayout *head_; ///< the title's row
  QVBoxLayout *body_; ///< below the explanation, above the buttons
  QLabel *text_;      ///< what the chart shows

private:
  void choose_file();
  void copy_values();

  QString bundle_, kind_;
  QLabel *state_;
  QPushButton *save_, *copy_, *close_;
  bool ready_ = false; ///< retranslate() may be called
};

} // namespace affect::ui
