#pragma once

#include "base/result.h"
#include "batch/journal/journal_reader.h"

#include <QWidget>

namespace affect::ui {

class SummaryChart;

/// A run at a glance: polarity, agreement of text and image, and how much either weighed.
class SummaryCharts : public QWidget {
  Q_OBJECT
public:
  explicit SummaryCharts(QWidget *parent = nullptr);

  void setSummary(const JournalSummary &summary);
  void clear() { setSummary({}); }
  void setShownModel(int model);
  SummaryChart *polarity() const { return polarity_; }
  SummaryChart *agreement() const { return agreement_; }
  SummaryChart *weights() const { return weights_; }
  /// All in one picture, PNG or SVG by the file's ending. Errors: unreadable.
  Result<void> save(const QString &path, int scale = 2) const;

protected:
  void changeEvent(QEvent *event) override;

private:
  void refresh();

  JournalSummary summary_;
  int model_ = 0;
  SummaryChart *polarity_, *agreement_, *weights_;
};

} // namespace affect::ui
