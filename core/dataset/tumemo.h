#pragma once

#include "base/result.h"
#include "dataset/labelled_post.h"

#include <filesystem>
#include <string>
#include <vector>

namespace affect {

/// TumEmo (Yang et al., "Image-Text Multimodal Emotion Classification via Multi-View Attentional
/// Network", IEEE Transactions on Multimedia 2021): Tumblr posts labelled with the emotion tag that
/// they were found by. `root` holds all_data_id_and_label.txt (an id and an emotion a line: angry,
/// bored, calm, fear, happy, love, sad, in any case; white space or a comma between them; the first
/// line may be a header) and the posts, ID.txt and ID.jpg (or .jpeg, .png, .gif), in all_data/ or
/// data/.
///
/// Its authors publish these two, the file of ids with labels and the archive all_data of posts
/// whose files are named by the id (read in the README of their repository MVAN); that the file has
/// a header and its columns are parted by white space is how a repository that reads it does so.
/// The data itself could not be looked at: what the pictures' names end in is a guess, hence the
/// four. No split is published with it: splits are files of ids.
///
/// An emotion is read as its polarity (polarity_of_label): happy and love are positive, calm and
/// bored neutral, angry, fear and sad negative. Text and image have no labels of their own. Ids as
/// load_mvsa takes them. Errors: not_found, unreadable, too_large, bad_format (a line without an id
/// and an emotion).
Result<LabelledSet> load_tumemo(const std::filesystem::path &root,
                                const std::vector<std::string> &ids = {});

} // namespace affect
