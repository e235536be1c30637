#include "shell/actions.h"

#include "theme/icon.h"

#include <QWidget>

namespace affect::ui {
namespace {

// The tip is the name where there is no other, with the shortcut behind it.
void name(QAction *action, const QString &text, const QString &tip = {}) {
  action->setText(text);
  QString plain = tip.isEmpty() ? QString(text).remove(u'&').remove(QChar(0x2026)) : tip;
  if (!action->shortcut().isEmpty())
    plain += QStringLiteral(" (%1)").arg(action->shortcut().toString(QKeySequence::NativeText));
  action->setToolTip(plain);
  action->setStatusTip(QString());
}

QKeySequence keys(const char *text) { return QKeySequence(QLatin1String(text)); }

} // namespace

Actions::Actions(QWidget *window) : QObject(window), window_(window) {
  make_posts();
  make_picture_and_clip();
  make_what_if_and_window();
  theme = new QActionGroup(this);
  for (const char *value : {"system", "light", "dark"})
    choice(theme, value);
  language = new QActionGroup(this);
  for (const char *value : {"", "en", "zh_CN"})
    choice(language, value);
  retranslate();
}

void Actions::make_posts() {
  open_files = make("open_files", QStringLiteral("open"), QKeySequence::Open);
  open_folder = make("open_folder", QStringLiteral("folder"), keys("Ctrl+Shift+O"));
  analyse_folder = make("analyse_folder", QStringLiteral("batch"), keys("Ctrl+Shift+J"));
  open_samples = make("open_samples", QStringLiteral("samples"));
  export_overlay = make("export_overlay", QStringLiteral("export"), keys("Ctrl+E"));
  quit = make("quit", {}, QKeySequence::Quit);
  undo = make("undo", QStringLiteral("undo"), QKeySequence::Undo);
  redo = make("redo", QStringLiteral("redo"), QKeySequence::Redo);
  paste = make("paste", QStringLiteral("paste"), QKeySequence::Paste);
  copy_reading = make("copy_reading", QStringLiteral("reading"), keys("Ctrl+Shift+C"));
  copy_overlay = make("copy_overlay", QStringLiteral("copy"), keys("Ctrl+Shift+E"));
  remove = make("remove", QStringLiteral("trash"), keys("Ctrl+W"));
  select_all = make("select_all", {}, QKeySequence::SelectAll);
  find = make("find", QStringLiteral("search"), QKeySequence::Find);
  previous = make("previous", {}, keys("Ctrl+PgUp"));
  next = make("next", {}, keys("Ctrl+PgDown"));
}

void Actions::make_picture_and_clip() {
  overlay = make("overlay", QStringLiteral("overlay"), keys("Ctrl+T"));
  overlay->setCheckable(true);
  overlay->setIconVisibleInMenu(false); // the menu shows the tick instead
  zoom_in = make("zoom_in", QStringLiteral("zoom-in"), QKeySequence::ZoomIn);
  zoom_out = make("zoom_out", QStringLiteral("zoom-out"), QKeySequence::ZoomOut);
  zoom_fit = make("zoom_fit", QStringLiteral("fit"), keys("Ctrl+0"));
  reset_layout = make("reset_layout");
  play = make("play", QStringLiteral("play"));
  frame_back = make("frame_back", QStringLiteral("step-back"));
  frame_on = make("frame_on", QStringLiteral("step-forward"));
  read_frame_before = make("read_frame_before", QStringLiteral("frame-before"));
  read_frame_after = make("read_frame_after", QStringLiteral("frame-after"));
}

void Actions::make_what_if_and_window() {
  hide_text = make("hide_text", QStringLiteral("text"), keys("Ctrl+1"));
  hide_image = make("hide_image", QStringLiteral("image"), keys("Ctrl+2"));
  hide_audio = make("hide_audio", QStringLiteral("volume"), keys("Ctrl+3"));
  edit_text = make("edit_text", QStringLiteral("edit"), keys("F2"));
  go_items = make("go_items", {}, keys("Alt+1"));
  go_picture = make("go_picture", {}, keys("Alt+2"));
  go_words = make("go_words", {}, keys("Alt+3"));
  go_reading = make("go_reading", {}, keys("Alt+4"));
  go_batch = make("go_batch", {}, keys("Alt+5"));
  models = make("models", QStringLiteral("model"), keys("Ctrl+M"));
  compare = make("compare", QStringLiteral("compare"), keys("Ctrl+K"));
  robustness = make("robustness", QStringLiteral("chart"), keys("Ctrl+Shift+K"));
  reliability = make("reliability", QStringLiteral("chart"), keys("Ctrl+Shift+L"));
  shortcuts = make("shortcuts", QStringLiteral("keyboard"), QKeySequence(Qt::Key_F1));
  about = make("about", QStringLiteral("info"));
  about_qt = make("about_qt");
  quit->setMenuRole(QAction::QuitRole);
  about->setMenuRole(QAction::AboutRole);
  about_qt->setMenuRole(QAction::AboutQtRole);
}

QAction *Actions::make(const char *name, const QString &icon_name, const QKeySequence &shortcut) {
  auto *action = new QAction(this);
  action->setObjectName(QLatin1String(name));
  if (!icon_name.isEmpty())
    action->setIcon(icon(icon_name));
  action->setShortcut(shortcut);
  window_->addAction(action); // the shortcut works wherever the action is shown, or not
  return action;
}

QAction *Actions::choice(QActionGroup *group, const char *value) {
  auto *action = new QAction(group);
  action->setCheckable(true);
  action->setData(QString::fromLatin1(value));
  return action;
}

void Actions::retranslate() {
  name_posts();
  name_picture_and_clip();
  name_what_if_and_window();
  name_choices();
}

void Actions::name_posts() {
  name(open_files, tr("&Open files…"), tr("Open pictures, clips, texts or lists of posts"));
  name(open_folder, tr("Open &folder…"), tr("Open every post in a folder and below it"));
  name(analyse_folder, tr("&Analyse folder…"),
       tr("Read every post of a folder in the background and report on them"));
  name(open_samples, tr("Open &samples"));
  name(export_overlay, tr("&Export overlay picture…"),
       tr("Save the picture with its overlay and legend as PNG"));
  name(quit, tr("&Quit"));
  name(undo, tr("&Undo edit"), tr("Undo the last edit of the text under What if"));
  name(redo, tr("&Redo edit"), tr("Redo what was undone under What if"));
  name(paste, tr("&Paste post"), tr("Open the picture or text on the clipboard as a post"));
  name(copy_reading, tr("Copy &reading"), tr("Copy the reading as text"));
  name(copy_overlay, tr("Copy &overlay picture"),
       tr("Copy the picture with its overlay and legend"));
  name(remove, tr("Re&move from list"), tr("Take the selected posts off the list; the files stay"));
  name(select_all, tr("Select &all posts"));
  name(find, tr("&Find in list"));
  name(previous, tr("&Previous post"));
  name(next, tr("&Next post"));
}

void Actions::name_picture_and_clip() {
  name(overlay, tr("&Overlay"), tr("Show or hide attention over the picture"));
  name(zoom_in, tr("Zoom &in"));
  name(zoom_out, tr("Zoom o&ut"));
  name(zoom_fit, tr("&Fit picture"));
  name(reset_layout, tr("&Reset layout"), tr("Put panels and overlay settings back as they came"));
  name(play, tr("&Play or pause"));
  name(frame_back, tr("One frame &back"));
  name(frame_on, tr("One frame &on"));
  name(read_frame_before, tr("To the analysed frame be&fore"));
  name(read_frame_after, tr("To the &next analysed frame"));
}

void Actions::name_what_if_and_window() {
  name(hide_text, tr("Hide &text"), tr("Read the post as if it had no text"));
  name(hide_image, tr("Hide &image"), tr("Read the post as if it had no image"));
  name(hide_audio, tr("Hide &audio"), tr("Read the clip as if it had no sound"));
  name(edit_text, tr("&Edit text"), tr("Change the words; the reading follows as you type"));
  name(go_items, tr("Go to the list"));
  name(go_picture, tr("Go to the picture"));
  name(go_words, tr("Go to the words"));
  name(go_reading, tr("Go to the reading"));
  name(go_batch, tr("Go to the batch"));
  name(models, tr("&Models…"), tr("See, check, import and choose the models"));
  name(compare, tr("&Compare models…"),
       tr("Read the open post with every installed model, side by side"));
  name(robustness, tr("&Robustness…"),
       tr("How well the model reads posts that lack their image or their text"));
  name(reliability, tr("Re&liability…"),
       tr("Whether the model is as often right as it says it is sure"));
  name(shortcuts, tr("&Keyboard shortcuts"));
  name(about, tr("&About Affectscope"));
  name(about_qt, tr("About &Qt"));
}

void Actions::name_choices() {
  const QString themes[] = {tr("As the &system"), tr("&Light"), tr("&Dark")};
  for (int i = 0; i < 3; ++i)
    theme->actions()[i]->setText(themes[i]);
  // A language's name stays in that language: whoever landed in the wrong one must find the way
  // back.
  const QString languages[] = {tr("As the &system"), QStringLiteral("English"),
                               QStringLiteral("简体中文")};
  for (int i = 0; i < 3; ++i)
    language->actions()[i]->setText(languages[i]);
}

std::vector<std::pair<QString, std::vector<QAction *>>> Actions::groups() const {
  return {
      {tr("Posts"),
       {open_files, open_folder, analyse_folder, paste, previous, next, find, select_all, remove}},
      {tr("Picture"), {overlay, zoom_in, zoom_out, zoom_fit, copy_overlay, export_overlay}},
      {tr("Clip"), {play, frame_back, frame_on, read_frame_before, read_frame_after}},
      {tr("What if"), {hide_text, hide_image, hide_audio, edit_text, undo, redo}},
      {tr("Models"), {models, compare, robustness, reliability}},
      {tr("Window"),
       {go_items, go_picture, go_words, go_reading, go_batch, copy_reading, shortcuts, quit}}};
}

} // namespace affect::ui
