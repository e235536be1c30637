#pragma once

#include <QAction>
#include <QActionGroup>
#include <QObject>

#include <vector>

namespace affect::ui {

/// Every command of the window, with its name, tip, icon and shortcut.
class Actions : public QObject {
  Q_OBJECT
public:
  explicit Actions(QWidget *window);

  QAction *open_files, *open_folder, *analyse_folder, *open_samples, *export_overlay, *quit;
  QAction *undo, *redo, *paste, *copy_reading, *copy_overlay, *remove, *select_all, *find;
  QAction *previous, *next, *overlay, *zoom_in, *zoom_out, *zoom_fit, *reset_layout;
  QAction *play, *frame_back, *frame_on, *read_frame_before, *read_frame_after;
  QAction *hide_text, *hide_image, *hide_audio, *edit_text;
  QAction *go_items, *go_picture, *go_words, *go_reading, *go_batch;
  QAction *models, *compare, *robustness, *reliability;
  QAction *shortcuts, *about, *about_qt;
  QActionGroup *theme, *language; ///< data(): the name kept in the settings

  void retranslate();
  /// Commands in groups, for the list of shortcuts.
  std::vector<std::pair<QString, std::vector<QAction *>>> groups() const;

private:
  void make_posts();
  void make_picture_and_clip();
  void make_what_if_and_window();
  void name_posts();
  void name_picture_and_clip();
  void name_what_if_and_window();
  void name_choices();
  QAction *make(const char *name, const QString &icon_name = {}, const QKeySequence &shortcut = {});
  QAction *choice(QActionGroup *group, const char *value);

  QWidget *window_;
};

} // namespace affect::ui
