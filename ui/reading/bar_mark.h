#pragma once

#include "theme/colours.h"

#include <QPainter>

namespace affect::ui {

/// Marks where a value stood before: a line with a gap to the bar on both themes.
inline void paint_mark(QPainter &painter, double x, double top, double bottom) {
  painter.setPen(QPen(colours().surface, 4));
  painter.drawLine(QPointF(x, top), QPointF(x, bottom));
  painter.setPen(QPen(colours().text, 2));
  painter.drawLine(QPointF(x, top), QPointF(x, bottom));
}

} // namespace affect::ui
