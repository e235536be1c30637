#include "corpus/post_features.h"

#include "base/input_file.h"
#include "corpus/feature_blocks.h"

namespace affect {
namespace {

int64_t label_of(const std::optional<Polarity> &polarity) {
  return polarity ? static_cast<int64_t>(*polarity) : -1;
}

// Empty where load_post will say what is wrong with it.
std::string bytes_of(const std::filesystem::path &file) {
  auto bytes = read_whole_file(file, ImageLimits{}.max_file_bytes);
  return bytes.ok() ? std::move(*bytes) : std::string();
}

// Reports progress at the first item of each block and at the last of all.
void report(const ProgressFn &progress, std::size_t at, std::size_t count, const char *what) {
  const bool last = at + 1 == count;
  if (progress && (at % feature_block == 0 || last))
    progress({static_cast<double>(at + 1) / static_cast<double>(count),
              "features: " + std::to_string(at + 1) + " of " + std::to_string(count) + what});
}

Error stopped() { return make_error(ErrorCode::cancelled, "Computing features was stopped."); }

// Reads a post and hands its parts on. A post that cannot be read goes to the set's errors.
Result<void> add_post(const LabelledPost &labelled, TextBlocks &texts, PictureBlocks &pictures,
                      FeatureSet &set) {
  const auto known = pictures.find(bytes_of(labelled.source.image));
  PostSource wanted = labelled.source;
  if (known.all)
    wanted.image.clear();
  auto post = load_post(wanted);
  if (!post.ok() || !post->text || (!known.all && !post->image)) {
    set.errors.push_back(post.ok() ? make_error(ErrorCode::missing_pair,
                                                "The post lacks its text or its image.",
                                                labelled.source.path())
                                   : post.error());
    return {};
  }
  const std::size_t at = set.posts.size();
  set.posts.push_back(features_of_labels(labelled));
  set.posts.back().text = std::move(*post->text);
  AFFECT_CHECK(pictures.add(at, known, post->image));
  texts.add(at);
  return {};
}

} // namespace

PostFeatures features_of_labels(const LabelledPost &post, double scale) {
  PostFeatures features;
  features.id = post.source.id;
  features.group = post.group;
  features.joint = label_of(post.joint);
  features.text_label = label_of(post.text);
  features.image_label = label_of(post.image);
  features.audio_label = label_of(post.audio);
  const std::optional<double> degrees[] = {post.degrees.whole, post.degrees.text,
                                           post.degrees.image, post.degrees.audio};
  for (std::size_t i = 0; i < std::size(degrees) && scale > 0; ++i)
    if (degrees[i])
      features.intensities[i] = static_cast<float>(*degrees[i] / scale);
  return features;
}

Result<void> fill_texts(std::vector<PostFeatures> &posts, TextEncoder &text,
                        const FeatureCache &cache, const FeatureOptions &options,
                        const ProgressFn &progress, const CancelToken &cancel) {
  TextBlocks texts(posts, text, cache, options);
  for (std::size_t i = 0; i < posts.size(); ++i) {
    if (cancel.cancelled())
      return stopped();
    texts.add(i);
    AFFECT_CHECK(texts.encode_waiting(i + 1 == posts.size()));
    report(progress, i, posts.size(), " texts");
  }
  return {};
}

Result<FeatureSet> extract_features(const std::vector<LabelledPost> &labelled, TextEncoder &text,
                                    ImageEncoder &image, const FeatureCache &cache,
                                    const FeatureOptions &options, const ProgressFn &progress,
                                    const CancelToken &cancel) {
  FeatureSet set;
  TextBlocks texts(set.posts, text, cache, options);
  PictureBlocks pictures(set.posts, image, cache, options);
  for (std::size_t i = 0; i < labelled.size(); ++i) {
    if (cancel.cancelled())
      return stopped();
    AFFECT_CHECK(add_post(labelled[i], texts, pictures, set));
    const bool last = i + 1 == labelled.size();
    AFFECT_CHECK(texts.encode_waiting(last));
    AFFECT_CHECK(pictures.encode_waiting(last));
    report(progress, i, labelled.size(), " posts");
  }
  if (set.posts.empty())
    return set.errors.empty() ? make_error(ErrorCode::usage, "There is no post to read.")
                              : set.errors.front();
  return set;
}

} // namespace affect
