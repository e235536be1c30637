#pragma once

#include <QLabel>

namespace affect::ui {

/// One line that gives way: its middle or end is elided where there is no room; the tooltip has the
/// whole.
class ElidedLabel : public QLabel {
  Q_OBJECT
public:
  explicit ElidedLabel(Qt::TextElideMode mode = Qt::ElideRight, QWidget *parent = nullptr);

  void setFullText(const QString &text);
  const QString &fullText() const { return text_; }
  QSize minimumSizeHint() const override;
  QSize sizeHint() const override;

protected:
  void paintEvent(QPaintEvent *event) override;

private:
  QString text_;
  Qt::TextElideMode mode_;
};

} // namespace affect::ui
