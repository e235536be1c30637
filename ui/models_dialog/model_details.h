#pragma once

#include "models/model_store.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QVBoxLayout;

namespace affect::ui {

class CardView;
class ElidedLabel;

/// Everything about one model: facts that can be copied, how a check went, its card.
class ModelDetails : public QWidget {
  Q_OBJECT
public:
  explicit ModelDetails(QWidget *parent = nullptr);

  /// `verification` may be null.
  void show_model(const InstalledModel &model, const Verification *verification);
  /// Name and facts, a line each.
  QString as_text() const;
  void copy() const; ///< as_text() to the clipboard
  /// Where buttons about this model go.
  QVBoxLayout *column() const { return column_; }
  CardView *card() const { return card_; }
  void retranslate();

private:
  void add_fact(const QString &name, const QString &value);

  QVBoxLayout *column_;
  ElidedLabel *title_;
  QLabel *subtitle_, *problem_, *checks_, *card_heading_;
  QFormLayout *facts_;
  CardView *card_;
  std::vector<std::pair<QString, QString>> lines_;
};

} // namespace affect::ui
