#include "reading/verdict_header.h"

#include "reading/report.h"
#include "reading/selectable_label.h"
#include "theme/colours.h"

#include <QHBoxLayout>

namespace affect::ui {
namespace {

QString confidence_of(const Reading &reading) {
  const auto most_probable = static_cast<std::size_t>(polarity_of(reading.probabilities));
  return percent(static_cast<double>(reading.probabilities[most_probable]));
}

} // namespace

VerdictHeader::VerdictHeader(QWidget *parent) : QWidget(parent) {
  sign_ = new QLabel;
  sign_->setObjectName(QStringLiteral("sign"));
  sign_->setAlignment(Qt::AlignCenter);
  sign_->setFixedSize(44, 44);
  verdict_ = selectable_label();
  verdict_->setObjectName(QStringLiteral("verdict"));
  confidence_ = selectable_label();
  confidence_->setObjectName(QStringLiteral("muted"));
  compared_ = selectable_label();
  compared_->setObjectName(QStringLiteral("compared"));
  auto *names = new QVBoxLayout;
  names->setSpacing(0);
  names->addWidget(verdict_);
  names->addWidget(confidence_);
  auto *head = new QHBoxLayout;
  head->setSpacing(12);
  head->addWidget(sign_, 0, Qt::AlignTop);
  head->addLayout(names, 1);
  auto *top = new QVBoxLayout(this);
  top->setContentsMargins(0, 0, 0, 0);
  top->setSpacing(8);
  top->addLayout(head);
  top->addWidget(compared_);
}

void VerdictHeader::setReading(const Reading &reading, const Reading *unchanged) {
  const Polarity polarity = polarity_of(reading.probabilities);
  const QColor colour = colour_of(polarity);
  sign_->setText(sign_of(polarity));
  sign_->setStyleSheet(
      QStringLiteral("background:%1; color:%2;").arg(colour.name(), readable_on(colour).name()));
  verdict_->setText(label_of(polarity));
  const QString confidence = confidence_of(reading);
  confidence_->setText(
      reading.uncertainty
          ? tr("Confidence %1, %2").arg(confidence, sureness_of(*reading.uncertainty))
          : tr("Confidence %1").arg(confidence));
  confidence_->setToolTip(
      reading.uncertainty ? tr("σ: how unsure the model is of the whole post; the lower, the surer")
                          : QString());
  compared_->setVisible(unchanged != nullptr);
  if (unchanged) {
    const Polarity was = polarity_of(unchanged->probabilities);
    compared_->setText(tr("What if. The post as it is: %1 %2 %3")
                           .arg(sign_of(was), label_of(was), confidence_of(*unchanged)));
  }
}

} // namespace affect::ui
