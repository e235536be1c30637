#include "engine/workspace.h"

#include <algorithm>

namespace affect::ui {

Workspace::Workspace(ReadingService *service, QObject *parent)
    : QObject(parent), service_(service), session_(&items_, service),
      background_(&items_, service) {
  connect(&items_, &ItemModel::thumbnailWanted, this, [this](ItemKey key) {
    if (const Item *item = items_.find(key))
      thumbnails_.request(*item);
  });
  connect(&thumbnails_, &ThumbnailLoader::ready, &items_, &ItemModel::setThumbnail);
  connect(&importer_, &Importer::started, this, [this] { first_of_import_ = true; });
  connect(&importer_, &Importer::found, this, [this](const Items &found) {
    const std::vector<ItemKey> keys = items_.append(found);
    // Opening a broken file once more is how one says that it has been mended.
    for (const ItemKey key : keys)
      if (const Item *item = items_.find(key); item && item->state == ItemState::failed) {
        if (key == session_.key())
          session_.reload();
        else
          background_.again(key);
      }
    if (std::exchange(first_of_import_, false) && !keys.empty())
      Q_EMIT arrived(keys.front());
  });
  connect(&importer_, &Importer::problems, this, [this](const Errors &errors) {
    for (const Error &error : errors)
      Q_EMIT failed(error);
  });
  connect(&session_, &PostSession::failed, this, &Workspace::failed);
  connect(&background_, &BackgroundReader::failed, this, &Workspace::failed);
  connect(service_, &ReadingService::modelReady, this, [this](const ModelInfo &info) {
    if (std::exchange(model_seen_, true)) {
      background_.allAgain();
      session_.readAgain();
    }
    background_.start();
    Q_EMIT modelReady(info);
  });
  connect(service_, &ReadingService::modelFailed, this, [this](const Error &error) {
    model_seen_ =
        true; // what was asked for has failed and is to be asked for again once there is a model
    Q_EMIT modelFailed(error);
  });
  connect(service_, &ReadingService::modelLoading, this, &Workspace::modelLoading);
  connect(service_, &ReadingService::modelRefused, this, [this](const Error &error) {
    session_.askAgain(); // what was under way was cancelled for the new model's sake
    Q_EMIT modelRefused(error);
  });
}

Workspace::~Workspace() { service_->cancel(); }

void Workspace::remove(const std::vector<ItemKey> &keys) {
  if (std::find(keys.begin(), keys.end(), session_.key()) != keys.end())
    session_.close();
  items_.remove(keys);
}

} // namespace affect::ui
