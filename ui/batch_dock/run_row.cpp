#include "batch_dock/run_row.h"

#include "theme/icon.h"
#include "widgets/elided_label.h"

#include <QCoreApplication>
#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QToolButton>

namespace affect::ui {
namespace {

struct Names {
  Q_DECLARE_TR_FUNCTIONS(BatchNames)
};

constexpr int room_for_one_line = 740; // pixels

} // namespace

QString name_of_inputs(const QStringList &inputs) {
  if (inputs.isEmpty())
    return {};
  QString first = inputs.front();
  if (first.startsWith(QDir::homePath() + u'/'))
    first.replace(0, QDir::homePath().size(), QStringLiteral("~"));
  const int more = static_cast<int>(inputs.size()) - 1;
  return more > 0 ? Names::tr("%1 and %n more", nullptr, more).arg(first) : first;
}

RunRow::RunRow(QWidget *parent) : QFrame(parent) {
  text_ = new ElidedLabel(Qt::ElideMiddle);
  resume_ = new QToolButton;
  resume_->setObjectName(QStringLiteral("go_on"));
  resume_->setIcon(icon(QStringLiteral("play")));
  open_ = new QToolButton;
  open_->setObjectName(QStringLiteral("open_run"));
  open_->setIcon(icon(QStringLiteral("batch")));
  discard_ = new QToolButton;
  discard_->setObjectName(QStringLiteral("discard_run"));
  discard_->setIcon(icon(QStringLiteral("trash")));
  close_ = new QToolButton;
  close_->setIcon(icon(QStringLiteral("close")));
  auto *buttons = new QHBoxLayout;
  buttons->setSpacing(4);
  lines_ = new QBoxLayout(QBoxLayout::LeftToRight, this);
  lines_->setContentsMargins(0, 0, 0, 0);
  lines_->setSpacing(2);
  lines_->addWidget(text_, 1);
  lines_->addLayout(buttons);
  for (QToolButton *button : {resume_, open_, discard_}) {
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    buttons->addWidget(button);
  }
  buttons->addStretch(1);
  buttons->addWidget(close_);
  text_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  close_->hide();
  connect(resume_, &QToolButton::clicked, this, [this] { Q_EMIT resumeRequested(run_.journal); });
  connect(open_, &QToolButton::clicked, this, [this] { Q_EMIT open(run_.journal); });
  connect(discard_, &QToolButton::clicked, this, [this] { Q_EMIT discard(run_.journal); });
  connect(close_, &QToolButton::clicked, this, &RunRow::closed);
  retranslate();
}

void RunRow::setRun(const EarlierRun &run) {
  run_ = run;
  retranslate();
}

void RunRow::setOffer(bool offer) {
  offer_ = offer;
  setObjectName(offer ? QStringLiteral("batch_offer") : QString());
  layout()->setContentsMargins(offer ? 14 : 0, offer ? 5 : 0, offer ? 8 : 0, offer ? 5 : 0);
  close_->setVisible(offer);
  retranslate();
}

// In a narrow window the buttons go below the sentence.
void RunRow::resizeEvent(QResizeEvent *event) {
  QFrame::resizeEvent(event);
  if (offer_)
    lines_->setDirection(width() < room_for_one_line ? QBoxLayout::TopToBottom
                                                     : QBoxLayout::LeftToRight);
}

void RunRow::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QFrame::changeEvent(event);
}

void RunRow::retranslate() {
  const QLocale locale;
  const JournalCounts &counts = run_.counts;
  const QString inputs = name_of_inputs(run_.inputs);
  const QString over = locale.toString(counts.done + counts.failed),
                all = locale.toString(counts.all());
  if (offer_) {
    text_->setFullText(
        tr("The analysis of %1 was interrupted: %2 of %3 posts are done.").arg(inputs, over, all));
  } else {
    const QString how_far = run_.finished()
                                ? tr("%n post(s)", nullptr, static_cast<int>(counts.all()))
                                : tr("%1 of %2 posts").arg(over, all);
    text_->setFullText(QStringList{inputs, run_.models.join(QStringLiteral(", ")), how_far,
                                   locale.toString(run_.when, QLocale::ShortFormat)}
                           .join(QStringLiteral(" · ")));
  }
  resume_->setVisible(!run_.finished());
  const auto name = [&](QToolButton *button, const QString &text, const QString &tip) {
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text.isEmpty() ? tip : QStringLiteral("%1: %2").arg(text, inputs));
  };
  name(resume_, tr("Go on"), tr("Analyse what is left; nothing that is done is done again"));
  name(open_, tr("Show"), tr("Show what there is of this run"));
  name(discard_, tr("Discard"), tr("Delete the results of this run; the posts stay"));
  name(close_, QString(), tr("Not now; the run stays in the list of the Batch panel"));
}

} // namespace affect::ui
