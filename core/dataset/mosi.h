#pragma once

#include "base/result.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// One utterance of a video, with its label and what was published of its sound and sight.
struct Utterance {
  std::string video;    ///< id of the video it is of
  int number = 0;       ///< its place in the video
  std::string split;    ///< as the list says: train, dev, test
  double intensity = 0; ///< in [-3, 3]
  std::string text;     ///< transcript, UTF-8
};

/// A data set of utterances: rows of the features go with rows of the list.
struct UtteranceSet {
  std::vector<Utterance>
      utterances; ///< in the order of the file; a video's stand together, in time
  /// Row by row, all of one width; empty where the folder has no such file.
  std::vector<std::vector<float>> text, audio, video;
};

/// CMU-MOSI as utterance-level features: `root` holds utterances.csv (video, utterance, split,
/// intensity, text) and, line by line with it and without a header, any of text.csv, audio.csv and
/// video.csv (one vector a line; as published by Poria et al., ACL 2017: 100 values of a text CNN,
/// 73 of openSMILE, 100 of a 3D-CNN). At most 100,000 utterances and 4,096 values. Errors:
/// not_found, unreadable, bad_format (which file and line).
Result<UtteranceSet> load_mosi_utterances(const std::filesystem::path &root);

} // namespace affect
