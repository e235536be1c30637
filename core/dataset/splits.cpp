#include "dataset/splits.h"

#include "dataset/list_cells.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace affect {
namespace {

// 0 where there is no degree.
double largest_of(const Degrees &degrees) {
  double largest = 0;
  for (const auto &degree : {degrees.whole, degrees.text, degrees.image, degrees.audio})
    largest = std::max(largest, std::abs(degree.value_or(0)));
  return largest;
}

bool has_degree(const Degrees &degrees) {
  return degrees.whole || degrees.text || degrees.image || degrees.audio;
}

std::string shown(double number) {
  std::ostringstream out;
  out << number;
  return out.str();
}

} // namespace

SplitFilter::SplitFilter(const ListOptions &options, std::filesystem::path list)
    : list_(std::move(list)), asked_(options.scale) {
  for (const std::string &split : options.splits)
    wanted_.insert(split_name(split));
  if (wanted_.contains("all"))
    wanted_.clear();
}

bool SplitFilter::takes(const LabelledPost &post) {
  any_row_ = true;
  any_degree_ = any_degree_ || has_degree(post.degrees);
  largest_ = std::max(largest_, largest_of(post.degrees));
  if (!post.split.empty())
    known_.insert(post.split);
  const bool taken = wanted_.empty() || wanted_.contains(post.split);
  any_taken_ = any_taken_ || taken;
  return taken;
}

Result<void> SplitFilter::finish(LabelledSet &set) const {
  if (!any_row_)
    return set.errors.empty() ? make_error(ErrorCode::bad_format, "The list is empty.", list_)
                              : set.errors.front();
  if (!any_taken_) {
    std::string names;
    for (const std::string &name : known_)
      if (names.size() < 200)
        names += (names.empty() ? "" : ", ") + name.substr(0, 40);
    return make_error(ErrorCode::usage,
                      names.empty()
                          ? "The list has no splits; ask for all of it with the name all."
                          : "No post of the list is in the split asked for; it has: " + names + ".",
                      list_);
  }
  if (!any_degree_)
    return {};
  set.scale = scale_of(largest_, asked_);
  const auto beyond = [&](const LabelledPost &post) {
    return largest_of(post.degrees) > set.scale;
  };
  for (const LabelledPost &post : set.posts)
    if (beyond(post))
      set.errors.push_back(make_error(ErrorCode::bad_format,
                                      post.source.id + ": a degree is beyond " + shown(set.scale) +
                                          "; mend it, or say which scale the degrees have.",
                                      list_));
  std::erase_if(set.posts, beyond);
  return {};
}

} // namespace affect
