#pragma once

#include <QScreen>
#include <QWidget>

namespace affect::ui {

/// Gives a window the size it asks for, or what the screen has room for beside a title and
/// borders: a window that is taller than the screen has its buttons out of reach.
inline void resize_on_screen(QWidget &window, const QSize &wanted) {
  const QWidget *beside = window.parentWidget() ? window.parentWidget() : &window;
  constexpr QSize frame(16, 48);
  window.resize(wanted.boundedTo(beside->screen()->availableSize() - frame)
                    .expandedTo(window.minimumSizeHint()));
}

} // namespace affect::ui
