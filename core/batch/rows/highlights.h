#pragma once

#include "analysis/reading.h"

#include <cstddef>
#include <string>
#include <vector>

namespace affect {

/// A word or a region and its share of attention.
struct Highlight {
  std::string name; ///< the word, the cell as "row,column" counted from 1 (of a clip
                    ///< "row,column@seconds"), or seconds
  float value = 0;  ///< mean over layers and heads
};

/// The words the image looks at most (region → word, mean over all regions), or where a system
/// reads words over time those it attends to most; strongest first. Empty without attention.
std::vector<Highlight> top_words(const Reading &reading, std::size_t count = 3);

/// The cells the text looks at most (word → region, mean over all words), strongest first. Empty
/// without attention.
std::vector<Highlight> top_regions(const Reading &reading, std::size_t count = 3);

/// The frames of a clip the text looks at most (word → region, summed over a frame's regions, mean
/// over all words), strongest first, named by their seconds. Where a system reads over time, the
/// steps of the modality that weighed most. Empty without attention, and where only one frame was
/// read.
std::vector<Highlight> top_times(const Reading &reading, std::size_t count = 3);

/// "post" or "clip".
const char *kind_of(const Reading &reading);

/// Modalities the post lacks, in the order of the reading: "text", "image", or "image (translated)"
/// where the system read a translation in its place.
std::vector<std::string> missing_modalities(const Reading &reading);

/// The regression head's intensity where the system has one, else p(positive) - p(negative).
float intensity_of(const Reading &reading);

/// What names a post in a report: its file, or its id where it has none (pasted, typed, a row of a
/// list). UTF-8.
std::string report_name(const Reading &reading);

/// Bytes of a path as UTF-8; what is none is replaced.
std::string report_name(const std::string &path_bytes);

} // namespace affect
