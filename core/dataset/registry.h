#pragma once

#include "base/result.h"
#include "dataset/labelled_post.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace affect {

/// What a data set holds, and so which features can be made of it.
enum class DatasetContent {
  picture_posts, ///< posts of one picture and one text each
  any_posts,     ///< posts of any kind, clips too
  utterances,    ///< utterances of videos with published features in place of the clips
                 ///< (load_mosi_utterances)
  composed,      ///< clips composed of the parts of other data sets (compose_clips)
};

/// How splits are named.
enum class SplitNames {
  id_files, ///< each is a file of ids
  own,      ///< each is the name of one of the data set's own splits
};

/// Which labelled posts to load.
struct DatasetQuery {
  std::filesystem::path root;      ///< folder of the data set; of a list: the file
  std::vector<std::string> splits; ///< by SplitNames; none: all posts
  double scale = 0;                ///< of degrees, see ListOptions; lists alone have it
};

/// A kind of labelled data set.
struct DatasetKind {
  std::string_view name;        ///< as --dataset takes it
  std::string_view description; ///< what it is, for people
  DatasetContent content;
  SplitNames splits;
  /// Loads posts. Errors: as the data set's own loader; of files of ids also as read_split. Null
  /// for utterances and composed, which are not made of posts.
  Result<LabelledSet> (*load)(const DatasetQuery &query);
};

/// Every data set that systems can be trained and scored on. A further one is one file with its
/// loader and one line in registry.cpp.
const std::vector<DatasetKind> &dataset_kinds();

/// Null: there is none of that name.
const DatasetKind *find_dataset(std::string_view name);

} // namespace affect
