#include "widgets/drop_zone.h"

#include "theme/colours.h"

#include <QDropEvent>
#include <QPainter>

namespace affect::ui {

DropZone::DropZone(QWidget *window) : QWidget(window) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  hide();
  watch(window);
}

void DropZone::watch(QWidget *widget) {
  widget->setAcceptDrops(true);
  widget->installEventFilter(this);
}

bool DropZone::eventFilter(QObject *watched, QEvent *event) {
  switch (event->type()) {
  case QEvent::DragEnter:
  case QEvent::DragMove: {
    auto *drag = static_cast<QDropEvent *>(event);
    if (!acceptable(*drag->mimeData()))
      return false;
    drag->setDropAction(Qt::CopyAction);
    drag->accept();
    setGeometry(parentWidget()->rect());
    raise();
    show();
    return true;
  }
  case QEvent::DragLeave:
    hide();
    return false;
  case QEvent::Drop: {
    hide();
    auto *drop = static_cast<QDropEvent *>(event);
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    Q_EMIT dropped(incoming_from(*drop->mimeData()));
    return true;
  }
  default:
    return QWidget::eventFilter(watched, event);
  }
}

void DropZone::paintEvent(QPaintEvent *) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor veil = colours().window;
  veil.setAlphaF(0.82f);
  painter.fillRect(rect(), veil);
  painter.setPen(QPen(colours().accent, 2, Qt::DashLine));
  painter.drawRoundedRect(rect().adjusted(14, 14, -14, -14), 10, 10);
  QFont large = font();
  large.setPointSizeF(large.pointSizeF() * 1.5);
  painter.setFont(large);
  painter.setPen(colours().text);
  painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                   caption_.isEmpty() ? tr("Drop to open") : caption_);
}

} // namespace affect::ui
