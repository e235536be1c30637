#pragma once

#include <QMimeData>
#include <QPlainTextEdit>

namespace affect::ui {

/// A plain text field that leaves files and pictures to the window: dropped or pasted, they open as
/// posts.
class PostEdit : public QPlainTextEdit {
public:
  using QPlainTextEdit::QPlainTextEdit;

protected:
  bool canInsertFromMimeData(const QMimeData *source) const override {
    return !source->hasUrls() && !source->hasImage() &&
           QPlainTextEdit::canInsertFromMimeData(source);
  }
};

} // namespace affect::ui
