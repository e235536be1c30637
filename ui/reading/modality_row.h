#pragma once

#include "analysis/reading.h"

#include <QWidget>

class QLabel;

namespace affect::ui {

class StackedBar;
class WeightBar;

/// What one modality says alone: its label with probability, its weight, how sure it is, or that it
/// is missing and whether a translation of the other stands in.
class ModalityRow : public QWidget {
  Q_OBJECT
public:
  explicit ModalityRow(Modality modality, QWidget *parent = nullptr);
  /// Null: the system does not read this modality alone. `hidden`: missing because it is being
  /// tried out. `before`: the post as it is, to compare with (null: nothing).
  void setReading(const UnimodalReading *reading, bool hidden,
                  const UnimodalReading *before = nullptr);

private:
  void show_degree(const UnimodalReading &reading);

  Modality modality_;
  QLabel *icon_, *name_, *result_, *note_, *sure_, *degree_;
  StackedBar *bar_;
  WeightBar *weight_;
};

} // namespace affect::ui
