#pragma once

#include <QTextBrowser>

namespace affect::ui {

/// A model's card as Markdown. Cards come from anywhere: nothing is loaded for them, neither files
/// nor from the net, and an address is opened only after the user has seen it.
class CardView : public QTextBrowser {
  Q_OBJECT
public:
  explicit CardView(QWidget *parent = nullptr);

  void setCard(const QString &markdown);
  /// Markdown without the YAML block that cards from Hugging Face begin with.
  static QString without_front_matter(const QString &markdown);

Q_SIGNALS:
  /// The user agreed to open it.
  void opened(const QUrl &address);

protected:
  QVariant loadResource(int type, const QUrl &name) override;
  void changeEvent(QEvent *event) override;

private:
  void render();
  void ask(const QUrl &address);

  QString markdown_;
};

} // namespace affect::ui
