#pragma once

#include <QLabel>
#include <QVBoxLayout>
#include <QWidget>

namespace affect::ui {

/// A heading with what belongs to it.
class Section : public QWidget {
public:
  explicit Section(QWidget *parent = nullptr) : QWidget(parent) {
    heading_ = new QLabel;
    heading_->setObjectName(QStringLiteral("heading"));
    column_ = new QVBoxLayout(this);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(8);
    column_->addWidget(heading_);
  }

  void setTitle(const QString &title, const QString &tip = {}) {
    heading_->setText(title);
    heading_->setToolTip(tip);
  }
  QVBoxLayout *column() const { return column_; }

private:
  QLabel *heading_;
  QVBoxLayout *column_;
};

} // namespace affect::ui
