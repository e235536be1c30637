// What the dialog's buttons do; how it is put together is in models_dialog.cpp.
#include "models_dialog/model_details.h"
#include "models_dialog/model_jobs.h"
#include "models_dialog/model_table.h"
#include "models_dialog/models_dialog.h"
#include "models_dialog/words.h"
#include "widgets/notice.h"
#include "widgets/paths.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QInputDialog>
#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>

namespace affect::ui {

void ModelsDialog::connect_jobs() {
  connect(jobs_, &ModelJobs::listed, this, &ModelsDialog::show_models);
  connect(jobs_, &ModelJobs::planned, this, &ModelsDialog::on_planned);
  connect(jobs_, &ModelJobs::imported, this, [this](const InstalledModel &model) {
    const QString id = QString::fromStdString(model.id), problem = problem_of(model);
    notice_->showMessage(problem.isEmpty() ? tr("%1 is installed.").arg(id)
                                           : tr("%1 is installed.").arg(id) + u' ' + problem,
                         !problem.isEmpty());
    wanted_ = key_of(model);
    jobs_->list();
    import_next();
  });
  connect(jobs_, &ModelJobs::removed, this, [this](const InstalledModel &model) {
    notice_->showMessage(tr("%1 is removed.").arg(QString::fromStdString(model.id)));
    jobs_->list();
  });
  connect(jobs_, &ModelJobs::verified, this,
          [this](const InstalledModel &model, const Verification &result) {
            const QString id = QString::fromStdString(model.id);
            table_->setVerification(key_of(model), result);
            bool compared = false;
            for (const CheckedFile &file : result.files)
              compared = compared || file.state != FileState::unrecorded;
            if (!result.fine())
              notice_->showMessage(
                  tr("%1 is not as it was recorded; the details say which files.").arg(id), true);
            else if (compared)
              notice_->showMessage(tr("Every file of %1 is as it was recorded.").arg(id));
            else
              notice_->showMessage(
                  tr("No hash of %1 was recorded, so nothing could be compared.").arg(id));
            refresh_current();
          });
  connect(jobs_, &ModelJobs::failed, this, [this](const Error &error) {
    if (error.code == ErrorCode::cancelled)
      notice_->showMessage(tr("Stopped; nothing was changed."));
    else
      notice_->showMessage(sentence_of(error), true);
    if (!waiting_.isEmpty())
      import_next();
  });
  connect(jobs_, &ModelJobs::progressed, this, [this](double fraction, const QString &file) {
    progress_->setRange(0, 100);
    progress_->setValue(static_cast<int>(fraction * 100));
    progress_text_->setText(file);
  });
  connect(jobs_, &ModelJobs::busyChanged, this, [this](bool busy) {
    progress_row_->setVisible(busy);
    progress_->setRange(0, 0); // until it is known how long it takes
    progress_text_->clear();
    refresh_current();
  });
  connect(cancel_, &QPushButton::clicked, this, [this] {
    waiting_.clear();
    jobs_->cancel();
  });
}

void ModelsDialog::choose_folder() {
  const QString kept = QStringLiteral("models_folder");
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Import a model's folder"),
                                                           QSettings().value(kept).toString());
  if (folder.isEmpty())
    return;
  QSettings().setValue(kept, QFileInfo(folder).path());
  importFolders({folder});
}

void ModelsDialog::importFolders(const QStringList &folders) {
  const bool idle = waiting_.isEmpty() && !jobs_->busy();
  waiting_ << folders;
  if (idle)
    import_next();
}

void ModelsDialog::import_next() {
  if (!waiting_.isEmpty())
    jobs_->plan(waiting_.takeFirst());
}

void ModelsDialog::on_planned(const QString &folder, const ImportPlan &plan) {
  if (plan.taken)
    ask_name(folder, QString::fromStdString(plan.id));
  else
    jobs_->import(folder, link_->isChecked(), QString());
}

void ModelsDialog::ask_name(const QString &folder, const QString &taken) {
  auto *ask = new QInputDialog(this);
  ask->setAttribute(Qt::WA_DeleteOnClose);
  ask->setWindowTitle(tr("Import a model's folder"));
  ask->setLabelText(tr("There is a model named %1 already. Name of the new one:").arg(taken));
  ask->setTextValue(taken + QStringLiteral("-2"));
  ask->setOkButtonText(tr("Import"));
  ask->setCancelButtonText(tr("Cancel"));
  connect(ask, &QInputDialog::textValueSelected, this, [this, folder](const QString &name) {
    jobs_->import(folder, link_->isChecked(), name.trimmed());
  });
  connect(ask, &QDialog::rejected, this, &ModelsDialog::import_next);
  ask->open();
}

void ModelsDialog::verify_current() {
  if (const InstalledModel *model = current())
    jobs_->verify(*model);
}

void ModelsDialog::use_current() {
  const InstalledModel *model = current();
  if (!model)
    return;
  being_opened_ = key_of(*model);
  table_->setLoading(being_opened_);
  refresh_current();
  Q_EMIT useRequested(from_path(model->folder));
}

void ModelsDialog::remove_current() {
  const InstalledModel *model = current();
  if (!model || !remove_->isEnabled())
    return;
  const QString id = QString::fromStdString(model->id);
  if (!model->needed_by.empty()) {
    QStringList bundles;
    for (const std::string &bundle : model->needed_by)
      bundles << QString::fromStdString(bundle);
    notice_->showMessage(
        tr("%1 is needed by %2; remove that first.").arg(id, bundles.join(QStringLiteral(", "))),
        true);
    return;
  }
  auto *box = new QMessageBox(QMessageBox::Question, tr("Remove model"), tr("Remove %1?").arg(id),
                              QMessageBox::Cancel, this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setTextFormat(Qt::PlainText);
  box->setInformativeText(
      model->link.empty() ? tr("Its files (%1) are deleted.").arg(size_text(model->bytes))
                          : tr("Only the link is removed; %1 stays.").arg(from_path(model->link)));
  auto *remove = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
  remove->setObjectName(QStringLiteral("confirm_remove"));
  box->setDefaultButton(QMessageBox::Cancel);
  connect(remove, &QPushButton::clicked, this, [this, model = *model] { jobs_->remove(model); });
  box->open();
}

} // namespace affect::ui
