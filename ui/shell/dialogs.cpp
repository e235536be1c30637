#include "shell/dialogs.h"

#include "shell/actions.h"
#include "widgets/screen_size.h"

#include <QApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QMessageBox>
#include <QScrollArea>
#include <QVBoxLayout>

namespace affect::ui {
namespace {

struct Dialogs {
  Q_DECLARE_TR_FUNCTIONS(Dialogs)
};

struct KeyRow {
  QString what, keys;
};

void add_group(QGridLayout *grid, const QString &title, const std::vector<KeyRow> &rows) {
  int row = grid->rowCount();
  auto *heading = new QLabel(title);
  heading->setObjectName(QStringLiteral("heading"));
  heading->setContentsMargins(0, row > 1 ? 12 : 0, 0, 2);
  grid->addWidget(heading, row++, 0, 1, 2);
  for (const KeyRow &each : rows) {
    grid->addWidget(new QLabel(each.what), row, 0);
    auto *keys = new QLabel(each.keys);
    keys->setObjectName(QStringLiteral("key"));
    grid->addWidget(keys, row++, 1, Qt::AlignRight);
  }
}

} // namespace

void show_shortcuts(QWidget *parent, const Actions &actions) {
  const QString name = QStringLiteral("shortcuts_dialog");
  if (auto *open = parent->findChild<QDialog *>(name)) {
    open->raise();
    open->activateWindow();
    return;
  }
  auto *dialog = new QDialog(parent);
  dialog->setObjectName(name);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(Dialogs::tr("Keyboard shortcuts"));
  auto *content = new QWidget;
  auto *grid = new QGridLayout(content);
  grid->setHorizontalSpacing(32);
  grid->setVerticalSpacing(5);
  grid->setColumnStretch(0, 1);
  for (const auto &[title, list] : actions.groups()) {
    std::vector<KeyRow> rows;
    for (const QAction *action : list)
      rows.push_back({QString(action->text()).remove(u'&').remove(QChar(0x2026)),
                      action->shortcut().toString(QKeySequence::NativeText)});
    add_group(grid, title, rows);
  }
  const QString arrows = QStringLiteral("← → ↑ ↓");
  add_group(grid, Dialogs::tr("On the words"),
            {{Dialogs::tr("Move from word to word"), arrows},
             {Dialogs::tr("Pin a word (with Ctrl: several)"), Dialogs::tr("Space")},
             {Dialogs::tr("Clear"), QStringLiteral("Esc")}});
  add_group(grid, Dialogs::tr("On the picture"),
            {{Dialogs::tr("Choose a region (with Shift: several)"), arrows},
             {Dialogs::tr("Zoom"), Dialogs::tr("Ctrl + wheel")},
             {Dialogs::tr("Move the zoomed picture"), Dialogs::tr("Wheel, or middle button")},
             {Dialogs::tr("Clear"), QStringLiteral("Esc")}});
  auto *scroll = new QScrollArea;
  scroll->setWidget(content);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
  auto *column = new QVBoxLayout(dialog);
  column->addWidget(scroll);
  column->addWidget(buttons);
  resize_on_screen(*dialog, {460, 620});
  dialog->show();
}

void show_about(QWidget *parent) {
  auto *box = new QMessageBox(parent);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setWindowTitle(Dialogs::tr("About Affectscope"));
  box->setIconPixmap(QIcon(QStringLiteral(":/icons/affectscope.svg"))
                         .pixmap(QSize(64, 64), parent->devicePixelRatioF()));
  box->setText(QStringLiteral("<h3>Affectscope %1</h3>").arg(QApplication::applicationVersion()));
  box->setInformativeText(
      Dialogs::tr("Reads the sentiment of posts from picture and text together, and shows what it "
                  "looked at.<br><br>"
                  "Everything is computed on this computer; nothing is sent anywhere.<br><br>"
                  "Attention shows where the model looked. It is a hint at why it decided as it "
                  "did, not a proof.<br><br>"
                  "Free software under the GNU General Public License, version 3 or later.<br>"
                  "Sample photographs: Stefan van der Walt, Rachel Michetti, SpaceX (CC0); NASA "
                  "(public domain)."));
  box->open();
}

} // namespace affect::ui
