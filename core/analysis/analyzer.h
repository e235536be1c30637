#pragma once

#include "analysis/reading.h"
#include "base/cancel.h"
#include "base/result.h"
#include "sources/post.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace affect {

enum class Precision { automatic, fp32, bf16, fp16 };

struct AnalyzerOptions {
  std::filesystem::path bundle; ///< folder of a bundle; a bare name is looked up in model_roots()
  std::string device =
      "auto"; ///< "auto" (a GPU where there is one that will do), "cpu", "cuda", "cuda:1"
  Precision precision =
      Precision::automatic; ///< automatic: bf16 on a GPU and where the processor is made for it
  int threads = 0;          ///< intra-op threads; 0: all cores
};

/// "fp32", "bf16" or "fp16" of what `precision` means on a device, as Reading::precision has it.
/// Errors: usage (no such device), unsupported (the device is not available or has no such
/// precision).
Result<std::string> precision_on(const std::string &device, Precision precision);
/// The precision of such a name; fp32 where it is another.
Precision precision_called(const std::string &name);

struct AnalyzeOptions {
  bool explain = true;         ///< attention, tokens, words
  bool expected_words = false; ///< needs one encoder run a word: ask for it after the first reading
  bool hide_text = false;      ///< read the post as if its text were missing
  bool hide_image = false;
  bool hide_audio = false;
};

/// What an installed bundle says of itself.
struct ModelInfo {
  std::string id;
  std::string system;
  std::string text_encoder;
  std::string image_encoder;
  std::string device;
  std::string precision;
  std::filesystem::path folder;
  std::string face_encoder{};                                 ///< empty: it reads no faces
  std::string audio_encoder{};                                ///< empty: the model reads no sound
  std::int64_t text_tuned_blocks = 0, image_tuned_blocks = 0; ///< as in Reading
  bool translates =
      false; ///< a missing modality is replaced by its translation (Presence::translated)
};

/// Owns a system and its encoders and turns posts into readings. Not thread-safe: one thread owns
/// it (InferenceThread).
class Analyzer {
public:
  /// Loads a bundle and its encoders, warms up. Encoders that `sharing` (null: none) has loaded are
  /// shared with it, their features too; both then belong to the same thread. Errors: not_found,
  /// bad_format, unsupported, usage (no such device).
  static Result<std::unique_ptr<Analyzer>> open(const AnalyzerOptions &options,
                                                const Analyzer *sharing = nullptr);
  ~Analyzer();

  const ModelInfo &info() const;
  /// Whether both encoders are those of `other`, in memory once.
  bool shares_encoders_with(const Analyzer &other) const;

  /// Features of unchanged modalities are taken from a small cache, so a what-if edit recomputes
  /// only what changed.
  Result<Reading> analyze(const Post &post, const AnalyzeOptions &options = {},
                          const CancelToken &cancel = {});

  /// One result a post, in order, one after another; a bad post fails alone. BatchAnalyzer is for
  /// many posts.
  std::vector<Result<Reading>> analyze(std::span<const Post> posts,
                                       const AnalyzeOptions &options = {},
                                       const CancelToken &cancel = {});

private:
  Analyzer();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace affect
