#include "attention/attention_focus.h"

#include <algorithm>

namespace affect::ui {

void AttentionFocus::setReading(const ReadingPtr &reading) {
  reading_ = reading;
  hovered_ = -1;
  pinned_.clear();
  regions_.clear();
  if (available()) {
    if (layer_ >= reading_->attention->layers)
      layer_ = CrossAttention::all;
    if (head_ >= reading_->attention->heads)
      head_ = CrossAttention::all;
  }
  Q_EMIT changed();
}

bool AttentionFocus::valid_word(int word) const {
  return available() && word >= 0 && word < reading_->attention->words;
}

void AttentionFocus::setHoveredWord(int word) {
  const int hovered = valid_word(word) ? word : -1;
  if (hovered == hovered_)
    return;
  hovered_ = hovered;
  Q_EMIT changed();
}

void AttentionFocus::pin(int word, bool add) {
  if (!valid_word(word))
    return;
  const auto found = std::find(pinned_.begin(), pinned_.end(), word);
  if (found != pinned_.end() && (add || pinned_.size() == 1)) {
    pinned_.erase(found);
  } else {
    if (!add)
      pinned_.clear();
    pinned_.push_back(word);
  }
  regions_.clear(); // one direction at a time, or the picture says two things at once
  Q_EMIT changed();
}

void AttentionFocus::setRegions(const std::vector<int> &regions) {
  if (!available() || regions == regions_)
    return;
  regions_ = regions;
  if (!regions_.empty())
    pinned_.clear();
  Q_EMIT changed();
}

void AttentionFocus::setLayer(int layer) {
  if (layer == layer_)
    return;
  layer_ = layer;
  Q_EMIT changed();
}

void AttentionFocus::setHead(int head) {
  if (head == head_)
    return;
  head_ = head;
  Q_EMIT changed();
}

void AttentionFocus::setFrame(int frame) {
  if (frame == frame_)
    return;
  frame_ = frame;
  regions_.clear(); // they were cells of another picture
  Q_EMIT changed();
}

void AttentionFocus::clear() {
  if (hovered_ < 0 && pinned_.empty() && regions_.empty())
    return;
  hovered_ = -1;
  pinned_.clear();
  regions_.clear();
  Q_EMIT changed();
}

std::vector<int> AttentionFocus::words() const {
  if (hovered_ >= 0)
    return {hovered_};
  return pinned_;
}

std::vector<float> AttentionFocus::all_regions() const {
  return available() ? reading_->attention->regions_of_words(words(), layer_, head_)
                     : std::vector<float>();
}

std::vector<float> AttentionFocus::regionValues() const {
  std::vector<float> values = all_regions();
  if (values.empty() || reading_->frames() == 1)
    return onFrame() ? values : std::vector<float>();
  if (!onFrame())
    return {};
  const auto grid = static_cast<std::ptrdiff_t>(values.size()) / reading_->frames();
  return {values.begin() + frame_ * grid, values.begin() + (frame_ + 1) * grid};
}

float AttentionFocus::most() const {
  const std::vector<float> values = all_regions();
  return values.empty() ? 0.0f : *std::max_element(values.begin(), values.end());
}

std::vector<float> AttentionFocus::frameValues() const {
  return available()
             ? reading_->attention->frames_of_words(words(), reading_->frames(), layer_, head_)
             : std::vector<float>();
}

std::vector<float> AttentionFocus::wordValues() const {
  if (!onFrame() || regions_.empty())
    return {};
  std::vector<int> cells = regions_;
  for (int &cell : cells)
    cell += frame_ * (reading_->attention->regions / reading_->frames());
  return reading_->attention->words_of_regions(cells, layer_, head_);
}

} // namespace affect::ui
