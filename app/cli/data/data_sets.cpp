#include "data/data_sets.h"

#include "corpus/sentences.h"
#include "dataset/labelled_csv.h"
#include "dataset/mmsa.h"
#include "dataset/mvsa.h"
#include "dataset/tumemo.h"

#include <algorithm>
#include <iterator>

namespace affect::cli {
namespace {

// The data sets as their folders stand side by side, with the speakers that docs/training.md holds
// out.
ComposedSources composed_sources(const fs::path &root) {
  ComposedSources sources;
  sources.faces = root / "fer2013";
  sources.speech = {root / "ravdess", root / "casia", root / "emodb"};
  const fs::path texts = root / "text";
  sources.texts = {texts / "semeval_tweets.csv", texts / "meld_train.csv"};
  sources.held_out_texts = {texts / "tweeteval_sentiment_val.csv", texts / "meld_dev.csv"};
  sources.held_out_speakers = {"actor17",      "actor18",   "actor19",  "actor20",
                               "ZhaoZuoxiang", "speaker15", "speaker16"};
  return sources;
}

Result<std::vector<PostFeatures>> composed_of(const Data &data, const std::vector<fs::path> &splits,
                                              const EncoderPointers &encoders,
                                              const FeatureOptions &options) {
  std::vector<PostFeatures> posts;
  for (const fs::path &split : splits) {
    const bool held_out = split == "dev";
    if (!held_out && split != "train")
      return make_error(ErrorCode::usage,
                        "Composed clips have the parts train and dev, not " + split.string() + ".");
    AFFECT_TRY(clips, compose_clips(composed_sources(data.root), held_out,
                                    held_out ? data.clips / 10 : data.clips, 1));
    AFFECT_TRY(set, composed_features(clips, *encoders.text, *encoders.audio, *encoders.face,
                                      FeatureCache(data.cache), options, progress_line(true),
                                      interrupt_token()));
    for (const Error &error : set.errors)
      complain(error);
    std::move(set.posts.begin(), set.posts.end(), std::back_inserter(posts));
  }
  return posts;
}

std::vector<std::string> names_of(const std::vector<fs::path> &splits) {
  std::vector<std::string> names;
  for (const fs::path &split : splits)
    names.push_back(split.string());
  return names;
}

bool any_clip(const LabelledSet &set) {
  return std::any_of(set.posts.begin(), set.posts.end(),
                     [](const LabelledPost &post) { return !post.source.clip.empty(); });
}

Result<LabelledSet> load_ids(const Data &data, const std::vector<fs::path> &splits) {
  std::vector<std::string> ids;
  for (const fs::path &split : splits) {
    AFFECT_TRY(part, read_split(split));
    ids.insert(ids.end(), part.begin(), part.end());
  }
  return data.dataset == "tumemo"          ? load_tumemo(data.root, ids)
         : data.dataset == "mvsa-multiple" ? load_mvsa_multiple(data.root, ids)
                                           : load_mvsa(data.root, ids);
}

// The posts; what could not be read is told of.
Result<std::vector<PostFeatures>> told(const LabelledSet &set, Result<FeatureSet> features) {
  for (const Error &error : set.errors)
    complain(error);
  if (!features.ok())
    return features.error();
  for (const Error &error : features->errors)
    complain(error);
  return std::move(features->posts);
}

Result<std::vector<PostFeatures>> of_pictures(const LabelledSet &set, const Data &data,
                                              const EncoderPointers &encoders,
                                              const FeatureOptions &options) {
  return told(set,
              extract_features(set.posts, *encoders.text, *encoders.image, FeatureCache(data.cache),
                               options, progress_line(true), interrupt_token()));
}

Result<std::vector<PostFeatures>> of_any_kind(const LabelledSet &set, const Data &data,
                                              const EncoderPointers &encoders,
                                              const FeatureOptions &options) {
  return told(set, clip_features(set, encoders.sight,
                                 {encoders.text, encoders.image, encoders.face, encoders.audio,
                                  encoders.picture_faces},
                                 FeatureCache(data.cache), options, progress_line(true),
                                 interrupt_token()));
}

} // namespace

bool is_labelled_list(const Data &data) { return data.dataset == "mmsa" || data.dataset == "csv"; }

Result<LabelledSet> load_list(const Data &data, const std::vector<std::string> &splits) {
  const ListOptions options{splits, data.scale};
  return data.dataset == "mmsa" ? load_mmsa(data.root, options)
                                : load_labelled_csv(data.root, options);
}

Result<bool> has_clips(const Data &data) {
  AFFECT_TRY(set, load_list(data, {}));
  return any_clip(set);
}

Result<std::vector<PostFeatures>> features_of(const Data &data, const std::vector<fs::path> &splits,
                                              const EncoderPointers &encoders, int masked_copies,
                                              const EncoderTuningOptions &tuning) {
  if (tuning.picture_epochs > 0 && encoders.image) // before minutes are spent on features
    AFFECT_CHECK(check_learns_from_pictures(*encoders.image));
  FeatureOptions options;
  options.masked_copies = masked_copies;
  tuning.tell(options);
  options.faces = encoders.picture_faces;
  if (data.dataset == "composed")
    return composed_of(data, splits, encoders, options);
  if (data.dataset == "mosi") {
    AFFECT_TRY(set, load_mosi_utterances(data.root));
    return utterance_features(set, names_of(splits), data.utterances, *encoders.text,
                              FeatureCache(data.cache), options, progress_line(true),
                              interrupt_token());
  }
  if (is_labelled_list(data)) {
    AFFECT_TRY(set, load_list(data, names_of(splits)));
    // Tuning wants what is below the blocks, of posts with one picture and a text each.
    return tuning.any() && !any_clip(set) ? of_pictures(set, data, encoders, options)
                                          : of_any_kind(set, data, encoders, options);
  }
  AFFECT_TRY(set, load_ids(data, splits));
  return of_pictures(set, data, encoders, options);
}

Result<void> learn_sentences(const Data &data, TextEncoder &text, int masked_copies,
                             const EncoderTuningOptions &tuning, std::vector<PostFeatures> &posts) {
  FeatureOptions options;
  options.masked_copies = masked_copies;
  tuning.tell(options);
  std::vector<PostFeatures> all;
  for (const fs::path &file : data.sentences) {
    AFFECT_TRY(some, sentences_to_learn(file, {data.sentence_lines, tuning.seed}));
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  AFFECT_CHECK(fill_texts(all, text, FeatureCache(data.cache), options, progress_line(true),
                          interrupt_token()));
  std::move(all.begin(), all.end(), std::back_inserter(posts));
  return {};
}

} // namespace affect::cli
