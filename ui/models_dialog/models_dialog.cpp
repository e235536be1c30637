#include "models_dialog/models_dialog.h"

#include "models_dialog/model_details.h"
#include "models_dialog/model_jobs.h"
#include "models_dialog/model_table.h"
#include "models_dialog/words.h"
#include "theme/icon.h"
#include "widgets/drop_zone.h"
#include "widgets/notice.h"
#include "widgets/paths.h"
#include "widgets/screen_size.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

namespace affect::ui {

ModelsDialog::ModelsDialog(QWidget *parent) : QDialog(parent) {
  setObjectName(QStringLiteral("models_dialog"));
  jobs_ = new ModelJobs(this);
  notice_ = new Notice;
  build_list();
  build_details();
  auto *splitter = new QSplitter(Qt::Horizontal);
  splitter->setObjectName(QStringLiteral("models_splitter"));
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(list_pages_);
  splitter->addWidget(details_);
  splitter->setSizes({560, 460});
  auto *column = new QVBoxLayout(this);
  column->setContentsMargins(14, 14, 14, 12);
  column->setSpacing(10);
  column->addWidget(notice_);
  column->addWidget(splitter, 1);
  build_footer();
  drops_ = new DropZone(this);
  connect(drops_, &DropZone::dropped, this, [this](const Incoming &incoming) {
    if (incoming.paths.isEmpty())
      notice_->showMessage(tr("Drop the folder of a model here."), true);
    else
      importFolders(incoming.paths);
  });
  connect_jobs();
  resize_on_screen(*this, {1060, 640});
  retranslate();
  refresh_current();
}

ModelsDialog::~ModelsDialog() = default;

void ModelsDialog::build_list() {
  table_ = new ModelTable(this);
  sorted_ = new QSortFilterProxyModel(this);
  sorted_->setSourceModel(table_);
  sorted_->setSortRole(ModelTable::SortRole);
  sorted_->setSortCaseSensitivity(Qt::CaseInsensitive);
  view_ = new QTableView;
  view_->setObjectName(QStringLiteral("models"));
  view_->setModel(sorted_);
  view_->setSelectionBehavior(QAbstractItemView::SelectRows);
  view_->setSelectionMode(QAbstractItemView::SingleSelection);
  view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view_->setTabKeyNavigation(false);
  view_->setShowGrid(false);
  view_->setWordWrap(false);
  view_->setIconSize(QSize(14, 14));
  view_->verticalHeader()->hide();
  view_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 14);
  QHeaderView *header = view_->horizontalHeader();
  header->setHighlightSections(false);
  header->setSectionResizeMode(QHeaderView::ResizeToContents);
  header->setSectionResizeMode(ModelTable::name, QHeaderView::Stretch);
  header->setSortIndicator(-1, Qt::AscendingOrder); // as they come: bundles, then encoders
  view_->setSortingEnabled(true);
  empty_ = new QLabel;
  empty_->setObjectName(QStringLiteral("muted"));
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setWordWrap(true);
  empty_->setMargin(24);
  list_pages_ = new QStackedWidget;
  list_pages_->addWidget(view_);
  list_pages_->addWidget(empty_);
  list_pages_->setMinimumWidth(340);
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &ModelsDialog::refresh_current);
  auto *remove = new QShortcut(QKeySequence::Delete, view_, nullptr, nullptr, Qt::WidgetShortcut);
  connect(remove, &QShortcut::activated, this, &ModelsDialog::remove_current);
}

void ModelsDialog::build_details() {
  details_ = new ModelDetails;
  details_->setMinimumWidth(320);
  use_ = new QPushButton;
  use_->setObjectName(QStringLiteral("use_model"));
  verify_ = new QPushButton;
  verify_->setObjectName(QStringLiteral("verify_model"));
  remove_ = new QPushButton;
  remove_->setObjectName(QStringLiteral("remove_model"));
  copy_ = new QToolButton;
  copy_->setIcon(icon(QStringLiteral("copy")));
  auto *row = new QHBoxLayout;
  row->setSpacing(8);
  row->setContentsMargins(0, 4, 0, 2);
  for (QPushButton *button : {use_, verify_, remove_}) {
    button->setAutoDefault(false);
    row->addWidget(button);
  }
  row->addStretch(1);
  row->addWidget(copy_);
  details_->column()->insertLayout(2, row);
  connect(use_, &QPushButton::clicked, this, &ModelsDialog::use_current);
  connect(verify_, &QPushButton::clicked, this, &ModelsDialog::verify_current);
  connect(remove_, &QPushButton::clicked, this, &ModelsDialog::remove_current);
  connect(copy_, &QToolButton::clicked, details_, &ModelDetails::copy);
}

void ModelsDialog::build_footer() {
  import_ = new QPushButton;
  import_->setObjectName(QStringLiteral("import_model"));
  import_->setIcon(icon(QStringLiteral("folder")));
  link_ = new QCheckBox;
  link_->setObjectName(QStringLiteral("link_model"));
  close_ = new QPushButton;
  auto *row = new QHBoxLayout;
  row->setSpacing(12);
  row->addWidget(import_);
  row->addWidget(link_);
  row->addStretch(1);
  row->addWidget(close_);
  progress_text_ = new QLabel;
  progress_text_->setMinimumWidth(120);
  progress_ = new QProgressBar;
  progress_->setRange(0, 100);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(6);
  cancel_ = new QPushButton;
  cancel_->setObjectName(QStringLiteral("cancel_models"));
  progress_row_ = new QWidget;
  auto *progress_row = new QHBoxLayout(progress_row_);
  progress_row->setContentsMargins(0, 0, 0, 0);
  progress_row->setSpacing(12);
  progress_row->addWidget(progress_text_);
  progress_row->addWidget(progress_, 1);
  progress_row->addWidget(cancel_);
  progress_row_->hide();
  for (QPushButton *button : {import_, close_, cancel_})
    button->setAutoDefault(false);
  auto *column = static_cast<QVBoxLayout *>(layout());
  column->addWidget(progress_row_);
  column->addLayout(row);
  connect(import_, &QPushButton::clicked, this, &ModelsDialog::choose_folder);
  connect(close_, &QPushButton::clicked, this, &QDialog::close);
}

void ModelsDialog::show_models(std::vector<InstalledModel> models) {
  const InstalledModel *before = current();
  QString key = !wanted_.isEmpty() ? wanted_ : before ? key_of(*before) : QString();
  wanted_.clear();
  table_->setModels(std::move(models));
  list_pages_->setCurrentIndex(table_->rowCount() > 0 ? 0 : 1);
  for (int row = 0; row < table_->rowCount() && key.isEmpty(); ++row)
    if (table_->inUse(table_->at(row)))
      key = key_of(table_->at(row));
  select(key);
  if (!current() && table_->rowCount() > 0)
    view_->selectRow(0);
  refresh_current();
}

void ModelsDialog::select(const QString &key) {
  if (const int row = table_->row_of(key); row >= 0)
    view_->selectRow(sorted_->mapFromSource(table_->index(row, 0)).row());
}

const InstalledModel *ModelsDialog::current() const {
  const QModelIndex index = sorted_->mapToSource(view_->currentIndex());
  return index.isValid() && index.row() < table_->rowCount() ? &table_->at(index.row()) : nullptr;
}

bool ModelsDialog::busy() const { return jobs_->busy(); }

void ModelsDialog::refresh_current() {
  const InstalledModel *model = current();
  const bool free = !jobs_->busy();
  details_->setVisible(model != nullptr);
  import_->setEnabled(free);
  if (!model)
    return;
  details_->show_model(*model, table_->verification(key_of(*model)));
  const bool in_use = table_->inUse(*model);
  use_->setVisible(model->kind == ModelKind::bundle);
  use_->setEnabled(!in_use && !model->problem && being_opened_.isEmpty());
  use_->setText(in_use ? tr("In use") : tr("&Use"));
  use_->setToolTip(in_use           ? tr("The window reads with this model")
                   : model->problem ? problem_of(*model)
                                    : tr("Read the posts with this model from now on"));
  use_->setAccessibleName(use_->text().remove(u'&'));
  verify_->setEnabled(free);
  remove_->setEnabled(free && model->user && !in_use);
  remove_->setToolTip(!model->user ? tr("It came with the program and is removed only with it")
                      : in_use     ? tr("The window reads with it; use another model first")
                      : model->link.empty()
                          ? tr("Delete this model's files (Delete)")
                          : tr("Remove the link; the folder it leads to stays (Delete)"));
}

void ModelsDialog::setModelInUse(const std::filesystem::path &folder) {
  table_->setInUse(folder);
  table_->setLoading(QString());
  if (!being_opened_.isEmpty()) {
    being_opened_.clear();
    notice_->showMessage(tr("Posts are read with %1 now.").arg(from_path(folder.filename())));
  }
  refresh_current();
}

void ModelsDialog::switchFailed(const Error &error) {
  being_opened_.clear();
  table_->setLoading(QString());
  notice_->showMessage(sentence_of(error), true);
  refresh_current();
}

void ModelsDialog::showEvent(QShowEvent *event) {
  QDialog::showEvent(event);
  jobs_->list(); // folders may have changed meanwhile
  view_->setFocus();
}

void ModelsDialog::hideEvent(QHideEvent *event) {
  QDialog::hideEvent(event);
  waiting_.clear();
  jobs_->cancel(); // what is not seen cannot be stopped
}

void ModelsDialog::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QDialog::changeEvent(event);
}

void ModelsDialog::retranslate() {
  setWindowTitle(tr("Models"));
  view_->setAccessibleName(tr("Installed models"));
  empty_->setText(tr("No models are installed.\n\nImport the folder of a bundle, or of an encoder "
                     "from Hugging Face, or "
                     "drop it here."));
  verify_->setText(tr("&Verify"));
  verify_->setToolTip(tr("Compute the hashes of its files again and compare them"));
  remove_->setText(tr("&Remove…"));
  copy_->setToolTip(tr("Copy these facts as text"));
  copy_->setAccessibleName(copy_->toolTip());
  import_->setText(tr("&Import folder…"));
  import_->setToolTip(
      tr("Add a folder from Hugging Face (config.json and model.safetensors), or a bundle"));
  link_->setText(tr("&Link instead of copying"));
  link_->setToolTip(
      tr("The files stay where they are; the model is lost when that folder is moved or deleted"));
  close_->setText(tr("Close"));
  close_->setToolTip(tr("Close this window (Esc)"));
  cancel_->setText(tr("Cancel"));
  cancel_->setToolTip(tr("Stop; nothing half-done stays behind"));
  for (QPushButton *button : {verify_, remove_, import_, close_, cancel_})
    button->setAccessibleName(button->text().remove(u'&').remove(QChar(0x2026)));
  link_->setAccessibleName(link_->text().remove(u'&'));
  progress_->setAccessibleName(tr("Progress"));
  drops_->setCaption(tr("Drop to import"));
  details_->retranslate();
  table_->refresh();
  refresh_current();
}

} // namespace affect::ui
