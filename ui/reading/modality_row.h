#pragma once

#include "analysis/reading.h"

#include <QWidget>

class QLabel;

namespace affect::ui {

class StackedBar;

/// What one modality says alone: its label with probability, its weight, or that it is missing.
class ModalityRow : public QWidget {
  Q_OBJECT
public:
  explicit ModalityRow(Modality modality, QWidget *parent = nullptr);
  /// Null: the system does not read this modality alone. `hidden`: missing because it is being tried out.
  void setReading(const UnimodalReading *reading, bool hidden);

private:
  Modality modality_;
  QLabel *icon_, *name_, *result_, *weight_;
  StackedBar *bar_;
};

} // namespace affect::ui
