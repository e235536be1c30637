#include "shell/status_area.h"

#include "theme/colours.h"
#include "theme/icon.h"
#include "widgets/elided_label.h"
#include "widgets/spinner.h"

#include <QStatusBar>
#include <QToolButton>

namespace affect::ui {

StatusArea::StatusArea(QStatusBar *bar) : QObject(bar) {
  bar->setSizeGripEnabled(false);
  bar->setContentsMargins(8, 1, 10, 1);
  lock_ = new QLabel;
  offline_ = new ElidedLabel;
  offline_->setObjectName(QStringLiteral("offline"));
  activity_ = new ElidedLabel;
  activity_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  model_ = new ElidedLabel;
  model_->setObjectName(QStringLiteral("model"));
  spinner_ = new Spinner;
  cancel_ = new QToolButton;
  cancel_->setVisible(false);
  bar->addWidget(lock_);
  bar->addWidget(offline_, 1);
  bar->addPermanentWidget(spinner_);
  bar->addPermanentWidget(activity_);
  bar->addPermanentWidget(cancel_);
  bar->addPermanentWidget(model_);
  connect(cancel_, &QToolButton::clicked, this, &StatusArea::cancelImport);
  retranslate();
}

void StatusArea::setModel(const ModelInfo &info) {
  state_ = Model::ready;
  info_ = info;
  refresh();
}

void StatusArea::setModelMissing() {
  state_ = Model::missing;
  refresh();
}

void StatusArea::setModelLoading() {
  state_ = Model::loading;
  refresh();
}

void StatusArea::setModelKept() {
  state_ = Model::ready;
  refresh();
}

void StatusArea::setReadingLeft(int posts) {
  reading_left_ = posts;
  refresh();
}

void StatusArea::setImporting(bool importing, int posts) {
  importing_ = importing;
  found_ = posts;
  refresh();
}

void StatusArea::retranslate() {
  offline_->setFullText(tr("Offline — nothing leaves this computer"));
  cancel_->setText(tr("Cancel"));
  cancel_->setToolTip(tr("Stop looking for posts; those found stay"));
  cancel_->setAccessibleName(cancel_->toolTip());
  refresh();
}

void StatusArea::refresh() {
  lock_->setPixmap(icon_pixmap(QStringLiteral("offline"), lock_->fontMetrics().height(),
                               colours().muted, lock_->devicePixelRatioF()));
  QString activity, model;
  if (importing_)
    activity = tr("Looking for posts… %n found", nullptr, found_);
  else if (state_ == Model::loading)
    activity = tr("Loading the model…");
  else if (reading_left_ > 0 && state_ == Model::ready)
    activity = tr("%n post(s) to read", nullptr, reading_left_);
  if (state_ == Model::ready)
    model = QStringLiteral("%1 · %2 · %3")
                .arg(QString::fromStdString(info_.id), QString::fromStdString(info_.device),
                     QString::fromStdString(info_.precision));
  else if (state_ == Model::missing)
    model = tr("No model");
  activity_->setFullText(activity);
  model_->setFullText(model);
  spinner_->setRunning(!activity.isEmpty());
  cancel_->setVisible(importing_);
}

} // namespace affect::ui
