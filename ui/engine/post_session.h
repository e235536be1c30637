#pragma once

#include "engine/post_loader.h"
#include "item_models/item_model.h"

#include <QCache>
#include <QTimer>

namespace affect::ui {

/// A change to the opened post that is tried out; the post itself stays as it is.
struct WhatIf {
  QString text; ///< what is read instead of the post's text; empty: none
  bool hide_text = false;
  bool hide_image = false;
  bool hide_audio = false;

  bool hides(Modality which) const;
  bool operator==(const WhatIf &) const = default;
};

/// The post on the Stage: loaded, read, and read again for every what-if. No call waits;
/// results come as signals.
class PostSession : public QObject {
  Q_OBJECT
public:
  PostSession(ItemModel *model, ReadingService *service, QObject *parent = nullptr);

  void open(ItemKey key);
  void close();
  /// Reads the opened post again, e.g. after an error.
  void reload();
  void setWhatIf(const WhatIf &what_if);
  /// Forgets every reading and reads what is open, and what is tried out, once more: another model
  /// reads now.
  void readAgain();
  /// Asks once more for what was under way when the engine dropped its requests; readings that are
  /// there stay.
  void askAgain();

  ItemKey key() const { return key_; }          ///< 0: nothing is open
  const PostPtr &post() const { return post_; } ///< null while it loads
  const QImage &picture() const { return picture_; }
  QString text() const; ///< the post's own text
  const ReadingPtr &original() const { return original_; }
  const ReadingPtr &shown() const {
    return changed() ? tried_ : original_;
  } ///< of the what-if where there is one
  const WhatIf &whatIf() const { return what_if_; }
  /// The post as it is tried out, with what is to be hidden; null while it loads.
  std::pair<PostPtr, AnalyzeOptions> tried() const;
  bool changed() const { return what_if_ != untouched_; }
  bool readsSound() const { return reads_sound_; } ///< the model reads sound
  bool hasSound() const;                           ///< the post is a clip with sound
  bool busy() const { return loading_ || ticket_ != 0; }
  /// A hidden or erased part leaves nothing to read.
  bool nothingLeft() const;

Q_SIGNALS:
  void opened();         ///< another post; nothing of it is there yet
  void postChanged();    ///< picture and text are there
  void readingChanged(); ///< original() or shown() changed
  void busyChanged(bool busy);
  void failed(const affect::Error &error);

private:
  void on_loaded(const LoadedPost &loaded);
  void on_reading(Ticket ticket, const ReadingPtr &reading);
  void on_failed(Ticket ticket, const Error &error);
  void read_original();
  void read_what_if();
  void read_expected_words();
  void add_expected_words(const Reading &extras);
  void keep(const ReadingPtr &reading);
  void tell_busy();

  ItemModel *model_;
  ReadingService *service_;
  PostLoader loader_;
  QTimer dwell_; // expected words are asked for once the user stays with a post
  QCache<ItemKey, ReadingPtr> recent_; // full readings of posts opened lately
  ItemKey key_ = 0;
  PostPtr post_;
  QImage picture_;
  ReadingPtr original_, tried_;
  WhatIf what_if_, untouched_;
  Ticket ticket_ = 0; // the reading being waited for
  bool ticket_is_what_if_ = false;
  Ticket extras_ = 0;
  bool loading_ = false;
  bool model_failed_ = false;
  bool reads_sound_ = false;
  bool was_busy_ = false;
};

} // namespace affect::ui
