#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace affect::ui {

/// One of resources/icons by name, drawn in the text colour of the theme in force (it follows a
/// change of theme).
QIcon icon(const QString &name);
/// The same in a fixed role: `colour` is asked for at every paint.
QIcon icon(const QString &name, const QColor &(*colour)());
/// A pixmap of an icon in a given colour, sharp on screens of `ratio` device pixels a point.
QPixmap icon_pixmap(const QString &name, int size, const QColor &colour, qreal ratio);

} // namespace affect::ui
