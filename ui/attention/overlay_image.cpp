#include "attention/overlay_image.h"

#include "theme/colours.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace affect::ui {
namespace {

constexpr int longest_side = 512;

} // namespace

QImage overlay_image(const std::vector<float> &values, const RegionGrid &grid, const QSize &picture,
                     const OverlayOptions &options) {
  if (values.empty() || picture.isEmpty() || static_cast<int>(values.size()) != grid.count())
    return {};
  QSize size = picture;
  if (std::max(size.width(), size.height()) > longest_side)
    size.scale(longest_side, longest_side, Qt::KeepAspectRatio);
  size = size.expandedTo(QSize(1, 1));
  const auto rgba = attention_overlay(values, grid, size.width(), size.height(), options);
  const QImage view(rgba.data(), size.width(), size.height(),
                    static_cast<qsizetype>(size.width()) * 4, QImage::Format_RGBA8888);
  return view.convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

QImage composed(const OverlayPicture &parts) {
  const int width = std::max(parts.picture.width(), 360);
  QFont font;
  font.setPixelSize(std::clamp(width / 45, 12, 36));
  const QFontMetrics metrics(font);
  const int margin = metrics.height() / 2;
  const int legend = metrics.height() * 3 + margin;
  QImage page(width, parts.picture.height() + legend, QImage::Format_RGB32);
  page.fill(Qt::white);
  QPainter painter(&page);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const QRect target((width - parts.picture.width()) / 2, 0, parts.picture.width(),
                     parts.picture.height());
  painter.drawImage(target, parts.picture);
  painter.drawImage(target, parts.overlay);

  painter.setFont(font);
  painter.setPen(Qt::black);
  int y = parts.picture.height() + margin;
  painter.drawText(margin, y + metrics.ascent(),
                   metrics.elidedText(parts.caption, Qt::ElideRight, width - 2 * margin));
  y += metrics.height() + margin / 2;
  const QString zero = QStringLiteral("0"), most = QString::number(parts.most, 'f', 3);
  const QRect bar(margin + metrics.horizontalAdvance(zero) + margin, y, width / 3,
                  metrics.height());
  for (int x = 0; x < bar.width(); ++x) {
    const double value = bar.width() > 1 ? static_cast<double>(x) / (bar.width() - 1) : 1.0;
    const auto rgb = colormap_at(parts.colormap, value);
    painter.fillRect(bar.x() + x, bar.y(), 1, bar.height(),
                     value < parts.threshold ? QColor(Qt::lightGray)
                                             : QColor(rgb[0], rgb[1], rgb[2]));
  }
  painter.drawText(margin, y + metrics.ascent(), zero);
  painter.drawText(bar.right() + margin, y + metrics.ascent(), most);
  return page;
}

} // namespace affect::ui
