#pragma once

#include <QImage>
#include <QMimeData>
#include <QString>
#include <QStringList>

namespace affect::ui {

/// What a drop or the clipboard brings.
struct Incoming {
  QStringList paths; ///< local files and folders
  QImage picture;
  QString text;
  bool remote = false; ///< only addresses on the net, which this program does not fetch

  bool empty() const { return paths.isEmpty() && picture.isNull() && text.trimmed().isEmpty(); }
};

/// Files go before pixels, pixels before text; text that comes with a picture stays with it unless
/// it is its address.
Incoming incoming_from(const QMimeData &data);
/// Whether incoming_from would find something, without decoding a picture (asked at every move of a
/// drag).
bool acceptable(const QMimeData &data);

} // namespace affect::ui
