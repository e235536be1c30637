#pragma once

#include <QWidget>

class QLabel;
class QLayout;
class QPushButton;
class QVBoxLayout;

namespace affect::ui {

class RecentFiles;

/// The empty state: what this is, what to do, the sample posts one button away.
class Welcome : public QWidget {
  Q_OBJECT
public:
  explicit Welcome(RecentFiles *recent, QWidget *parent = nullptr);

Q_SIGNALS:
  void openFiles();
  void openFolder();
  void openSamples();
  void openPath(const QString &path);

protected:
  void changeEvent(QEvent *event) override;

private:
  QLayout *build_buttons();
  void build_recent();
  void refresh_recent();
  void retranslate();

  RecentFiles *recent_;
  QLabel *picture_, *title_, *text_, *hint_, *recent_title_;
  QPushButton *samples_, *files_, *folder_;
  QVBoxLayout *recent_list_;
  QWidget *recent_box_;
};

} // namespace affect::ui
