#include "dataset/registry.h"

#include "dataset/labelled_csv.h"
#include "dataset/mmsa.h"
#include "dataset/mvsa.h"
#include "dataset/tumemo.h"

#include <algorithm>

namespace affect {
namespace {

using LoadIds = Result<LabelledSet> (*)(const std::filesystem::path &,
                                        const std::vector<std::string> &);
using LoadList = Result<LabelledSet> (*)(const std::filesystem::path &, const ListOptions &);

// Of data sets whose splits are files of ids.
template <LoadIds load> Result<LabelledSet> by_ids(const DatasetQuery &query) {
  std::vector<std::string> ids;
  for (const std::string &file : query.splits) {
    AFFECT_TRY(split, read_split(file));
    ids.insert(ids.end(), split.begin(), split.end());
  }
  return load(query.root, ids);
}

// Of lists that say of each post which split it is in.
template <LoadList load> Result<LabelledSet> by_list(const DatasetQuery &query) {
  return load(query.root, {query.splits, query.scale});
}

} // namespace

const std::vector<DatasetKind> &dataset_kinds() {
  using enum DatasetContent;
  using enum SplitNames;
  static const std::vector<DatasetKind> kinds = {
      {"mvsa", "MVSA-Single", picture_posts, id_files, by_ids<load_mvsa>},
      {"mvsa-multiple", "MVSA-Multiple", picture_posts, id_files, by_ids<load_mvsa_multiple>},
      {"tumemo", "TumEmo", picture_posts, id_files, by_ids<load_tumemo>},
      {"mosi", "CMU-MOSI as published features", utterances, own, nullptr},
      {"mmsa", "CMU-MOSI, CMU-MOSEI, CH-SIMS: clips", any_posts, own, by_list<load_mmsa>},
      {"csv", "a CSV of posts and clips", any_posts, own, by_list<load_labelled_csv>},
      {"composed", "clips composed of FER2013, speech and texts", composed, own, nullptr},
  };
  return kinds;
}

const DatasetKind *find_dataset(std::string_view name) {
  const auto &kinds = dataset_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const DatasetKind &kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

} // namespace affect
