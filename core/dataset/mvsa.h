#pragma once

#include "base/result.h"
#include "dataset/labelled_post.h"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace affect {

/// The label of a post from those of its text and image, as the papers on MVSA-Single derive it (Xu
/// & Mao 2017): equal → that; one neutral → the other; positive against negative → none, such posts
/// are left out of joint training.
std::optional<Polarity> mvsa_joint_label(Polarity text, Polarity image);

/// What at least two of three annotators say; nothing where each says something else.
std::optional<Polarity> majority_of_three(const std::array<Polarity, 3> &said);

/// Ids, one a line; blanks around them and empty lines do not count.
/// Errors: not_found, unreadable, too_large, bad_format (no id at all, or an id that cannot be a
/// file name).
Result<std::vector<std::string>> read_split(const std::filesystem::path &file);

/// MVSA-Single: `root` holds data/ID.jpg, data/ID.txt and labelResultAll.txt ("ID<tab>text,image"
/// with a header). Posts stand in the order of `ids`, or of labelResultAll.txt where `ids` is
/// empty. An id without label, image or text, or named twice, is an error of the set; the others go
/// on. Posts without a joint label are in the set. Errors: not_found, unreadable, bad_format
/// (labelResultAll.txt).
Result<LabelledSet> load_mvsa(const std::filesystem::path &root,
                              const std::vector<std::string> &ids = {});

/// MVSA-Multiple: as MVSA-Single, but with the labels of three annotators a line
/// ("ID<tab>text,image<tab>text,image <tab>text,image"). The labels of text and image are those of
/// the majority, each for itself, the joint one is made of these (MultiSentiNet: Xu & Mao, CIKM
/// 2017). A text or image without a majority has no label, nor has then the post.
Result<LabelledSet> load_mvsa_multiple(const std::filesystem::path &root,
                                       const std::vector<std::string> &ids = {});

} // namespace affect
