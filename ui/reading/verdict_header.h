#pragma once

#include "analysis/reading.h"

#include <QWidget>

class QLabel;

namespace affect::ui {

/// The head of the reading panel: the polarity with its sign, how sure the model is of it and,
/// while a what-if is shown, what the post is read as unchanged.
class VerdictHeader : public QWidget {
  Q_OBJECT
public:
  explicit VerdictHeader(QWidget *parent = nullptr);

  /// `unchanged`: the reading of the post as it is, null unless `reading` is that of a what-if.
  void setReading(const Reading &reading, const Reading *unchanged);

private:
  QLabel *sign_, *verdict_, *confidence_, *compared_;
};

} // namespace affect::ui
