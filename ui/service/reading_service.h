#pragma once

#include "analysis/analyzer.h"
#include "analysis/reading.h"
#include "base/error.h"
#include "sources/post.h"

#include <QMetaType>
#include <QObject>

#include <memory>

namespace affect::ui {

using ReadingPtr = std::shared_ptr<const Reading>;
using PostPtr = std::shared_ptr<const Post>;
/// Names one request; never reused.
using Ticket = quint64;

/// What the window asks of the engine. No call waits; every answer comes later as a signal in the
/// window's thread.
class ReadingService : public QObject {
  Q_OBJECT
public:
  using QObject::QObject;

  /// Latest-wins: a newer request makes an older one end with ErrorCode::cancelled.
  virtual Ticket request(const PostPtr &post, const AnalyzeOptions &options) = 0;
  /// Gives way to every request; decoding included.
  virtual Ticket enqueue(const PostSource &source, const AnalyzeOptions &options) = 0;
  /// Reads a post with another installed bundle (id or folder), to compare. Gives way as
  /// enqueue() does; only the comparison shows the answer.
  virtual Ticket request_with(const QString &bundle, const PostPtr &post,
                              const AnalyzeOptions &options) = 0;
  /// Reads with another bundle (id or folder) from now on. Tells modelLoading at once and then
  /// modelReady, or modelRefused where it cannot be loaded and the model before goes on, or
  /// modelFailed where there was none. What runs or waits ends with ErrorCode::cancelled; what is
  /// asked for later waits for the new model.
  virtual void use_model(const QString &bundle) = 0;
  /// Drops everything that runs or waits.
  virtual void cancel() = 0;

Q_SIGNALS:
  void modelLoading(const QString &bundle);
  void modelRefused(const affect::Error &error);
  void modelReady(const affect::ModelInfo &info);
  void modelFailed(const affect::Error &error);
  void readingReady(affect::ui::Ticket ticket, const affect::ui::ReadingPtr &reading);
  void failed(affect::ui::Ticket ticket, const affect::Error &error);
};

} // namespace affect::ui

Q_DECLARE_METATYPE(affect::ui::ReadingPtr)
