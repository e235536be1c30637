#include "corpus/post_features.h"

#include "base/input_file.h"
#include "corpus/text_lines.h"

namespace affect {
namespace {

constexpr std::size_t block =
    64; // posts decoded and encoded together; bounds the memory of pictures

int64_t label_of(const std::optional<Polarity> &polarity) {
  return polarity ? static_cast<int64_t>(*polarity) : -1;
}

// Empty where load_post will say what is wrong with it.
std::string bytes_of(const std::filesystem::path &file) {
  auto bytes = read_whole_file(file, ImageLimits{}.max_file_bytes);
  return bytes.ok() ? std::move(*bytes) : std::string();
}

struct Waiting {
  std::size_t post;
  std::string key;
  std::string text;
  Image image;
};

void fill_text(PostFeatures &post, const StateDict &state, const TextEncoder &encoder,
               const FeatureOptions &options) {
  post.tensors.words = word_bag(encoder.tokenize({&post.text, 1}).front(), encoder.tokenizer());
  const bool below = options.text_tuned > 0;
  if (below) {
    post.text_below = {state.at("hidden").to(torch::kHalf), state.at("ids"),
                       state.at("tokens").item<int64_t>()};
  } else {
    post.tensors.text = state.at("hidden").to(torch::kHalf);
    post.tensors.text_vector = state.at("vector").to(torch::kHalf);
  }
  for (int k = 0; k < options.masked_copies; ++k) {
    const std::string prefix = "masked." + std::to_string(k) + ".";
    const auto hidden = state.at(prefix + "hidden").to(torch::kHalf);
    post.masked.push_back({below ? torch::Tensor() : hidden, below ? hidden : torch::Tensor(),
                           state.at(prefix + "positions"), state.at(prefix + "targets")});
  }
}

void fill_image(PostFeatures &post, const StateDict &state, const FeatureOptions &options) {
  if (options.image_tuned > 0) {
    post.image_below = state.at("below").to(torch::kHalf);
    post.mirrored_below = state.at("mirrored").to(torch::kHalf);
  } else {
    post.tensors.image = state.at("regions").to(torch::kHalf);
    post.tensors.image_vector = state.at("vector").to(torch::kHalf);
  }
}

// What a text's masked copies are, and their states. All are of one length, so one batch.
void add_masked(StateDict &state, TextEncoder &encoder, const std::vector<int64_t> &ids,
                const FeatureOptions &options) {
  Random random(options.seed);
  std::vector<torch::Tensor> rows;
  for (int k = 0; k < options.masked_copies; ++k) {
    const Masked masked = mask_tokens(torch::tensor(ids).unsqueeze(0), encoder.tokenizer(),
                                      options.mask_share, random);
    const std::string prefix = "masked." + std::to_string(k) + ".";
    state[prefix + "positions"] = masked.positions;
    state[prefix + "targets"] = masked.targets;
    rows.push_back(masked.ids);
  }
  if (!rows.empty()) {
    const auto all = torch::cat(rows);
    const auto hidden = options.text_tuned > 0 ? encoder.encode_ids_below(all, options.text_tuned)
                                               : encoder.encode_ids(all);
    for (int k = 0; k < options.masked_copies; ++k)
      state["masked." + std::to_string(k) + ".hidden"] = hidden[k];
  }
}

std::vector<StateDict> text_states(TextEncoder &encoder, const std::vector<std::string> &texts,
                                   const FeatureOptions &options) {
  std::vector<StateDict> states;
  if (options.text_tuned > 0) {
    for (const TextBelow &text : encoder.encode_below(texts, options.text_tuned)) {
      states.push_back(
          {{"hidden", text.states}, {"ids", text.ids}, {"tokens", torch::tensor(text.tokens)}});
      const auto ids = text.ids.slice(0, 0, text.tokens);
      add_masked(states.back(), encoder,
                 {ids.data_ptr<int64_t>(), ids.data_ptr<int64_t>() + text.tokens}, options);
    }
    return states;
  }
  for (const TextFeatures &text : encoder.encode(texts)) {
    states.push_back({{"hidden", text.hidden}, {"vector", text.vector}});
    std::vector<int64_t> ids;
    for (const Token &token : text.encoding.tokens)
      ids.push_back(token.id);
    add_masked(states.back(), encoder, ids, options);
  }
  return states;
}

void encode_texts(std::vector<Waiting> &waiting, std::vector<PostFeatures> &posts,
                  TextEncoder &encoder, const FeatureCache &cache, const FeatureOptions &options) {
  std::vector<std::string> texts;
  for (const Waiting &one : waiting)
    texts.push_back(one.text);
  const auto states = text_states(encoder, texts, options);
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    cache.keep(waiting[i].key, states[i]);
    fill_text(posts[waiting[i].post], states[i], encoder, options);
  }
  waiting.clear();
}

Result<std::vector<StateDict>> image_states(ImageEncoder &encoder, const std::vector<Image> &images,
                                            const FeatureOptions &options) {
  std::vector<StateDict> states;
  if (images.empty())
    return states;
  if (options.image_tuned > 0) {
    AFFECT_TRY(plain, encoder.encode_below(images, options.image_tuned, false));
    AFFECT_TRY(mirrored, encoder.encode_below(images, options.image_tuned, true));
    for (int64_t i = 0; i < plain.size(0); ++i)
      states.push_back({{"below", plain[i]}, {"mirrored", mirrored[i]}});
    return states;
  }
  AFFECT_TRY(features, encoder.encode(images));
  for (const ImageFeatures &one : features)
    states.push_back({{"regions", one.regions}, {"vector", one.vector}});
  return states;
}

Result<void> encode_images(std::vector<Waiting> &waiting, std::vector<PostFeatures> &posts,
                           ImageEncoder &encoder, const FeatureCache &cache,
                           const FeatureOptions &options) {
  std::vector<Image> images;
  for (Waiting &one : waiting)
    images.push_back(std::move(one.image));
  AFFECT_TRY(states, image_states(encoder, images, options));
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    cache.keep(waiting[i].key, states[i]);
    fill_image(posts[waiting[i].post], states[i], options);
  }
  waiting.clear();
  return {};
}

// Fills in the numbers about the faces of a picture of these bytes. `image`: the picture, where it
// is not in the cache.
Result<void> fill_faces(PostFeatures &post, const std::optional<StateDict> &known,
                        const std::string &key, const Image *image, const FeatureCache &cache,
                        PictureFaceReader &reader) {
  if (known) {
    post.tensors.faces = known->at("faces");
    return {};
  }
  AFFECT_TRY(faces, reader.read(*image));
  cache.keep(key, {{"faces", faces.numbers}});
  post.tensors.faces = faces.numbers;
  return {};
}

// In the cache's keys: what is below the tuned blocks is something else than the encoder's own
// features.
std::string depth_of(int64_t tuned) {
  return tuned > 0 ? "\nbelow the last " + std::to_string(tuned) : "";
}

// In the cache's keys, with the text: how its masked copies were made.
std::string masking_of(const FeatureOptions &options) {
  return "masked " + std::to_string(options.masked_copies) + " " +
         std::to_string(options.mask_share) + " " + std::to_string(options.seed) + "\n";
}

} // namespace

Result<void> fill_texts(std::vector<PostFeatures> &posts, TextEncoder &text,
                        const FeatureCache &cache, const FeatureOptions &options,
                        const ProgressFn &progress, const CancelToken &cancel) {
  std::vector<Waiting> waiting;
  for (std::size_t i = 0; i < posts.size(); ++i) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Computing features was stopped.");
    const std::string key = FeatureCache::key(masking_of(options) + posts[i].text,
                                              text.hash() + depth_of(options.text_tuned));
    if (const auto found = cache.find(key))
      fill_text(posts[i], *found, text, options);
    else
      waiting.push_back({i, key, posts[i].text, {}});
    const bool last = i + 1 == posts.size();
    if (waiting.size() >= block || (last && !waiting.empty()))
      encode_texts(waiting, posts, text, cache, options);
    if (progress && (i % block == 0 || last))
      progress({static_cast<double>(i + 1) / static_cast<double>(posts.size()),
                "features: " + std::to_string(i + 1) + " of " + std::to_string(posts.size()) +
                    " texts"});
  }
  return {};
}

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

namespace {

// Posts on their way to features: what is not in the cache waits for a block of its kind.
class Extraction {
public:
  Extraction(TextEncoder &text, ImageEncoder &image, const FeatureCache &cache,
             const FeatureOptions &options)
      : text_(text), image_(image), cache_(cache), options_(options),
        masking_(masking_of(options)) {}

  /// Errors: those of the face finder; a post that cannot be read is no error of all.
  Result<void> add(const LabelledPost &labelled);
  /// Encodes what waits, where it is a block or `all` is to be encoded. Errors: those of the
  /// encoder.
  Result<void> encode_waiting(bool all);

  FeatureSet set;

private:
  void add_text(std::size_t post, const std::string &text);

  TextEncoder &text_;
  ImageEncoder &image_;
  const FeatureCache &cache_;
  const FeatureOptions &options_;
  std::string masking_;
  std::vector<Waiting> texts_, images_;
};

Result<void> Extraction::add(const LabelledPost &labelled) {
  const std::string bytes = bytes_of(labelled.source.image);
  const std::string picture_key =
      FeatureCache::key(bytes, image_.hash() + depth_of(options_.image_tuned));
  const auto picture = cache_.find(picture_key);
  const std::string face_key =
      options_.faces ? FeatureCache::key(bytes, options_.faces->hash()) : std::string();
  const auto faces = options_.faces ? cache_.find(face_key) : std::nullopt;
  const bool known = picture && (faces || !options_.faces);
  PostSource wanted = labelled.source;
  if (known)
    wanted.image.clear();
  auto post = load_post(wanted);
  if (!post.ok() || !post->text || (!known && !post->image)) {
    set.errors.push_back(post.ok() ? make_error(ErrorCode::missing_pair,
                                                "The post lacks its text or its image.",
                                                labelled.source.path())
                                   : post.error());
    return {};
  }
  PostFeatures features = features_of_labels(labelled);
  features.text = *post->text;
  if (options_.faces)
    AFFECT_CHECK(fill_faces(features, faces, face_key, post->image.get(), cache_, *options_.faces));
  const std::size_t at = set.posts.size();
  set.posts.push_back(std::move(features));
  if (picture)
    fill_image(set.posts[at], *picture, options_);
  else
    images_.push_back({at, picture_key, {}, *post->image});
  add_text(at, *post->text);
  return {};
}

void Extraction::add_text(std::size_t post, const std::string &text) {
  const std::string key =
      FeatureCache::key(masking_ + text, text_.hash() + depth_of(options_.text_tuned));
  if (const auto found = cache_.find(key))
    fill_text(set.posts[post], *found, text_, options_);
  else
    texts_.push_back({post, key, text, {}});
}

Result<void> Extraction::encode_waiting(bool all) {
  if (texts_.size() >= block || (all && !texts_.empty()))
    encode_texts(texts_, set.posts, text_, cache_, options_);
  if (images_.size() >= block || (all && !images_.empty()))
    AFFECT_CHECK(encode_images(images_, set.posts, image_, cache_, options_));
  return {};
}

} // namespace

Result<FeatureSet> extract_features(const std::vector<LabelledPost> &labelled, TextEncoder &text,
                                    ImageEncoder &image, const FeatureCache &cache,
                                    const FeatureOptions &options, const ProgressFn &progress,
                                    const CancelToken &cancel) {
  Extraction extraction(text, image, cache, options);
  for (std::size_t i = 0; i < labelled.size(); ++i) {
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Computing features was stopped.");
    AFFECT_CHECK(extraction.add(labelled[i]));
    const bool last = i + 1 == labelled.size();
    AFFECT_CHECK(extraction.encode_waiting(last));
    if (progress && (i % block == 0 || last))
      progress({static_cast<double>(i + 1) / static_cast<double>(labelled.size()),
                "features: " + std::to_string(i + 1) + " of " + std::to_string(labelled.size()) +
                    " posts"});
  }
  FeatureSet &set = extraction.set;
  if (set.posts.empty())
    return set.errors.empty() ? make_error(ErrorCode::usage, "There is no post to read.")
                              : set.errors.front();
  return std::move(set);
}

} // namespace affect
