#pragma once

#include "base/result.h"
#include "dataset/labelled_post.h"

#include <filesystem>

namespace affect {

/// CMU-MOSI, CMU-MOSEI and CH-SIMS as MMSA lays them out: `root` holds label.csv and the clips,
/// Raw/VIDEO/CLIP.mp4.
///
/// Columns of label.csv, in any order: video_id, clip_id and label, the degree of the whole; and
/// where they are there, text (else the transcript beside the clip or inside it is the text),
/// label_T, label_A and label_V (degrees of text, sound and sight; a cell may be empty), annotation
/// (Negative, Neutral or Positive: the polarity of the whole, else it is the label's sign; those of
/// the parts are always their labels' signs) and mode (train, valid or test). UTF-8, with a byte
/// order mark or without, or GB18030.
///
/// A clip may also be .avi, .mkv, .webm, .mov or .flv. A clip_id that is a number names files with
/// leading zeros too, up to six digits, and without them: spreadsheets drop the zeros of CH-SIMS's
/// 0001. The folder may be called raw.
///
/// Posts have the video as their group and VIDEO_CLIP as their id. A row whose ids cannot be names
/// of files, whose clip is not there, whose label is no number within the scale, or that stands
/// twice, is an error of the set; the others go on. Errors: not_found, unreadable, too_large,
/// bad_format (label.csv: a column is missing, a quote never closed, no row), usage (none of the
/// splits asked for is in the list).
Result<LabelledSet> load_mmsa(const std::filesystem::path &root, const ListOptions &options = {});

} // namespace affect
