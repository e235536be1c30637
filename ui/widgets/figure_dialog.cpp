#include "widgets/figure_dialog.h"

#include "widgets/error_text.h"
#include "widgets/save_drawing.h"

#include <QClipboard>
#include <QEvent>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace affect::ui {

FigureDialog::FigureDialog(const QString &bundle, const QString &kind, QWidget *parent)
    : QDialog(parent), bundle_(bundle), kind_(kind) {
  setObjectName(kind_ + QStringLiteral("_dialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto *title = new QLabel(bundle_);
  title->setObjectName(QStringLiteral("title"));
  text_ = new QLabel;
  text_->setObjectName(QStringLiteral("muted"));
  text_->setWordWrap(true);
  state_ = new QLabel;
  state_->setObjectName(QStringLiteral("muted"));
  save_ = new QPushButton;
  copy_ = new QPushButton;
  close_ = new QPushButton;
  for (QPushButton *button : {save_, copy_, close_})
    button->setAutoDefault(false);
  head_ = new QHBoxLayout;
  head_->addWidget(title, 1);
  body_ = new QVBoxLayout;
  body_->setSpacing(8);
  auto *buttons = new QHBoxLayout;
  buttons->addWidget(save_);
  buttons->addWidget(copy_);
  buttons->addWidget(state_, 1);
  buttons->addWidget(close_);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(16, 14, 16, 14);
  column->setSpacing(8);
  column->addLayout(head_);
  column->addWidget(text_);
  column->addLayout(body_, 1);
  column->addLayout(buttons);
  connect(save_, &QPushButton::clicked, this, &FigureDialog::choose_file);
  connect(copy_, &QPushButton::clicked, this, &FigureDialog::copy_values);
  connect(close_, &QPushButton::clicked, this, &QDialog::close);
}

void FigureDialog::choose_file() {
  const QString path = ask_drawing_file(this, QStringLiteral("%1-%2.png").arg(bundle_, kind_));
  if (path.isEmpty())
    return;
  const Result<void> saved = save_chart(path);
  state_->setText(saved.ok() ? tr("Saved %1").arg(QFileInfo(path).fileName())
                             : text_of(saved.error()).text);
  if (!saved.ok())
    Q_EMIT failed(saved.error());
}

void FigureDialog::copy_values() {
  QGuiApplication::clipboard()->setText(QString::fromStdString(csv()));
  state_->setText(tr("The values are on the clipboard as CSV"));
}

void FigureDialog::changeEvent(QEvent *event) {
  if (ready_ && event->type() == QEvent::LanguageChange)
    retranslate();
  QDialog::changeEvent(event);
}

void FigureDialog::retranslate() {
  ready_ = true;
  const auto name = [](QPushButton *button, const QString &text, const QString &tip) {
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
  };
  name(save_, tr("Save chart…"), tr("Save the chart as a PNG picture or an SVG drawing"));
  name(copy_, tr("Copy values"), tr("Copy the values as CSV"));
  name(close_, tr("Close"), tr("Close this window"));
}

} // namespace affect::ui
