#pragma once

#include "inputs/input_cache.h"
#include "inputs/input_plan.h"
#include "sources/post.h"

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace affect {

/// The last few values by key: what-if edits change one modality and ask again for the others.
template <typename Key, typename Value> class RecentlyUsed {
public:
  const Value *find(const Key &key) {
    for (auto at = items_.begin(); at != items_.end(); ++at)
      if (at->key == key) {
        items_.splice(items_.begin(), items_, at);
        return &items_.front().value;
      }
    return nullptr;
  }
  /// `size`: how many of the places it takes.
  void store(Key key, Value value, std::size_t size = 1) {
    items_.push_front({std::move(key), std::move(value), size});
    used_ += size;
    while (used_ > capacity && items_.size() > 1) {
      used_ -= items_.back().size;
      items_.pop_back();
    }
  }

private:
  static constexpr std::size_t capacity = 64; // several clips' frames
  struct Item {
    Key key;
    Value value;
    std::size_t size;
  };
  std::list<Item> items_;
  std::size_t used_ = 0;
};

/// Features of the posts that were read last. Each kind goes with its encoder, which several
/// analyzers may share. Keys hold pictures and clips, so that an address is not given to another
/// one.
struct RecentFeatures {
  template <typename Key, typename Features>
  using Recent = std::shared_ptr<RecentlyUsed<Key, std::optional<Features>>>;
  using Seen = std::pair<std::shared_ptr<const void>, bool>; ///< and whether all of its frames

  RecentFeatures();
  /// Takes the features of the encoders that these have in common.
  void share(const InputEncoders &own, const RecentFeatures &other, const InputEncoders &others);

  Recent<std::string, TextFeatures> texts;
  Recent<Seen, EncodedPictures> pictures;
  Recent<std::shared_ptr<const Image>, PictureFaces> picture_faces;
  Recent<std::shared_ptr<const void>, FaceSteps> faces;
  Recent<std::shared_ptr<const ClipContent>, AudioFeatures> sounds;
};

/// These for one post, which outlives this.
class RecentInputs : public InputCache {
public:
  RecentInputs(RecentFeatures &features, const Post &post, const InputPlan &plan)
      : features_(features), post_(post), plan_(plan) {}

  Made<TextFeatures> text(const Make<TextFeatures> &make) override;
  Made<EncodedPictures> pictures(const Make<EncodedPictures> &make) override;
  Made<PictureFaces> picture_faces(const Make<PictureFaces> &make) override;
  Made<FaceSteps> face(const Make<FaceSteps> &make) override;
  Made<AudioFeatures> sound(const Make<AudioFeatures> &make) override;

private:
  /// The picture or clip; null: the post has none.
  std::shared_ptr<const void> visual() const;

  RecentFeatures &features_;
  const Post &post_;
  const InputPlan &plan_;
};

} // namespace affect
