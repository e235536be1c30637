// Saving what a run found.
#include "batch_dock/batch_panel.h"

#include "batch_dock/summary_charts.h"
#include "widgets/error_text.h"
#include "widgets/notice.h"
#include "widgets/paths.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QStandardPaths>

namespace affect::ui {

QString BatchPanel::ask_file(BatchReport kind) {
  const bool charts = kind == BatchReport::charts;
  const QString endings[] = {QStringLiteral(".csv"), QStringLiteral(".jsonl"),
                             QStringLiteral(".html"), QStringLiteral(".png")};
  const QString filters[] = {
      tr("CSV table (*.csv)"), tr("JSON Lines (*.jsonl)"), tr("HTML report (*.html)"),
      tr("PNG picture (*.png)") + QStringLiteral(";;") + tr("SVG drawing (*.svg)")};
  const QString titles[] = {tr("Save the results as CSV"), tr("Save the results as JSON Lines"),
                            tr("Save an HTML report"), tr("Save the charts")};
  const auto which = static_cast<int>(kind);
  const QString key = QStringLiteral("batch/folder");
  QString folder = QSettings().value(key).toString();
  if (folder.isEmpty() || charts)
    folder = QStandardPaths::writableLocation(charts ? QStandardPaths::PicturesLocation
                                                     : QStandardPaths::DocumentsLocation);
  const BatchIdentity &identity = controller_->model()->identity();
  const QString stem = identity.inputs.empty()
                           ? QStringLiteral("batch")
                           : QFileInfo(from_path(identity.inputs.front())).completeBaseName();
  QString filter;
  QString path = QFileDialog::getSaveFileName(window(), titles[which],
                                              QDir(folder).filePath(stem + endings[which]),
                                              filters[which], &filter);
  if (path.isEmpty())
    return {};
  if (QFileInfo(path).suffix().isEmpty())
    path += charts && filter.contains(QStringLiteral("*.svg")) ? QStringLiteral(".svg")
                                                               : endings[which];
  if (!charts)
    QSettings().setValue(key, QFileInfo(path).path());
  return path;
}

void BatchPanel::save_report(BatchReport kind) {
  const QString path = ask_file(kind);
  if (path.isEmpty())
    return;
  notice_->hide();
  if (kind == BatchReport::charts) {
    const Result<void> saved = charts_->save(path);
    notice_->showMessage(saved.ok() ? tr("Saved %1").arg(path) : text_of(saved.error()).text,
                         !saved.ok());
    return;
  }
  ReportFiles files;
  (kind == BatchReport::csv     ? files.csv
   : kind == BatchReport::jsonl ? files.jsonl
                                : files.html) = to_path(path);
  files.byte_order_mark = bar_->byteOrderMark();
  controller_->write(files);
}

} // namespace affect::ui
