#include "widgets/elided_label.h"

#include <QPainter>
#include <QStyle>

namespace affect::ui {

ElidedLabel::ElidedLabel(Qt::TextElideMode mode, QWidget *parent) : QLabel(parent), mode_(mode) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setTextFormat(Qt::PlainText);
}

void ElidedLabel::setFullText(const QString &text) {
  text_ = text;
  setAccessibleName(text);
  setToolTip(text.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped()));
  updateGeometry();
  update();
}

QSize ElidedLabel::minimumSizeHint() const {
  return {fontMetrics().averageCharWidth() * 3, fontMetrics().height()};
}

QSize ElidedLabel::sizeHint() const {
  return {fontMetrics().horizontalAdvance(text_) + 2, fontMetrics().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  const QString line = fontMetrics().elidedText(text_, mode_, contentsRect().width());
  style()->drawItemText(&painter, contentsRect(),
                        static_cast<int>(alignment()) | Qt::TextSingleLine, palette(), isEnabled(),
                        line, foregroundRole());
}

} // namespace affect::ui
