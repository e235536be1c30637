#pragma once

#include "engine/background_reader.h"
#include "engine/importer.h"
#include "engine/post_session.h"
#include "engine/thumbnail_loader.h"
#include "item_models/item_model.h"

#include <QObject>

namespace affect::ui {

/// Everything the window shows, without the window: the items, the opened post, and those who fill
/// them in.
class Workspace : public QObject {
  Q_OBJECT
public:
  /// `service` is the caller's and outlives this.
  explicit Workspace(ReadingService *service, QObject *parent = nullptr);
  ~Workspace() override;

  ItemModel *items() { return &items_; }
  PostSession *session() { return &session_; }
  Importer *importer() { return &importer_; }
  BackgroundReader *background() { return &background_; }
  void remove(const std::vector<ItemKey> &keys);
  /// Reads with another installed bundle; once it is loaded every item is read again. Never waits.
  void useModel(const QString &bundle) { service_->use_model(bundle); }
  ReadingService *service() const { return service_; }

Q_SIGNALS:
  /// Posts were found; the first of an import is to be shown.
  void arrived(affect::ui::ItemKey first);
  void failed(const affect::Error &error);
  void modelReady(const affect::ModelInfo &info);
  void modelFailed(const affect::Error &error);
  void modelLoading(const QString &bundle);
  void modelRefused(const affect::Error &error); ///< the model before goes on

private:
  ReadingService *service_;
  ItemModel items_;
  ThumbnailLoader thumbnails_;
  Importer importer_;
  PostSession session_;
  BackgroundReader background_;
  bool first_of_import_ = false;
  bool model_seen_ = false; ///< a model answered already; the next is another one
};

} // namespace affect::ui
