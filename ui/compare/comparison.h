#pragma once

#include "compare/compare_table.h"

namespace affect::ui {

/// Reads one post with several bundles, one after the other, on the engine's thread; the window's
/// own requests go first.
class Comparison : public QObject {
  Q_OBJECT
public:
  explicit Comparison(ReadingService *service, QObject *parent = nullptr);

  /// Begins anew; what is under way is left.
  void start(const QStringList &bundles, const PostPtr &post, const AnalyzeOptions &options);
  /// Stops after what is under way; what is there stays.
  void cancel();

  bool running() const { return ticket_ != 0; }
  bool cancelled() const { return cancelled_; }
  int done() const { return static_cast<int>(next_); } ///< bundles that have answered
  const std::vector<ComparedModel> &models() const { return models_; }

Q_SIGNALS:
  void changed();

private:
  void ask();
  void on_failed(Ticket ticket, const Error &error);

  ReadingService *service_;
  std::vector<ComparedModel> models_;
  PostPtr post_;
  AnalyzeOptions options_;
  std::size_t next_ = 0;
  Ticket ticket_ = 0;
  bool cancelled_ = false;
};

} // namespace affect::ui
