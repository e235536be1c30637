#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace affect::ui {

/// One sentence above a dialog's content: how something went. The next replaces it.
class Notice : public QFrame {
  Q_OBJECT
public:
  explicit Notice(QWidget *parent = nullptr);

  void showMessage(const QString &sentence, bool error = false);
  QString sentence() const;
  bool isError() const { return error_; }
  void retranslate();

protected:
  void changeEvent(QEvent *event) override;

private:
  void refresh();

  QLabel *icon_, *text_;
  QToolButton *close_;
  bool error_ = false;
};

} // namespace affect::ui
