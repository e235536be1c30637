#include "batch_dock/batch_table.h"

#include "batch_dock/batch_delegate.h"
#include "theme/colours.h"
#include "theme/icon.h"
#include "widgets/paths.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QUrl>

namespace affect::ui {
namespace {

constexpr int most_copied = 10'000; // rows

} // namespace

BatchTable::BatchTable(JournalModel *model, QWidget *parent) : QTableView(parent), model_(model) {
  setObjectName(QStringLiteral("batch_table"));
  setModel(model);
  setItemDelegateForColumn(JournalModel::result, new BatchDelegate(this));
  setSelectionBehavior(SelectRows);
  setSelectionMode(ExtendedSelection);
  setEditTriggers(NoEditTriggers);
  setTabKeyNavigation(false);
  setShowGrid(false);
  setWordWrap(false);
  setTextElideMode(Qt::ElideRight);
  setHorizontalScrollMode(ScrollPerPixel);
  setFrameShape(NoFrame);
  verticalHeader()->hide();
  // All rows alike: with a million of them none may be measured.
  verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  verticalHeader()->setMinimumSectionSize(10);
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 9);
  QHeaderView *header = horizontalHeader();
  header->setHighlightSections(false);
  header->setSectionsMovable(true);
  header->setStretchLastSection(true);
  const int letter = fontMetrics().horizontalAdvance(u'0');
  const int letters[] = {24, 18, 14, 9, 10, 15, 17, 24};
  for (int column = 0; column < JournalModel::columns; ++column)
    setColumnWidth(column, letters[column] * letter);
  connect(this, &QAbstractItemView::activated, this, &BatchTable::open_row);
  retranslate();
}

void BatchTable::setPlaceholder(const QString &text) {
  if (std::exchange(placeholder_, text) == text)
    return;
  viewport()->update();
}

void BatchTable::open_row(const QModelIndex &index) {
  if (const JournalRow *row = model_->rowAt(index.row()); row && !row->source.path().empty())
    Q_EMIT openRequested(row->source);
}

QList<int> BatchTable::chosen_rows() const {
  QList<int> rows;
  for (const QItemSelectionRange &range : selectionModel()->selection())
    for (int row = range.top(); row <= range.bottom() && rows.size() < most_copied; ++row)
      rows << row;
  std::sort(rows.begin(), rows.end());
  return rows;
}

void BatchTable::copyRows() const {
  QStringList lines;
  for (const int row : chosen_rows())
    lines << model_->line(row);
  if (!lines.isEmpty())
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void BatchTable::copy_path() const {
  QStringList paths;
  for (const int row : chosen_rows())
    if (const JournalRow *item = model_->rowAt(row))
      paths << QString::fromStdString(item->name);
  QGuiApplication::clipboard()->setText(paths.join(u'\n'));
}

void BatchTable::show_in_folder() const {
  const JournalRow *row = model_->rowAt(currentIndex().row());
  if (!row)
    return;
  const QString path = row->source.path().empty() ? QString::fromStdString(row->name)
                                                  : from_path(row->source.path());
  QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
}

void BatchTable::contextMenuEvent(QContextMenuEvent *event) {
  const QModelIndex current = currentIndex();
  if (!current.isValid())
    return;
  const JournalRow *row = model_->rowAt(current.row());
  auto *menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  QAction *open = menu->addAction(icon(QStringLiteral("open")), tr("&Open on the Stage"));
  QAction *folder = menu->addAction(icon(QStringLiteral("folder")), tr("Show in &folder"));
  menu->addSeparator();
  QAction *path = menu->addAction(icon(QStringLiteral("copy")), tr("Copy &path"));
  QAction *line = menu->addAction(tr("&Copy row"));
  line->setShortcut(QKeySequence::Copy);
  menu->addSeparator();
  QAction *retry = menu->addAction(icon(QStringLiteral("reset")), tr("&Retry failed"));
  open->setShortcut(Qt::Key_Return);
  open->setEnabled(row && !row->source.path().empty());
  folder->setEnabled(row != nullptr);
  retry->setEnabled(retry_possible_);
  connect(open, &QAction::triggered, this, [this] { open_row(currentIndex()); });
  connect(folder, &QAction::triggered, this, &BatchTable::show_in_folder);
  connect(path, &QAction::triggered, this, &BatchTable::copy_path);
  connect(line, &QAction::triggered, this, &BatchTable::copyRows);
  connect(retry, &QAction::triggered, this, &BatchTable::retryRequested);
  menu->popup(event->reason() == QContextMenuEvent::Keyboard
                  ? viewport()->mapToGlobal(visualRect(current).bottomLeft())
                  : event->globalPos());
}

void BatchTable::keyPressEvent(QKeyEvent *event) {
  if (event->matches(QKeySequence::Copy))
    copyRows();
  else
    QTableView::keyPressEvent(event);
}

void BatchTable::paintEvent(QPaintEvent *event) {
  QTableView::paintEvent(event);
  if (model_->rowCount() > 0 || placeholder_.isEmpty())
    return;
  QPainter painter(viewport());
  painter.setPen(colours().muted);
  painter.drawText(viewport()->rect().adjusted(12, 8, -12, -8), Qt::AlignCenter | Qt::TextWordWrap,
                   placeholder_);
}

void BatchTable::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QTableView::changeEvent(event);
}

void BatchTable::retranslate() {
  setAccessibleName(tr("Posts of the run"));
  setToolTip(QString()); // the cells have theirs
  model_->refresh();
}

} // namespace affect::ui
