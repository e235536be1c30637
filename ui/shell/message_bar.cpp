#include "shell/message_bar.h"

#include "theme/colours.h"
#include "theme/icon.h"
#include "widgets/error_text.h"

#include <QAccessible>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QToolButton>

#include <algorithm>

namespace affect::ui {
namespace {

constexpr int most_listed = 1000; // a folder of broken files must not fill the memory

} // namespace

MessageBar::MessageBar(QWidget *parent) : QFrame(parent) {
  setObjectName(QStringLiteral("message_bar"));
  icon_ = new QLabel;
  headline_ = new QLabel;
  headline_->setObjectName(QStringLiteral("message_headline"));
  headline_->setWordWrap(true);
  headline_->setTextFormat(Qt::RichText);
  headline_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  details_ = new QToolButton;
  details_->setCheckable(true);
  details_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  copy_ = new QToolButton;
  copy_->setIcon(icon(QStringLiteral("copy")));
  close_ = new QToolButton;
  close_->setIcon(icon(QStringLiteral("close")));
  list_ = new QListWidget;
  list_->setWordWrap(true);
  list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  list_->setMaximumHeight(150);
  list_->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
  list_->setFrameShape(QFrame::NoFrame);
  list_->hide();

  auto *row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(icon_, 0, Qt::AlignVCenter);
  row->addWidget(headline_, 1);
  for (QToolButton *button : {details_, copy_, close_})
    row->addWidget(button, 0, Qt::AlignVCenter);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(14, 8, 8, 8);
  column->setSpacing(6);
  column->addLayout(row);
  column->addWidget(list_);

  connect(details_, &QToolButton::toggled, this, &MessageBar::setExpanded);
  connect(copy_, &QToolButton::clicked, this, &MessageBar::copy);
  connect(close_, &QToolButton::clicked, this, &MessageBar::clear);
  hide();
}

QString MessageBar::line_of(const Error &error) const {
  const ErrorText text = text_of(error);
  const QString said =
      text.detail.isEmpty() ? text.text : QStringLiteral("%1 (%2)").arg(text.text, text.detail);
  return text.path.isEmpty() ? said : QStringLiteral("%1: %2").arg(text.path, said);
}

void MessageBar::add(const Error &error) {
  const bool known = std::any_of(errors_.begin(), errors_.end(), [&](const Error &other) {
    return other.file == error.file && other.message == error.message;
  });
  if (known || count() >= most_listed)
    return;
  errors_.push_back(error);
  list_->addItem(line_of(error));
  refresh();
  show();
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void MessageBar::clear() {
  errors_.clear();
  list_->clear();
  setExpanded(false);
  hide();
}

bool MessageBar::expanded() const { return details_->isChecked(); }

void MessageBar::setExpanded(bool expanded) {
  details_->setChecked(expanded);
  list_->setVisible(expanded);
  refresh();
}

QString MessageBar::headline() const {
  if (errors_.empty())
    return {};
  if (errors_.size() > 1)
    return tr("%n problem(s); the other posts are not affected.", nullptr, count());
  const ErrorText text = text_of(errors_.front());
  if (text.file.isEmpty())
    return text.text.toHtmlEscaped();
  return QStringLiteral("<b>%1</b>: %2").arg(text.file.toHtmlEscaped(), text.text.toHtmlEscaped());
}

void MessageBar::refresh() {
  icon_->setPixmap(icon_pixmap(QStringLiteral("warning"), fontMetrics().height() + 2,
                               colours().error, devicePixelRatioF()));
  headline_->setText(headline());
  if (count() == 1) {
    const ErrorText text = text_of(errors_.front());
    headline_->setToolTip(QStringLiteral("%1\n%2").arg(text.path, text.detail).trimmed());
  } else {
    headline_->setToolTip(QString());
  }
  details_->setVisible(count() > 1);
  details_->setIcon(
      icon(expanded() ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
  details_->setText(expanded() ? tr("Hide") : tr("Show all"));
  details_->setAccessibleName(details_->text());
  details_->setToolTip(tr("List every file with its reason"));
  copy_->setToolTip(tr("Copy the list"));
  copy_->setAccessibleName(copy_->toolTip());
  close_->setToolTip(tr("Dismiss"));
  close_->setAccessibleName(close_->toolTip());
  list_->setAccessibleName(tr("Problems"));
  setAccessibleName(tr("Problems"));
  setAccessibleDescription(headline_->text());
}

void MessageBar::copy() const {
  QStringList lines;
  for (const Error &error : errors_)
    lines << line_of(error);
  QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void MessageBar::keyPressEvent(QKeyEvent *event) {
  if (event->key() == Qt::Key_Escape)
    clear();
  else
    QFrame::keyPressEvent(event);
}

void MessageBar::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange) {
    for (int i = 0; i < list_->count(); ++i)
      list_->item(i)->setText(line_of(errors_[static_cast<std::size_t>(i)]));
    refresh();
  }
  if (event->type() == QEvent::PaletteChange)
    refresh();
  QFrame::changeEvent(event);
}

} // namespace affect::ui
