#pragma once

#include "models/model_store.h"

#include <QDialog>
#include <QStringList>

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace affect::ui {

class DropZone;
class ModelDetails;
class ModelJobs;
class ModelTable;
class Notice;

/// The installed models: what they are, whether they are as they were, and which one the window
/// reads with. Folders are imported by the button or by dropping them here. Stays open beside the
/// window; its work runs on another thread.
class ModelsDialog : public QDialog {
  Q_OBJECT
public:
  explicit ModelsDialog(QWidget *parent = nullptr);
  ~ModelsDialog() override;

  /// Copies the folders one after the other, or links to them where that is ticked.
  void importFolders(const QStringList &folders);
  /// The bundle that reads from now on.
  void setModelInUse(const std::filesystem::path &folder);
  /// The bundle asked for by useRequested cannot be used.
  void switchFailed(const Error &error);
  void select(const QString &key); ///< words.h: key_of()

  ModelTable *table() const { return table_; }
  QTableView *view() const { return view_; }
  ModelDetails *details() const { return details_; }
  Notice *notice() const { return notice_; }
  bool busy() const;

Q_SIGNALS:
  void useRequested(const QString &folder);

protected:
  void changeEvent(QEvent *event) override;
  void showEvent(QShowEvent *event) override;
  void hideEvent(QHideEvent *event) override;

private:
  void build_list();
  void build_details();
  void build_footer();
  void connect_jobs();
  const InstalledModel *current() const;
  void choose_folder();
  void import_next();
  void on_planned(const QString &folder, const ImportPlan &plan);
  void ask_name(const QString &folder, const QString &taken);
  void verify_current();
  void remove_current();
  void use_current();
  void refresh_current();
  void show_models(std::vector<InstalledModel> models);
  void retranslate();

  ModelJobs *jobs_;
  ModelTable *table_;
  QSortFilterProxyModel *sorted_;
  Notice *notice_;
  QStackedWidget *list_pages_;
  QTableView *view_;
  QLabel *empty_;
  ModelDetails *details_;
  QPushButton *use_, *verify_, *remove_, *import_, *close_;
  QToolButton *copy_;
  QCheckBox *link_;
  QWidget *progress_row_;
  QLabel *progress_text_;
  QProgressBar *progress_;
  QPushButton *cancel_;
  DropZone *drops_;
  QStringList waiting_;  ///< folders still to import
  QString wanted_;       ///< the model to select when the list comes
  QString being_opened_; ///< asked for by Use
};

} // namespace affect::ui
