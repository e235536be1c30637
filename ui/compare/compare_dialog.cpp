#include "compare/compare_dialog.h"

#include "compare/compare_delegate.h"
#include "item_models/item_model.h"
#include "service/model_choice.h"
#include "theme/colours.h"
#include "theme/icon.h"
#include "widgets/elided_label.h"
#include "widgets/error_text.h"
#include "widgets/screen_size.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace affect::ui {
namespace {

constexpr int settle_ms = 400;
constexpr int name_column = 0;

QLabel *muted_label() {
  auto *label = new QLabel;
  label->setObjectName(QStringLiteral("muted"));
  label->setWordWrap(true);
  return label;
}

} // namespace

CompareDialog::CompareDialog(PostSession *session, const ItemModel *items, ReadingService *service,
                             QWidget *parent)
    : QDialog(parent), session_(session), items_(items), comparison_(service) {
  setObjectName(QStringLiteral("compare_dialog"));
  build();
  settle_.setSingleShot(true);
  settle_.setInterval(settle_ms);
  connect(&settle_, &QTimer::timeout, this, &CompareDialog::follow);
  const auto later = [this] { settle_.start(); };
  connect(session_, &PostSession::postChanged, this, later);
  connect(session_, &PostSession::readingChanged, this, later);
  connect(&comparison_, &Comparison::changed, this, &CompareDialog::refresh);
  connect(cancel_, &QPushButton::clicked, &comparison_, &Comparison::cancel);
  connect(again_, &QPushButton::clicked, this, &CompareDialog::begin);
  connect(copy_text_, &QPushButton::clicked, this, [this] {
    copy(compare_as_text(comparison_.models()), tr("The table is on the clipboard"));
  });
  connect(copy_csv_, &QPushButton::clicked, this, [this] {
    copy(compare_as_csv(comparison_.models()), tr("The table is on the clipboard as CSV"));
  });
  connect(close_, &QPushButton::clicked, this, &QDialog::close);
  retranslate();
  resize_on_screen(*this, {760, 620});
  begin();
}

void CompareDialog::build() {
  title_ = new ElidedLabel(Qt::ElideMiddle);
  title_->setObjectName(QStringLiteral("title"));
  notice_ = muted_label();
  build_table();
  legend_ = muted_label();
  state_ = muted_label();
  state_->setWordWrap(false);
  progress_ = new QProgressBar;
  progress_->setTextVisible(false);
  progress_->setFixedHeight(8);
  for (QPushButton **button : {&cancel_, &again_, &copy_text_, &copy_csv_, &close_}) {
    *button = new QPushButton;
    (*button)->setAutoDefault(false);
  }
  auto *progress_row = new QHBoxLayout;
  progress_row->addWidget(state_);
  progress_row->addWidget(progress_, 1);
  progress_row->addWidget(cancel_);
  progress_row->addWidget(again_);
  auto *buttons = new QHBoxLayout;
  buttons->addWidget(copy_text_);
  buttons->addWidget(copy_csv_);
  buttons->addStretch(1);
  buttons->addWidget(close_);
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(16, 14, 16, 14);
  column->setSpacing(8);
  column->addWidget(title_);
  column->addWidget(notice_);
  column->addWidget(table_, 1);
  column->addWidget(legend_);
  column->addLayout(progress_row);
  column->addLayout(buttons);
  setFocusProxy(table_);
}

void CompareDialog::build_table() {
  table_ = new QTableWidget;
  table_->setObjectName(QStringLiteral("compare_table"));
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->setShowGrid(false);
  table_->setTabKeyNavigation(false);
  table_->setItemDelegate(new CompareDelegate(table_));
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

void CompareDialog::follow() {
  if (session_->post() == compared_post_ && session_->whatIf() == compared_what_if_)
    return;
  // A post that is still loading keeps what is shown until it is there.
  if (session_->post() || session_->key() == 0)
    begin();
}

void CompareDialog::begin() {
  compared_post_ = session_->post();
  compared_what_if_ = session_->whatIf();
  const bool readable = compared_post_ && !session_->nothingLeft();
  const auto [post, options] = session_->tried();
  comparison_.start(readable ? installed_models() : QStringList(), post, options);
}

QString CompareDialog::what_is_compared() const {
  if (!compared_post_)
    return tr("Open a post to compare how the models read it.");
  QStringList parts;
  if (session_->changed()) {
    if (session_->nothingLeft())
      return tr("Nothing is left to read");
    if (compared_what_if_.hide_text)
      parts << tr("text hidden");
    if (compared_what_if_.hide_image)
      parts << tr("image hidden");
    if (compared_what_if_.hide_audio)
      parts << tr("sound hidden");
    if (compared_what_if_.text != session_->text())
      parts << tr("text edited: “%1”").arg(compared_what_if_.text.simplified().left(120));
    return tr("As tried out under What if: %1").arg(parts.join(QStringLiteral(", ")));
  }
  if (comparison_.models().size() == 1)
    return tr("One model is installed, so there is nothing to compare it with.");
  return session_->text().simplified().left(160);
}

void CompareDialog::refresh() {
  const Item *item = items_->find(session_->key());
  title_->setFullText(item ? item->title : tr("No post is open"));
  notice_->setText(what_is_compared());
  notice_->setVisible(!notice_->text().isEmpty());
  fill_table();
  refresh_progress();
}

void CompareDialog::fill_table() {
  const auto &models = comparison_.models();
  const auto rows = compare_rows(models);
  table_->clear();
  table_->clearSpans();
  table_->setColumnCount(static_cast<int>(models.size()) + 1);
  table_->setRowCount(static_cast<int>(rows.size()));
  QStringList names{QString()};
  for (const ComparedModel &model : models)
    names << model.bundle;
  table_->setHorizontalHeaderLabels(names);
  for (std::size_t i = 0; i < models.size(); ++i)
    describe_header(*table_->horizontalHeaderItem(static_cast<int>(i) + 1), models[i]);
  for (std::size_t i = 0; i < rows.size(); ++i)
    fill_row(static_cast<int>(i), rows[i]);
  table_->resizeRowsToContents();
  table_->resizeColumnToContents(name_column);
  for (int c = 1; c < table_->columnCount(); ++c)
    table_->horizontalHeader()->setSectionResizeMode(c, QHeaderView::Stretch);
  table_->horizontalHeader()->setMinimumSectionSize(130);
  refresh_legend(rows);
}

void CompareDialog::describe_header(QTableWidgetItem &header, const ComparedModel &model) const {
  QString tip = model_summary(model.bundle);
  if (model.error) {
    header.setIcon(icon(QStringLiteral("warning")));
    header.setText(tr("%1: could not be read").arg(model.bundle));
    tip = text_of(*model.error).text;
  } else if (!model.reading) {
    header.setText(comparison_.running() ? tr("%1: reading…").arg(model.bundle)
                                         : tr("%1: not read").arg(model.bundle));
  }
  header.setToolTip(tip);
}

void CompareDialog::fill_row(int at, const CompareRow &row) {
  auto *name = new QTableWidgetItem(row.name);
  name->setData(CompareDelegate::DiffersRole, row.differs);
  name->setData(CompareDelegate::HeadingRole, row.heading());
  name->setToolTip(row.differs ? tr("The models differ here") +
                                     (row.tip.isEmpty() ? QString() : u'\n' + row.tip)
                               : row.tip);
  name->setData(Qt::AccessibleTextRole,
                row.differs ? tr("%1, the models differ").arg(row.name) : row.name);
  table_->setItem(at, name_column, name);
  if (row.heading()) {
    name->setFlags(Qt::NoItemFlags);
    table_->setSpan(at, 0, 1, table_->columnCount());
  }
  for (std::size_t c = 0; c < row.cells.size(); ++c) {
    const CompareCell &cell = row.cells[c];
    auto *item = new QTableWidgetItem(cell.text);
    item->setToolTip(row.tip);
    item->setData(CompareDelegate::DiffersRole, row.differs);
    if (cell.share)
      item->setData(CompareDelegate::ShareRole, *cell.share);
    if (cell.polarity)
      item->setData(CompareDelegate::PolarityRole, static_cast<int>(*cell.polarity));
    table_->setItem(at, static_cast<int>(c) + 1, item);
  }
}

void CompareDialog::refresh_legend(const std::vector<CompareRow> &rows) {
  const bool marked =
      std::any_of(rows.begin(), rows.end(), [](const CompareRow &row) { return row.differs; });
  legend_->setText(
      marked ? tr("≠ marks rows in which the models differ: another label, other words, or numbers "
                  "at least "
                  "0.10 (10 points) apart.")
             : tr("No row differs: labels agree and no number is 0.10 (10 points) apart."));
  const auto &models = comparison_.models();
  const auto answered =
      std::count_if(models.begin(), models.end(), [](const auto &model) { return model.reading; });
  legend_->setVisible(answered > 1);
}

void CompareDialog::refresh_progress() {
  const int all = static_cast<int>(comparison_.models().size());
  const bool running = comparison_.running();
  progress_->setVisible(running);
  progress_->setRange(0, std::max(all, 1));
  progress_->setValue(comparison_.done());
  cancel_->setVisible(running);
  again_->setVisible(!running && comparison_.cancelled());
  state_->setVisible(running || comparison_.cancelled());
  state_->setText(running ? tr("Model %1 of %2…").arg(comparison_.done() + 1).arg(all)
                          : tr("Stopped"));
  const bool any = std::any_of(comparison_.models().begin(), comparison_.models().end(),
                               [](const ComparedModel &model) { return model.reading != nullptr; });
  copy_text_->setEnabled(any);
  copy_csv_->setEnabled(any);
}

void CompareDialog::copy(const QString &text, const QString &said) {
  QGuiApplication::clipboard()->setText(text);
  state_->setText(said);
  state_->show();
}

void CompareDialog::keyPressEvent(QKeyEvent *event) {
  if (event->matches(QKeySequence::Copy) && copy_text_->isEnabled())
    copy_text_->click();
  else
    QDialog::keyPressEvent(event);
}

void CompareDialog::changeEvent(QEvent *event) {
  if (table_ && event->type() == QEvent::LanguageChange)
    retranslate();
  if (table_ && (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange))
    refresh();
  QDialog::changeEvent(event);
}

void CompareDialog::retranslate() {
  const auto name = [](QPushButton *button, const QString &text, const QString &tip) {
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
  };
  setWindowTitle(tr("Compare models"));
  name(cancel_, tr("Cancel"), tr("Stop; models that have answered stay in the table"));
  name(again_, tr("Read again"), tr("Ask every model once more"));
  name(copy_text_, tr("Copy"), tr("Copy the table as text (Ctrl+C)"));
  name(copy_csv_, tr("Copy as CSV"),
       tr("Copy the table with plain numbers for a spreadsheet or a program"));
  name(close_, tr("Close"), tr("Close this window"));
  table_->setAccessibleName(tr("What each model says of the post"));
  progress_->setAccessibleName(tr("Models that have answered"));
}

} // namespace affect::ui
