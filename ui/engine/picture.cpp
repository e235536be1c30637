#include "engine/picture.h"

#include <QPainter>

#include <algorithm>
#include <cstring>

namespace affect::ui {

QImage to_qimage(const Image &image, int side) {
  const QImage view(image.rgb.data(), image.width, image.height,
                    static_cast<qsizetype>(image.width) * 3, QImage::Format_RGB888);
  if (std::max(image.width, image.height) <= side)
    return view.convertToFormat(QImage::Format_RGB32);
  return view.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation)
      .convertToFormat(QImage::Format_RGB32);
}

Image from_qimage(const QImage &picture) {
  QImage flat(picture.size(), QImage::Format_RGB888);
  flat.fill(Qt::white);
  QPainter painter(&flat);
  painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
  painter.drawImage(QRect(QPoint(), flat.size()), picture);
  painter.end();
  Image image{flat.width(), flat.height(), {}};
  const std::size_t row = static_cast<std::size_t>(image.width) * 3;
  image.rgb.resize(row * static_cast<std::size_t>(image.height));
  for (int y = 0; y < image.height; ++y)
    std::memcpy(image.rgb.data() + row * static_cast<std::size_t>(y), flat.constScanLine(y), row);
  return image;
}

} // namespace affect::ui
