#include "widgets/notice.h"

#include "theme/colours.h"
#include "theme/icon.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

namespace affect::ui {

Notice::Notice(QWidget *parent) : QFrame(parent) {
  setObjectName(QStringLiteral("notice"));
  icon_ = new QLabel;
  text_ = new QLabel;
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::PlainText); // names of files are not markup
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  close_ = new QToolButton;
  close_->setIcon(icon(QStringLiteral("close")));
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(12, 6, 6, 6);
  row->setSpacing(8);
  row->addWidget(icon_, 0, Qt::AlignVCenter);
  row->addWidget(text_, 1);
  row->addWidget(close_, 0, Qt::AlignVCenter);
  connect(close_, &QToolButton::clicked, this, &QWidget::hide);
  retranslate();
  hide();
}

void Notice::showMessage(const QString &sentence, bool error) {
  error_ = error;
  text_->setText(sentence);
  setAccessibleName(sentence);
  refresh();
  setVisible(!sentence.isEmpty());
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

QString Notice::sentence() const { return isHidden() ? QString() : text_->text(); }

void Notice::refresh() {
  const Colours &c = colours();
  icon_->setPixmap(icon_pixmap(error_ ? QStringLiteral("warning") : QStringLiteral("check"),
                               fontMetrics().height() + 2, error_ ? c.error : c.accent,
                               devicePixelRatioF()));
  if (property("error").toBool() == error_)
    return;
  setProperty("error", error_);
  style()->unpolish(this);
  style()->polish(this);
}

void Notice::retranslate() {
  close_->setToolTip(tr("Dismiss"));
  close_->setAccessibleName(close_->toolTip());
}

void Notice::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  if (event->type() == QEvent::PaletteChange)
    refresh();
  QFrame::changeEvent(event);
}

} // namespace affect::ui
