#pragma once

#include "analysis/analyzer.h"
#include "analysis/reading.h"
#include "base/error.h"
#include "media/post.h"

#include <QMetaType>
#include <QObject>

#include <memory>

namespace affect::ui {

using ReadingPtr = std::shared_ptr<const Reading>;
using PostPtr = std::shared_ptr<const Post>;
/// Names one request; never reused.
using Ticket = quint64;

/// What the window asks of the engine. No call waits; every answer comes later as a signal in the window's thread.
class ReadingService : public QObject {
  Q_OBJECT
public:
  using QObject::QObject;

  /// Latest-wins: a newer request makes an older one end with ErrorCode::cancelled.
  virtual Ticket request(const PostPtr &post, const AnalyzeOptions &options) = 0;
  /// Gives way to every request; decoding included.
  virtual Ticket enqueue(const PostSource &source, const AnalyzeOptions &options) = 0;
  /// Drops everything that runs or waits.
  virtual void cancel() = 0;
  /// Reads with another bundle from now on: answered by modelReady, or by switchFailed and the old one goes on.
  virtual void useModel(const std::filesystem::path &bundle) = 0;

Q_SIGNALS:
  void modelReady(const affect::ModelInfo &info);
  void modelFailed(const affect::Error &error);
  void switchFailed(const affect::Error &error);
  void readingReady(affect::ui::Ticket ticket, const affect::ui::ReadingPtr &reading);
  void failed(affect::ui::Ticket ticket, const affect::Error &error);
};

} // namespace affect::ui

Q_DECLARE_METATYPE(affect::ui::ReadingPtr)
