#include "shell/open_commands.h"

#include "base/paths.h"
#include "engine/workspace.h"
#include "shell/actions.h"
#include "shell/menus.h"
#include "shell/message_bar.h"
#include "shell/recent_files.h"
#include "shell/welcome.h"
#include "widgets/paths.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QSettings>
#include <QStatusBar>

namespace affect::ui {
namespace {

// Where the user opened files last.
QString folder_setting() { return QStringLiteral("folder"); }

} // namespace

OpenCommands::OpenCommands(const WindowParts &parts) : QObject(parts.window), parts_(parts) {
  const Actions &a = *parts_.actions;
  connect(a.open_files, &QAction::triggered, this, &OpenCommands::chooseFiles);
  connect(a.open_folder, &QAction::triggered, this, &OpenCommands::chooseFolder);
  connect(a.open_samples, &QAction::triggered, this, &OpenCommands::openSamples);
  connect(a.paste, &QAction::triggered, this, &OpenCommands::paste);
  const auto open_path = [this](const QString &path) { openPaths({path}); };
  connect(parts_.menus, &Menus::openPath, this, open_path);
  connect(parts_.welcome, &Welcome::openPath, this, open_path);
  connect(parts_.welcome, &Welcome::openFiles, this, &OpenCommands::chooseFiles);
  connect(parts_.welcome, &Welcome::openFolder, this, &OpenCommands::chooseFolder);
  connect(parts_.welcome, &Welcome::openSamples, this, &OpenCommands::openSamples);
}

void OpenCommands::openPaths(const QStringList &paths) {
  parts_.recent->add(paths);
  parts_.workspace->importer()->openPaths(paths);
}

void OpenCommands::openSamples() {
  const std::filesystem::path resources = find_resources();
  if (resources.empty()) {
    parts_.messages->add(
        make_error(ErrorCode::not_found,
                   tr("The sample posts are not installed. Install the program's resources folder.")
                       .toStdString()));
    return;
  }
  parts_.workspace->importer()->openPaths({from_path(resources / "samples")});
}

void OpenCommands::open(const Incoming &incoming) {
  if (!incoming.paths.isEmpty())
    openPaths(incoming.paths);
  else if (!incoming.empty())
    parts_.workspace->importer()->openContent(incoming.picture, incoming.text);
  else if (incoming.remote)
    parts_.messages->add(make_error(
        ErrorCode::unsupported,
        tr("Nothing is fetched from the net. Save the picture to this computer and open the file.")
            .toStdString()));
  else
    parts_.window->statusBar()->showMessage(tr("There is no picture or text to open"), 4000);
}

void OpenCommands::paste() {
  if (const QMimeData *data = QApplication::clipboard()->mimeData())
    open(incoming_from(*data));
}

void OpenCommands::chooseFiles() {
  const QString filter =
      tr("Posts (%1);;All files (*)")
          .arg(QStringLiteral("*.jpg *.jpeg *.png *.webp *.bmp *.gif *.mp4 *.m4v *.mov *.mkv "
                              "*.webm *.avi *.flv *.txt *.csv *.jsonl"));
  const QString folder = QSettings().value(folder_setting()).toString();
  const QStringList paths =
      QFileDialog::getOpenFileNames(parts_.window, tr("Open posts"), folder, filter);
  if (paths.isEmpty())
    return;
  QSettings().setValue(folder_setting(), QFileInfo(paths.front()).path());
  openPaths(paths);
}

void OpenCommands::chooseFolder() {
  const QString last = QSettings().value(folder_setting()).toString();
  const QString folder =
      QFileDialog::getExistingDirectory(parts_.window, tr("Open a folder of posts"), last);
  if (folder.isEmpty())
    return;
  QSettings().setValue(folder_setting(), folder);
  openPaths({folder});
}

} // namespace affect::ui
