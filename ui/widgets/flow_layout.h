#pragma once

#include <QLayout>

#include <vector>

namespace affect::ui {

/// Puts widgets beside each other and wraps them into as many rows as the width asks for.
class FlowLayout : public QLayout {
public:
  explicit FlowLayout(int horizontal_gap, int vertical_gap, QWidget *parent = nullptr);
  ~FlowLayout() override;

  void addItem(QLayoutItem *item) override { items_.push_back(item); }
  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem *itemAt(int index) const override;
  QLayoutItem *takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return {}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return arrange(QRect(0, 0, width, 0), false); }
  QSize minimumSize() const override;
  QSize sizeHint() const override { return minimumSize(); }
  void setGeometry(const QRect &rect) override;

private:
  int arrange(const QRect &rect, bool apply) const;
  void place_row(std::size_t first, std::size_t last, int x, int y, int height) const;

  std::vector<QLayoutItem *> items_;
  int horizontal_gap_, vertical_gap_;
};

} // namespace affect::ui
