#pragma once

#include "service/reading_service.h"

#include <QObject>

#include <vector>

namespace affect::ui {

/// What the user points at, and the attention that follows from it: words → regions, regions →
/// words. No widgets.
class AttentionFocus : public QObject {
  Q_OBJECT
public:
  using QObject::QObject;

  /// Another reading: pins and regions go, layer and head stay where they still exist.
  void setReading(const ReadingPtr &reading);
  const ReadingPtr &reading() const { return reading_; }
  bool available() const { return reading_ && reading_->attention.has_value(); }

  void setHoveredWord(int word); ///< -1: none
  /// Pins a word alone, or beside the others where `add`; a pinned one is let go.
  void pin(int word, bool add);
  void setRegions(const std::vector<int> &regions);
  void setLayer(int layer); ///< CrossAttention::all: mean
  void setHead(int head);
  /// The frame of a clip that is on the screen; -1: one that was not read, so there is nothing to
  /// lay over it.
  void setFrame(int frame);
  void clear();

  int hoveredWord() const { return hovered_; }
  const std::vector<int> &pinnedWords() const { return pinned_; }
  const std::vector<int> &regions() const { return regions_; }
  int layer() const { return layer_; }
  int head() const { return head_; }
  int frame() const { return frame_; }
  /// Whether the picture on the screen is one that attention speaks of.
  bool onFrame() const { return available() && frame_ >= 0 && frame_ < reading_->frames(); }

  /// Words the overlay speaks of: the hovered one, else the pinned ones, else none (all of them).
  std::vector<int> words() const;
  /// Attention over the regions (of the frame on the screen) of words(); mean over all words where
  /// none. Empty where there is no attention.
  std::vector<float> regionValues() const;
  /// The largest value over the regions of all frames: one scale for a whole clip.
  float most() const;
  /// Attention of words() over the frames of a clip. Empty where there is no attention.
  std::vector<float> frameValues() const;
  /// Attention of the selected regions over the words. Empty where none is selected.
  std::vector<float> wordValues() const;

Q_SIGNALS:
  void changed();

private:
  bool valid_word(int word) const;
  std::vector<float> all_regions() const;

  ReadingPtr reading_;
  int hovered_ = -1;
  std::vector<int> pinned_, regions_;
  int layer_ = CrossAttention::all, head_ = CrossAttention::all;
  int frame_ = 0;
};

} // namespace affect::ui
