#pragma once

#include "base/result.h"
#include "dataset/labelled_post.h"

#include <filesystem>
#include <set>
#include <string>

namespace affect {

/// Which rows of a list are in the splits asked for, and what all its rows say of the scale of
/// degrees.
class SplitFilter {
public:
  /// `list` is for messages.
  SplitFilter(const ListOptions &options, std::filesystem::path list);

  /// Whether a row's post is in one of the splits; to be told of every row.
  bool takes(const LabelledPost &post);

  /// Sets the scale and makes errors of the posts with a degree beyond it. Errors: usage (no row is
  /// in such a split), bad_format (the list has no row).
  Result<void> finish(LabelledSet &set) const;

private:
  std::set<std::string> wanted_, known_;
  std::filesystem::path list_;
  double asked_;
  double largest_ = 0;
  bool any_degree_ = false, any_row_ = false, any_taken_ = false;
};

} // namespace affect
