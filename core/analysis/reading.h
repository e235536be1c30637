#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The whole contract between engine and faces: plain values, no tensors. What a system cannot
/// explain stays empty and the view hides itself.
namespace affect {

enum class Polarity { negative = 0, neutral = 1, positive = 2 };
enum class Modality { text = 0, image = 1, audio = 2 };
/// `translated`: missing, and the system read a translation of the other modality in its place.
enum class Presence { present, missing, translated };

/// Probabilities in the order negative, neutral, positive; they sum to 1.
using PolarityProbabilities = std::array<float, 3>;

Polarity polarity_of(const PolarityProbabilities &probabilities);
const char *name_of(Polarity polarity); ///< "negative", "neutral", "positive"
const char *name_of(Modality modality); ///< "text", "image", "audio"
/// p(positive) - p(negative), in [-1, 1]: the program's intensity where a system has no regression
/// head.
float valence_of(const PolarityProbabilities &probabilities);

/// What one modality says alone.
struct UnimodalReading {
  Modality modality = Modality::text;
  Presence presence = Presence::present;
  std::optional<PolarityProbabilities>
      probabilities; ///< the modality's own (unimodal) result; empty where not present
  std::optional<float>
      weight; ///< how much it weighed, 0 … 1, where the system has weights; 0 where not present
  /// σ of what it says alone, above 0: the lower the surer, and σ² is twice the cross entropy that
  /// the system expects. Empty where not present.
  std::optional<float> uncertainty{};
  std::optional<float>
      intensity{}; ///< of its own regression head, in [-1, 1]; empty where not present
  /// The unimodal label, in [-1, 1], that the system would generate for it, taking its own answer
  /// for the whole as the multimodal label (self-supervised systems; systems/tam_ulag/ulag.h).
  std::optional<float> generated{};
};

/// One piece of the tokenised text; offsets are bytes of Reading::text (UTF-8), end exclusive.
struct TokenSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  int word = -1;     ///< index into Reading::words; -1 for special tokens
  std::string piece; ///< as the tokenizer writes it
};

/// A word as a reader sees it (a chip on the Stage); covers tokens first_token … last_token,
/// inclusive.
struct WordSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  int first_token = 0;
  int last_token = 0;
  /// What it adds by itself, whatever stands around it, to what the model makes of the sentence: by
  /// how much it moves the logarithm of positive over negative. A word whose tone the sentence
  /// carries already adds little. Empty: the model does not read words by themselves.
  std::optional<float> by_itself{};
};

/// The image's regions: a grid that covers a rectangle of the picture, in fractions of its width
/// and height.
struct RegionGrid {
  int rows = 0;
  int columns = 0;
  double left = 0, top = 0, right = 1, bottom = 1;

  int count() const { return rows * columns; }
};

/// Attention of every layer and head. `word_to_region` rows are words, columns regions, every row
/// sums to 1; `region_to_word` rows are regions, columns words, every row sums to at most 1
/// (special tokens keep the rest). Sub-tokens of a word are merged: mean over them where they look,
/// sum where they are looked at.
struct CrossAttention {
  int layers = 0;
  int heads = 0;
  int words = 0;
  int regions = 0;
  std::vector<float> word_to_region; ///< [layers][heads][words][regions]
  std::vector<float> region_to_word; ///< [layers][heads][regions][words]

  static constexpr int all = -1; ///< mean over layers or heads

  /// One word's attention over the regions; `layer` and `head` may be `all`. Size: regions.
  std::vector<float> regions_of_word(int word, int layer = all, int head = all) const;
  /// Mean over the given words, or over all words where empty.
  std::vector<float> regions_of_words(const std::vector<int> &words, int layer = all,
                                      int head = all) const;
  /// Attention of the given regions over the words, mean over the regions. Size: words.
  std::vector<float> words_of_regions(const std::vector<int> &regions, int layer = all,
                                      int head = all) const;
  /// Attention of the given words (all where empty) over each of `frames` equal grids the regions
  /// consist of: its sum over the grid, so that the frames of regions_of_words together make 1.
  /// Size: frames.
  std::vector<float> frames_of_words(const std::vector<int> &words, int frames, int layer = all,
                                     int head = all) const;
};

/// Attention over the steps of one modality, for systems that read it over time. Steps of a text
/// are its words.
struct TimeAttention {
  Modality modality = Modality::text;
  int layers = 0;
  int steps = 0;
  /// [layers][steps]; a layer's sum to 1, of a text to at most 1 (special tokens keep the rest).
  std::vector<float> weights;
  std::vector<double>
      times; ///< seconds from the clip's start, one a step; empty where the steps have no times

  static constexpr int all = -1; ///< mean over layers
  /// Size: steps.
  std::vector<float> over_steps(int layer = all) const;
};

/// How much each modality weighed in each dimension of a common semantic space.
struct SemanticMap {
  int dimensions = 0;
  std::vector<float>
      weights; ///< [text, image, audio][dimensions]; over the present modalities each sums to 1
};

/// What the masked-language-model head would put in a word's place, most probable first.
struct ExpectedWord {
  int word = 0; ///< index into Reading::words
  struct Candidate {
    std::string text;
    float probability = 0;
  };
  std::vector<Candidate> candidates;
  float own_probability = 0; ///< of the piece that stands there
};

/// A face that was found: in a picture, or followed over a clip's frames.
struct SeenFace {
  /// In fractions of the picture's width and height.
  struct Box {
    double time = 0; ///< of the frame, seconds from the clip's start; 0 in a picture
    double x = 0, y = 0, width = 0, height = 0;
  };
  struct Expression {
    std::string name; ///< as the face encoder calls it
    float probability = 0;
  };
  std::vector<Box> boxes; ///< one a frame it is seen in, at least one
  bool read = false; ///< its expression was read: the one that is followed, or any in a picture
  std::vector<Expression> expressions{}; ///< most probable first; empty: not told

  Box mean() const; ///< over its boxes
};

struct Reading {
  std::string id;
  std::string file;   ///< path of the post, empty for pasted ones
  std::string model;  ///< bundle id, e.g. "multiscale-mvsa"
  std::string system; ///< e.g. "multiscale"
  std::string text_encoder;
  std::string image_encoder;   ///< of pictures or, where that is what the model sees, of faces;
                               ///< empty: it sees nothing
  std::string audio_encoder;   ///< empty: the model does not hear
  std::string face_encoder;    ///< of models that read faces; empty: they are not read
  std::string device;          ///< "cpu" or "cuda:0"
  std::string precision;       ///< "fp32", "bf16" or "fp16"
  double elapsed_ms = 0;       ///< from decoded post to this reading
  std::int64_t parameters = 0; ///< of the system, encoders not counted
  std::int64_t encoder_parameters = 0;
  /// Last blocks of the encoders that the model brings along with weights of its own; 0: as the
  /// encoder's folder has it.
  std::int64_t text_tuned_blocks = 0, image_tuned_blocks = 0;

  PolarityProbabilities probabilities{};
  std::optional<float> intensity; ///< of a regression head, in [-1, 1]
  std::optional<float>
      uncertainty; ///< σ of the whole, above 0, where the system says how sure it is
  std::vector<UnimodalReading> modalities;
  bool disagreement =
      false; ///< present modalities' own labels are opposite, or differ with high confidence

  std::string text;            ///< the text that was read, UTF-8
  bool text_truncated = false; ///< the text was longer than the encoder reads
  std::vector<TokenSpan> tokens;
  std::vector<WordSpan> words;
  RegionGrid grid; ///< of the picture, or of each frame of a clip

  /// Of a clip: its length, and the moments (seconds from its start) of the frames that were read.
  /// The attention's regions are then the grids of these frames one after another.
  std::optional<double> duration_s;
  std::vector<double> frame_times;
  std::optional<CrossAttention> attention; ///< empty where a modality is missing
  std::vector<ExpectedWord> expected_words;
  std::vector<SeenFace> faces; ///< of models that read faces; the largest over all frames first
  /// What the faces in the picture add by themselves, as WordSpan::by_itself; empty: there is none,
  /// or the model does not say.
  std::optional<float> faces_by_themselves;
  bool faces_not_looked_for =
      false; ///< the model reads faces, and what finds them is not installed
  std::vector<TimeAttention> time_attention; ///< one a modality that was read over time
  std::optional<SemanticMap> semantic_map;

  const UnimodalReading *modality(Modality which) const;
  const TimeAttention *attention_over_time(Modality which) const; ///< null: not read over time
  /// Frames the attention speaks of; 1 for a picture.
  int frames() const { return frame_times.empty() ? 1 : static_cast<int>(frame_times.size()); }
};

} // namespace affect
