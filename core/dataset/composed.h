#pragma once

#include "base/result.h"
#include "dataset/labelled_post.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// Where the parts of composed clips come from. An empty path: that set is not used.
struct ComposedSources {
  std::filesystem::path faces;               ///< FER2013: train.csv and dev.csv (file, emotion)
  std::vector<std::filesystem::path> speech; ///< folders with labels.csv (file, speaker, emotion)
  std::vector<std::filesystem::path> texts;  ///< CSVs with text and label, for training
  std::vector<std::filesystem::path> held_out_texts; ///< likewise, for the other part
  /// Speakers that are only heard in the other part.
  std::vector<std::string> held_out_speakers;
  std::string face_list = "train.csv", held_out_face_list = "dev.csv";
};

/// Speech, faces and a sentence that never were one clip, put together, so that every unimodal
/// label is known.
struct ComposedClip {
  std::string id;
  std::string text;
  std::filesystem::path sound;
  std::vector<std::filesystem::path>
      faces; ///< one to six pictures of one emotion, of different people
  Polarity text_label = Polarity::neutral, image_label = Polarity::neutral,
           audio_label = Polarity::neutral;

  /// Mean of the three, -1, 0 and 1: the degree of the whole, in [-1, 1].
  double intensity() const;
  /// Its polarity: the sign, and neutral where two of three cancel out or all are neutral.
  Polarity joint() const;
};

/// Clips made of what is held out or of the rest; the same numbers and seed give the same clips.
/// Half of them agree, the parts of the others are drawn each for itself, so that about two ninths
/// of these agree by chance. Every polarity is as likely as every other. Emotions without a
/// polarity (surprise) are not used. Errors: not_found, unreadable, bad_format (a list), usage (a
/// polarity that no part of the sources has).
Result<std::vector<ComposedClip>> compose_clips(const ComposedSources &sources, bool held_out,
                                                int count, std::uint64_t seed);

} // namespace affect
