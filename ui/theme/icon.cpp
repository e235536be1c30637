#include "theme/icon.h"

#include "theme/colours.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QSvgRenderer>

namespace affect::ui {
namespace {

// The files are drawn in this grey, which also reads on both themes where a style sheet uses them
// as they are.
constexpr auto file_colour = "#808890";

QByteArray svg_of(const QString &name) {
  static QHash<QString, QByteArray> files;
  auto found = files.find(name);
  if (found == files.end()) {
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    found = files.insert(name, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
  }
  return *found;
}

class SvgEngine : public QIconEngine {
public:
  SvgEngine(QString name, const QColor &(*colour)()) : name_(std::move(name)), colour_(colour) {}

  void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override {
    QColor colour = colour_();
    if (mode == QIcon::Disabled)
      colour = blended(colour, colours().window, 0.4);
    QSvgRenderer(QByteArray(svg_of(name_)).replace(file_colour, colour.name().toLatin1()))
        .render(painter, rect);
  }

  QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, pixmap.rect(), mode, state);
    return pixmap;
  }

  QIconEngine *clone() const override { return new SvgEngine(*this); }

private:
  QString name_;
  const QColor &(*colour_)();
};

const QColor &text_colour() { return colours().text; }

} // namespace

QIcon icon(const QString &name) { return icon(name, text_colour); }

QIcon icon(const QString &name, const QColor &(*colour)()) {
  return QIcon(new SvgEngine(name, colour));
}

QPixmap icon_pixmap(const QString &name, int size, const QColor &colour, qreal ratio) {
  QPixmap pixmap(QSize(size, size) * ratio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  QSvgRenderer(QByteArray(svg_of(name)).replace(file_colour, colour.name().toLatin1()))
      .render(&painter, pixmap.rect());
  painter.end();
  pixmap.setDevicePixelRatio(ratio);
  return pixmap;
}

} // namespace affect::ui
