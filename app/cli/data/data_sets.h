#pragma once

#include "data/system_data.h"

/// The lists of posts behind system_data.h.
namespace affect::cli {

/// Whether the data set is a list that says of each post which split it is in, and whose posts may
/// be clips.
bool is_labelled_list(const Data &data);

/// Such a list's posts of some splits, by name; of all where none is named. Errors: as load_mmsa,
/// load_labelled_csv.
Result<LabelledSet> load_list(const Data &data, const std::vector<std::string> &splits);

/// Whether any post of such a list is a clip. Errors: as above.
Result<bool> has_clips(const Data &data);

} // namespace affect::cli
