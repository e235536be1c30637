#pragma once

#include "analysis/analyzer.h"
#include "features/audio_encoder.h"
#include "features/face_encoder.h"
#include "features/image_encoder.h"
#include "features/picture_faces.h"
#include "features/text_encoder.h"
#include "inputs/collate.h"
#include "models/manifest.h"
#include "systems/system.h"

#include <memory>

/// What an Analyzer is made of; for the .cpp files of analysis and training alone.
namespace affect {

/// A bundle in memory: its system and encoders, ready for inference.
struct LoadedBundle {
  BundleManifest manifest;
  std::shared_ptr<System> system;
  std::shared_ptr<TextEncoder> text;
  std::shared_ptr<ImageEncoder> image;
  std::shared_ptr<AudioEncoder>
      audio; ///< null: the system does not hear, or cannot be given what it heard
  std::shared_ptr<FaceEncoder> faces; ///< null: it does not look at faces
  /// Null: the system does not read the faces in a picture, or what finds them is not installed.
  std::shared_ptr<PictureFaceReader> picture_faces;

  /// Whether it is only to be given words: its other parts are a data set's own features
  /// (BundleManifest::steps).
  bool words_only() const { return manifest.steps == BundleManifest::given_steps; }
  /// Whether posts are to be read one by one: they have more to them than a text and a picture.
  bool reads_singly() const { return words_only() || audio || follows_face(); }
  /// Whether the system would read the faces in a picture, and what finds them is not installed.
  bool lacks_finder() const { return manifest.reads_picture_faces() && !picture_faces; }
  /// Whether a face is followed over time, in the frames' place.
  bool follows_face() const { return faces && manifest.steps == BundleManifest::face_steps; }
  std::int64_t parameters = 0;
  torch::ScalarType type = torch::kFloat32; ///< of the encoders' arithmetic; the system, which is
                                            ///< small, computes in fp32
  torch::Device device =
      torch::kCPU; ///< where encoders and system are; features and outputs come back from it

  /// What the system says of a batch, in the processor's memory as the batch is.
  SystemOutput run(const SystemInput &input, bool explain) const;
};

/// What `precision` means on a device: `automatic` is bf16 on a GPU and where the processor is made
/// for it. Errors: unsupported (fp16 on a processor).
Result<torch::ScalarType> type_of(Precision precision, torch::Device device);
/// "fp32", "bf16" or "fp16".
std::string name_of(torch::ScalarType type);

/// Errors: not_found, bad_format, unsupported; bad_format where an encoder is not the one the
/// system was trained on. Encoders that `loaded` (null: none) has on the same device in the same
/// precision are shared with it instead of being loaded again.
Result<LoadedBundle> load_bundle(const std::filesystem::path &folder, Precision precision,
                                 const LoadedBundle *loaded = nullptr,
                                 torch::Device device = torch::kCPU);

/// Probabilities [classes] of expressions by name, the most probable first.
std::vector<SeenFace::Expression> ranked_expressions(const torch::Tensor &probabilities,
                                                     const std::vector<std::string> &names);

/// Words as a reader sees them, from tokens: pieces are joined until the next word begins (white
/// space or the family's own mark); fills TokenSpan::word. Every CJK character or piece that is not
/// joined to another stands alone.
void group_words(const std::string &text, const Encoding &encoding, const Tokenizer &tokenizer,
                 Reading &reading);

/// Fills WordSpan::by_itself: `scores` [n] are those of the pieces of `words`
/// (SystemOutput::word_scores, a row); a word has those of its pieces.
void add_word_scores(const Encoding &encoding, const WordBag &words, const torch::Tensor &scores,
                     Reading &reading);

/// Sub-tokens merged into words: see CrossAttention. Layers hold [batch, heads, tokens, regions]
/// and its counterpart; `row` of the batch is meant, of which padded tokens are left out.
CrossAttention merge_attention(const SystemOutput &output, const Reading &reading, int64_t row = 0);

/// When each word of the reading is said, its middle, in seconds: as the transcript times it, else
/// in proportion within its cue. Empty where the text is not the transcript's or the transcript has
/// no times.
std::vector<double> word_times(const Reading &reading, const Transcript &transcript);

/// What the system attended to over time. `times` are those of the steps of image and audio.
void add_time_attention(const SystemOutput &output, int64_t row,
                        const std::vector<double> &word_times,
                        const std::vector<double> &image_times,
                        const std::vector<double> &audio_times, Reading &reading);

/// Whether present modalities say opposite things, or different things and both with at least 0.6.
bool modalities_disagree(const std::vector<UnimodalReading> &modalities);

/// The language head's guesses for every word, each masked in turn (one encoder run a word).
std::vector<ExpectedWord> expected_words(const LoadedBundle &bundle, const Encoding &encoding,
                                         const Reading &reading, const PostTensors &tensors,
                                         const CancelToken &cancel);

} // namespace affect
