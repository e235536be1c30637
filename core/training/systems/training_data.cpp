#include "training/systems/training_data.h"

#include "corpus/composed_features.h"
#include "corpus/sentences.h"

#include <algorithm>
#include <iterator>

namespace fs = std::filesystem;

namespace affect {
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

FeatureOptions feature_options(const EncoderTuningOptions &tuning, int masked_copies,
                               PictureFaceReader *faces) {
  FeatureOptions options;
  options.masked_copies = masked_copies;
  tuning.apply_to(options);
  options.faces = faces;
  return options;
}

std::vector<std::string> names_of(const std::vector<fs::path> &splits) {
  std::vector<std::string> names;
  for (const fs::path &split : splits)
    names.push_back(split.string());
  return names;
}

// The posts; what could not be read is reported, after what the data set left out.
Result<std::vector<PostFeatures>> read_posts(Result<FeatureSet> features,
                                             const Reporting &reporting,
                                             const std::vector<Error> &left_out = {}) {
  for (const Error &error : left_out)
    reporting.skipped(error);
  if (!features.ok())
    return features.error();
  for (const Error &error : features->errors)
    reporting.skipped(error);
  return std::move(features->posts);
}

/// Makes the features of one data set.
struct FeatureMaker {
  const TrainingData &data;
  const EncoderPointers &encoders;
  const FeatureOptions &options;
  const Reporting &reporting;

  FeatureCache cache() const { return FeatureCache(data.cache); }

  Result<std::vector<PostFeatures>> of_composed(const std::vector<std::string> &splits) const {
    std::vector<PostFeatures> posts;
    for (const std::string &split : splits) {
      const bool held_out = split == "dev";
      if (!held_out && split != "train")
        return make_error(ErrorCode::usage,
                          "Composed clips have the parts train and dev, not " + split + ".");
      AFFECT_TRY(clips, compose_clips(composed_sources(data.root), held_out,
                                      held_out ? data.clips / 10 : data.clips, 1));
      AFFECT_TRY(part, read_posts(composed_features(clips, *encoders.text, *encoders.audio,
                                                    *encoders.face, cache(), options,
                                                    reporting.progress, reporting.cancel),
                                  reporting));
      std::move(part.begin(), part.end(), std::back_inserter(posts));
    }
    return posts;
  }

  Result<std::vector<PostFeatures>> of_utterances(const std::vector<std::string> &splits) const {
    AFFECT_TRY(set, load_mosi_utterances(data.root));
    return utterance_features(set, splits, data.utterances, *encoders.text, cache(), options,
                              reporting.progress, reporting.cancel);
  }

  Result<std::vector<PostFeatures>> of_picture_posts(const LabelledSet &set) const {
    auto features = extract_features(set.posts, *encoders.text, *encoders.image, cache(), options,
                                     reporting.progress, reporting.cancel);
    return read_posts(std::move(features), reporting, set.errors);
  }

  Result<std::vector<PostFeatures>> of_any_posts(const LabelledSet &set) const {
    auto features = clip_features(
        set, encoders.sight,
        {encoders.text, encoders.image, encoders.face, encoders.audio, encoders.picture_faces},
        cache(), options, reporting.progress, reporting.cancel);
    return read_posts(std::move(features), reporting, set.errors);
  }
};

} // namespace

Result<const DatasetKind *> kind_of(const TrainingData &data) {
  if (const DatasetKind *kind = find_dataset(data.dataset))
    return kind;
  return make_error(ErrorCode::usage, "There is no kind of data set " + data.dataset + ".");
}

Result<LabelledSet> load_posts(const TrainingData &data, const std::vector<std::string> &splits) {
  AFFECT_TRY(kind, kind_of(data));
  if (!kind->load)
    return make_error(ErrorCode::usage, data.dataset + " is no data set of posts.");
  return kind->load({data.root, splits, data.scale});
}

bool has_clips(const LabelledSet &set) {
  return std::any_of(set.posts.begin(), set.posts.end(),
                     [](const LabelledPost &post) { return !post.source.clip.empty(); });
}

Result<std::vector<PostFeatures>> make_features(const TrainingData &data,
                                                const std::vector<fs::path> &splits,
                                                const EncoderPointers &encoders, int masked_copies,
                                                const Reporting &reporting,
                                                const EncoderTuningOptions &tuning) {
  if (tuning.picture_epochs > 0 && encoders.image) // before minutes are spent on features
    AFFECT_CHECK(check_learns_from_pictures(*encoders.image));
  const FeatureOptions options = feature_options(tuning, masked_copies, encoders.picture_faces);
  const FeatureMaker maker{data, encoders, options, reporting};
  AFFECT_TRY(kind, kind_of(data));
  if (kind->content == DatasetContent::composed)
    return maker.of_composed(names_of(splits));
  if (kind->content == DatasetContent::utterances)
    return maker.of_utterances(names_of(splits));
  AFFECT_TRY(set, load_posts(data, names_of(splits)));
  // Tuning needs the states below the tuned blocks, which posts of one picture and a text have.
  const bool single_pictures =
      kind->content == DatasetContent::picture_posts || (tuning.any() && !has_clips(set));
  return single_pictures ? maker.of_picture_posts(set) : maker.of_any_posts(set);
}

Result<void> add_sentences(const TrainingData &data, TextEncoder &text, int masked_copies,
                           const Reporting &reporting, const EncoderTuningOptions &tuning,
                           std::vector<PostFeatures> &posts) {
  std::vector<PostFeatures> all;
  for (const fs::path &file : data.sentences) {
    AFFECT_TRY(some, sentences_to_learn(file, {data.sentence_lines, tuning.seed}));
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  AFFECT_CHECK(fill_texts(all, text, FeatureCache(data.cache),
                          feature_options(tuning, masked_copies, nullptr), reporting.progress,
                          reporting.cancel));
  std::move(all.begin(), all.end(), std::back_inserter(posts));
  return {};
}

int masked_copies(const SystemTrainingOptions &options, const TextEncoder &text) {
  return options.language_weight > 0 && text.has_language_head() ? 4 : 0;
}

} // namespace affect
