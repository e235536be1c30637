#pragma once

#include "base/result.h"

#include <QSize>
#include <QString>

#include <functional>

class QPainter;
class QWidget;

namespace affect::ui {

/// What is saved: something painted, and what is said of it to those who do not see it.
struct Drawing {
  QSize size;                            ///< in points
  std::function<void(QPainter &)> paint; ///< from (0, 0) on
  QString title, description;
};

/// Saves a drawing as an SVG, or as a PNG of `scale` pixels a point, by the file's ending. Errors:
/// unreadable (the file cannot be written).
Result<void> save_drawing(const Drawing &drawing, const QString &path, int scale = 2);

/// Asks where a drawing is to be saved, at first as `name` among the user's pictures; empty: the
/// user thought better of it. The path ends in .png or .svg unless the user wrote another ending.
QString ask_drawing_file(QWidget *parent, const QString &name);

} // namespace affect::ui
