#pragma once

#include "base/result.h"
#include "dataset/labelled_post.h"

#include <filesystem>

namespace affect {

/// Labelled posts of a CSV with a header. Columns, in any order, at least one of the first three
/// and one that labels:
/// - image, clip: a file each, named from the CSV's folder, within it; a row has one of the two or
/// neither
/// - text: without such a column the .txt beside the image, the transcript beside the clip or
/// inside it is the text
/// - label: negative, neutral, positive, an emotion (polarity_of_label) or -1, 0, 1; of the post as
/// a whole
/// - intensity: a degree of the whole, -1 … 1 or -3 … 3; its sign is the label where the row has
/// none
/// - text_label, image_label, audio_label: as label, of the parts
/// - split, group, id: words; see LabelledPost. Without an id it is the file's stem, or "row" and
/// the line.
///
/// A row that names no readable place, that has no label at all, or whose label is none of these,
/// is an error of the set; the others go on. Errors: not_found, unreadable, too_large, bad_format
/// (no such columns, a quote never closed, no row), usage (none of the splits asked for is in the
/// list).
Result<LabelledSet> load_labelled_csv(const std::filesystem::path &file,
                                      const ListOptions &options = {});

} // namespace affect
