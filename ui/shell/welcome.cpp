#include "shell/welcome.h"

#include "shell/recent_files.h"
#include "theme/icon.h"
#include "widgets/flow_layout.h"

#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace affect::ui {
namespace {

constexpr int recent_shown = 4;

// A label that may wrap keeps to the middle without losing its height for width.
void add_centred(QVBoxLayout *column, QLabel *label) {
  auto *row = new QHBoxLayout;
  row->addStretch(1);
  row->addWidget(label, 1000);
  row->addStretch(1);
  column->addLayout(row);
}

} // namespace

Welcome::Welcome(RecentFiles *recent, QWidget *parent) : QWidget(parent), recent_(recent) {
  setObjectName(QStringLiteral("welcome"));
  picture_ = new QLabel;
  picture_->setPixmap(
      QIcon(QStringLiteral(":/icons/affectscope.svg")).pixmap(QSize(72, 72), devicePixelRatioF()));
  picture_->setAlignment(Qt::AlignCenter);
  title_ = new QLabel;
  title_->setObjectName(QStringLiteral("welcome_title"));
  text_ = new QLabel;
  hint_ = new QLabel;
  hint_->setObjectName(QStringLiteral("muted"));
  for (QLabel *label : {title_, text_, hint_}) {
    label->setAlignment(Qt::AlignCenter);
    label->setWordWrap(true);
    label->setMaximumWidth(600);
  }
  QLayout *buttons = build_buttons();
  build_recent();
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(14, 16, 14, 16);
  column->setSpacing(14);
  column->addStretch(2);
  column->addWidget(picture_);
  for (QLabel *label : {title_, text_})
    add_centred(column, label);
  column->addSpacing(6);
  column->addLayout(buttons);
  add_centred(column, hint_);
  column->addWidget(recent_box_, 0, Qt::AlignHCenter);
  column->addStretch(3);
  setFocusProxy(samples_);
  refresh_recent();
  retranslate();
}

QLayout *Welcome::build_buttons() {
  samples_ = new QPushButton;
  samples_->setObjectName(QStringLiteral("primary"));
  samples_->setDefault(true);
  files_ = new QPushButton;
  files_->setIcon(icon(QStringLiteral("open")));
  folder_ = new QPushButton;
  folder_->setIcon(icon(QStringLiteral("folder")));
  connect(samples_, &QPushButton::clicked, this, &Welcome::openSamples);
  connect(files_, &QPushButton::clicked, this, &Welcome::openFiles);
  connect(folder_, &QPushButton::clicked, this, &Welcome::openFolder);
  auto *row = new QHBoxLayout;
  row->setSpacing(10);
  row->addStretch(1);
  for (QPushButton *button : {samples_, files_, folder_})
    row->addWidget(button);
  row->addStretch(1);
  return row;
}

void Welcome::build_recent() {
  recent_box_ = new QWidget;
  recent_list_ = new QVBoxLayout(recent_box_);
  recent_list_->setContentsMargins(0, 12, 0, 0);
  recent_list_->setSpacing(0);
  recent_title_ = new QLabel;
  recent_title_->setObjectName(QStringLiteral("heading"));
  recent_title_->setAlignment(Qt::AlignCenter);
  recent_list_->addWidget(recent_title_);
  connect(recent_, &RecentFiles::changed, this, &Welcome::refresh_recent);
}

void Welcome::refresh_recent() {
  while (recent_list_->count() > 1)
    delete recent_list_->takeAt(1)->widget();
  for (const QString &path : recent_->paths().mid(0, recent_shown)) {
    const QFileInfo info(path);
    auto *link = new QPushButton(info.fileName().isEmpty() ? path : info.fileName());
    link->setObjectName(QStringLiteral("link"));
    link->setFlat(true);
    link->setToolTip(path);
    link->setAccessibleName(path);
    link->setCursor(Qt::PointingHandCursor);
    connect(link, &QPushButton::clicked, this, [this, path] { Q_EMIT openPath(path); });
    recent_list_->addWidget(link, 0, Qt::AlignCenter);
  }
  recent_box_->setVisible(!recent_->paths().isEmpty());
}

void Welcome::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QWidget::changeEvent(event);
}

void Welcome::retranslate() {
  title_->setText(tr("See how a post feels, and why"));
  text_->setText(tr("Open a picture with its text: Affectscope reads the sentiment of both "
                    "together and shows which "
                    "words look at which parts of the picture."));
  samples_->setText(tr("Open the samples"));
  samples_->setToolTip(
      tr("Five posts and two clips that come with the program, in English and Chinese"));
  files_->setText(tr("Open files…"));
  files_->setToolTip(tr("Pictures, texts, or lists of posts (CSV, JSON Lines)"));
  folder_->setText(tr("Open folder…"));
  folder_->setToolTip(tr("Every post in a folder and below it"));
  hint_->setText(
      tr("Or drop files and folders here, or paste a picture or a text (Ctrl+V).\n"
         "A picture goes with the text of the same name: cat.jpg and cat.txt are one post."));
  recent_title_->setText(tr("Opened lately"));
}

} // namespace affect::ui
