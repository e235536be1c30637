#pragma once

#include "item_models/item.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <atomic>

namespace affect::ui {

using Items = std::vector<Item>;
using Errors = std::vector<Error>;

/// Turns paths, pictures and texts into items, off the window's thread. Items come in batches while
/// a folder is read.
class Importer : public QObject {
  Q_OBJECT
public:
  explicit Importer(QObject *parent = nullptr);
  ~Importer() override;

  /// Files and folders (folders with everything below them).
  void openPaths(const QStringList &paths);
  /// A pasted or dropped picture and text; either may be empty, not both.
  void openContent(const QImage &picture, const QString &text);
  /// A post whose parts are known already.
  void openSource(const PostSource &source);
  void cancel();
  bool busy() const { return running_ > 0; }

Q_SIGNALS:
  void started();
  void found(const affect::ui::Items &items);
  void problems(const affect::ui::Errors &errors);
  void progressed(int posts);
  /// Nothing runs any more.
  void finished(bool cancelled);

private:
  void run(const QStringList &paths, const CancelToken &cancel);
  void post(std::function<void()> what);
  void ended(bool cancelled);

  int running_ = 0;
  CancelToken cancel_;
  QThreadPool pool_;
};

} // namespace affect::ui
