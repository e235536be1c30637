#pragma once

#include <QLabel>

namespace affect::ui {

/// A label of several lines whose text can be selected and copied.
inline QLabel *selectable_label() {
  auto *label = new QLabel;
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  label->setFocusPolicy(Qt::ClickFocus);
  return label;
}

} // namespace affect::ui
