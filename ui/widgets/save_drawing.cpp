#include "widgets/save_drawing.h"

#include "theme/colours.h"
#include "widgets/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QStandardPaths>
#include <QSvgGenerator>

namespace affect::ui {
namespace {

bool save_svg(const Drawing &drawing, const QString &path) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly))
    return false;
  QSvgGenerator svg;
  svg.setOutputDevice(&file);
  svg.setSize(drawing.size);
  svg.setViewBox(QRect(QPoint(), drawing.size));
  svg.setTitle(drawing.title);
  svg.setDescription(drawing.description);
  QPainter painter(&svg);
  drawing.paint(painter);
  painter.end();
  return file.error() == QFileDevice::NoError;
}

bool save_png(const Drawing &drawing, const QString &path, int scale) {
  QImage image(drawing.size * scale, QImage::Format_ARGB32);
  image.setDevicePixelRatio(scale);
  image.fill(colours().surface);
  QPainter painter(&image);
  drawing.paint(painter);
  painter.end();
  return image.save(path, "PNG");
}

} // namespace

Result<void> save_drawing(const Drawing &drawing, const QString &path, int scale) {
  const bool saved = path.endsWith(QStringLiteral(".svg"), Qt::CaseInsensitive)
                         ? save_svg(drawing, path)
                         : save_png(drawing, path, scale);
  if (saved)
    return {};
  return make_error(ErrorCode::unreadable,
                    QCoreApplication::translate(
                        "Robustness", "The chart could not be saved; choose another folder.")
                        .toStdString(),
                    to_path(path));
}

QString ask_drawing_file(QWidget *parent, const QString &name) {
  const auto text = [](const char *source) {
    return QCoreApplication::translate("Robustness", source);
  };
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
  const QString svg = text("SVG drawing (*.svg)");
  QString filter;
  QString path = QFileDialog::getSaveFileName(
      parent, text("Save the chart"), QDir(folder).filePath(name),
      text("PNG picture (*.png)") + QStringLiteral(";;") + svg, &filter);
  if (!path.isEmpty() && QFileInfo(path).suffix().isEmpty())
    path += filter == svg ? QStringLiteral(".svg") : QStringLiteral(".png");
  return path;
}

} // namespace affect::ui
