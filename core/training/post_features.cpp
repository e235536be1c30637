#include "training/post_features.h"

#include "training/text_lines.h"

#include <fstream>
#include <sstream>

namespace affect {
namespace {

constexpr std::size_t block = 64; // posts decoded and encoded together; bounds the memory of pictures

int64_t label_of(const std::optional<Polarity> &polarity) { return polarity ? static_cast<int64_t>(*polarity) : -1; }

std::string bytes_of(const std::filesystem::path &file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

struct Waiting {
  std::size_t post;
  std::string key;
  std::string text;
  Image image;
};

void fill_text(PostFeatures &post, const StateDict &state, int copies) {
  post.tensors.text = state.at("hidden").to(torch::kHalf);
  post.tensors.text_vector = state.at("vector").to(torch::kHalf);
  for (int k = 0; k < copies; ++k) {
    const std::string prefix = "masked." + std::to_string(k) + ".";
    post.masked.push_back({state.at(prefix + "hidden").to(torch::kHalf), state.at(prefix + "positions"),
                           state.at(prefix + "targets")});
  }
}

// States of a text and of its masked copies, all of one length, so one batch.
StateDict text_state(TextEncoder &encoder, const TextFeatures &features, const FeatureOptions &options) {
  StateDict state{{"hidden", features.hidden}, {"vector", features.vector}};
  std::vector<int64_t> ids;
  for (const Token &token : features.encoding.tokens)
    ids.push_back(token.id);
  Random random(options.seed);
  std::vector<torch::Tensor> rows;
  for (int k = 0; k < options.masked_copies; ++k) {
    const Masked masked =
        mask_tokens(torch::tensor(ids).unsqueeze(0), encoder.tokenizer(), options.mask_share, random);
    const std::string prefix = "masked." + std::to_string(k) + ".";
    state[prefix + "positions"] = masked.positions;
    state[prefix + "targets"] = masked.targets;
    rows.push_back(masked.ids);
  }
  if (!rows.empty()) {
    const auto hidden = encoder.encode_ids(torch::cat(rows));
    for (int k = 0; k < options.masked_copies; ++k)
      state["masked." + std::to_string(k) + ".hidden"] = hidden[k];
  }
  return state;
}

void encode_texts(std::vector<Waiting> &waiting, std::vector<PostFeatures> &posts, TextEncoder &encoder,
                  const FeatureCache &cache, const FeatureOptions &options) {
  std::vector<std::string> texts;
  for (const Waiting &one : waiting)
    texts.push_back(one.text);
  const auto features = encoder.encode(texts);
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    const StateDict state = text_state(encoder, features[i], options);
    cache.keep(waiting[i].key, state);
    fill_text(posts[waiting[i].post], state, options.masked_copies);
  }
  waiting.clear();
}

Result<void> encode_images(std::vector<Waiting> &waiting, std::vector<PostFeatures> &posts, ImageEncoder &encoder,
                           const FeatureCache &cache) {
  std::vector<Image> images;
  for (Waiting &one : waiting)
    images.push_back(std::move(one.image));
  AFFECT_TRY(features, encoder.encode(images));
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    cache.keep(waiting[i].key, {{"regions", features[i].regions}, {"vector", features[i].vector}});
    posts[waiting[i].post].tensors.image = features[i].regions.to(torch::kHalf);
    posts[waiting[i].post].tensors.image_vector = features[i].vector.to(torch::kHalf);
  }
  waiting.clear();
  return {};
}

} // namespace

Result<FeatureSet> extract_features(const std::vector<LabelledPost> &labelled, TextEncoder &text, ImageEncoder &image,
                                    const FeatureCache &cache, const FeatureOptions &options, const ProgressFn &progress,
                                    const CancelToken &cancel) {
  FeatureSet set;
  std::vector<Waiting> texts, images;
  const std::string masking = "masked " + std::to_string(options.masked_copies) + " " +
                              std::to_string(options.mask_share) + " " + std::to_string(options.seed) + "\n";
  for (std::size_t i = 0; i < labelled.size(); ++i) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Computing features was stopped.");
    const LabelledPost &source = labelled[i];
    const std::string picture_key = FeatureCache::key(bytes_of(source.source.image), image.hash());
    const auto picture = cache.find(picture_key);
    PostSource wanted = source.source;
    if (picture)
      wanted.image.clear();
    auto post = load_post(wanted);
    if (!post.ok() || !post->text || (!picture && !post->image)) {
      set.errors.push_back(post.ok() ? make_error(ErrorCode::missing_pair, "The post lacks its text or its image.",
                                                  source.source.path())
                                     : post.error());
      continue;
    }
    PostFeatures features;
    features.id = source.source.id;
    features.text = *post->text;
    features.joint = label_of(source.joint);
    features.text_label = label_of(source.text);
    features.image_label = label_of(source.image);
    const std::size_t at = set.posts.size();
    set.posts.push_back(std::move(features));
    if (picture) {
      set.posts[at].tensors.image = picture->at("regions").to(torch::kHalf);
      set.posts[at].tensors.image_vector = picture->at("vector").to(torch::kHalf);
    } else {
      images.push_back({at, picture_key, {}, *post->image});
    }
    const std::string text_key = FeatureCache::key(masking + *post->text, text.hash());
    if (const auto found = cache.find(text_key))
      fill_text(set.posts[at], *found, options.masked_copies);
    else
      texts.push_back({at, text_key, *post->text, {}});
    const bool last = i + 1 == labelled.size();
    if (texts.size() >= block || last)
      encode_texts(texts, set.posts, text, cache, options);
    if (images.size() >= block || last)
      AFFECT_CHECK(encode_images(images, set.posts, image, cache));
    if (progress && (i % block == 0 || last))
      progress({static_cast<double>(i + 1) / static_cast<double>(labelled.size()),
                "features: " + std::to_string(i + 1) + " of " + std::to_string(labelled.size()) + " posts"});
  }
  if (!texts.empty())
    encode_texts(texts, set.posts, text, cache, options);
  if (!images.empty())
    AFFECT_CHECK(encode_images(images, set.posts, image, cache));
  if (set.posts.empty())
    return set.errors.empty() ? make_error(ErrorCode::usage, "There is no post to read.") : set.errors.front();
  return set;
}

} // namespace affect
