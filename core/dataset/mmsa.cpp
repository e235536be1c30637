#include "dataset/mmsa.h"

#include "dataset/list_cells.h"
#include "dataset/splits.h"
#include "dataset/text_csv.h"
#include "media/transcript.h"

#include <algorithm>
#include <set>

namespace fs = std::filesystem;

namespace affect {
namespace {

constexpr std::size_t most_digits = 6;

bool is_file(const fs::path &path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// Names that the file of a clip may have, as written first.
std::vector<std::string> names_of(const std::string &clip) {
  std::vector<std::string> names{clip};
  const bool number =
      std::all_of(clip.begin(), clip.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!number || clip.size() > most_digits)
    return names;
  const std::size_t first = std::min(clip.find_first_not_of('0'), clip.size() - 1);
  for (std::string name = clip.substr(first); name.size() <= most_digits; name.insert(0, "0"))
    if (name != clip)
      names.push_back(name);
  return names;
}

// Empty where there is none.
fs::path clip_file(const fs::path &folder, const std::string &clip) {
  for (const std::string &name : names_of(clip))
    for (const char *ending : {".mp4", ".avi", ".mkv", ".webm", ".mov", ".flv"})
      if (fs::path file = folder / (name + ending); is_file(file))
        return file;
  return {};
}

class LabelFile {
public:
  static Result<LabelFile> open(const fs::path &root) {
    AFFECT_TRY(csv, HeadedCsv::open(root / "label.csv"));
    LabelFile file(root, std::move(csv));
    if (file.video_ < 0 || file.clip_ < 0 || file.label_ < 0)
      return make_error(ErrorCode::bad_format,
                        "The header must name the columns video_id, clip_id and label.",
                        root / "label.csv");
    return file;
  }

  HeadedCsv &csv() { return *csv_; }

  /// The row's labels; its degrees are not compared with the scale yet. Errors: of the row.
  Result<LabelledPost> labels() const;
  /// Fills in where the row's clip and words are. Errors: not_found.
  Result<void> find_clip(LabelledPost &post, const std::string &clip) const;
  std::string clip() const { return std::string(trimmed(csv_->cell(clip_))); }

private:
  LabelFile(const fs::path &root, std::unique_ptr<HeadedCsv> csv)
      : csv_(std::move(csv)), video_(csv_->column({"video_id"})), clip_(csv_->column({"clip_id"})),
        text_(csv_->column({"text"})), label_(csv_->column({"label"})),
        text_label_(csv_->column({"label_t"})), audio_label_(csv_->column({"label_a"})),
        image_label_(csv_->column({"label_v"})), annotation_(csv_->column({"annotation"})),
        mode_(csv_->column({"mode"})) {
    std::error_code ignored;
    clips_ = fs::is_directory(root / "Raw", ignored) ? root / "Raw" : root / "raw";
  }

  std::unique_ptr<HeadedCsv> csv_;
  int video_, clip_, text_, label_, text_label_, audio_label_, image_label_, annotation_, mode_;
  fs::path clips_;
};

Result<LabelledPost> LabelFile::labels() const {
  if (!csv_->whole())
    return csv_->row_error("the row is longer than a megabyte.");
  LabelledPost post;
  post.group = trimmed(csv_->cell(video_));
  if (!usable_as_name(post.group) || !usable_as_name(clip()))
    return csv_->row_error("video_id and clip_id must be names of a folder and a file.");
  post.source.id = post.group + "_" + clip();
  post.split = split_name(csv_->cell(mode_));
  if (text_ >= 0)
    post.source.text = csv_->cell(text_);
  Degrees &degrees = post.degrees;
  for (const auto &[column, degree] :
       {std::pair{label_, &degrees.whole}, std::pair{text_label_, &degrees.text},
        std::pair{audio_label_, &degrees.audio}, std::pair{image_label_, &degrees.image}}) {
    *degree = number_in(csv_->cell(column));
    if (!*degree && !trimmed(csv_->cell(column)).empty())
      return csv_->row_error("\"" + csv_->cell(column).substr(0, 40) + "\" is no degree.");
  }
  if (!degrees.whole)
    return csv_->row_error("the label is missing.");
  post.joint = polarity_of_label(trimmed(csv_->cell(annotation_)));
  if (!post.joint)
    post.joint = polarity_of_sign(*degrees.whole);
  for (const auto &[degree, polarity] :
       {std::pair{&degrees.text, &post.text}, std::pair{&degrees.audio, &post.audio},
        std::pair{&degrees.image, &post.image}})
    if (*degree)
      *polarity = polarity_of_sign(**degree);
  return post;
}

Result<void> LabelFile::find_clip(LabelledPost &post, const std::string &clip) const {
  post.source.clip = clip_file(clips_ / post.group, clip);
  if (post.source.clip.empty())
    return make_error(ErrorCode::not_found, "The data set names this clip but does not hold it.",
                      clips_ / post.group / (clip + ".mp4"));
  if (!post.source.text)
    post.source.text_file = transcript_beside(post.source.clip);
  return {};
}

} // namespace

Result<LabelledSet> load_mmsa(const fs::path &root, const ListOptions &options) {
  AFFECT_TRY(file, LabelFile::open(root));
  LabelledSet set;
  SplitFilter filter(options, root / "label.csv");
  std::set<std::string> seen;
  for (;;) {
    AFFECT_TRY(more, file.csv().next());
    if (!more)
      break;
    auto post = file.labels();
    if (!post.ok()) {
      set.errors.push_back(post.error());
      continue;
    }
    if (!filter.takes(*post))
      continue;
    if (!seen.insert(post->source.id).second) {
      set.errors.push_back(file.csv().row_error("the clip is named twice; it is used once."));
      continue;
    }
    if (const auto found = file.find_clip(*post, file.clip()); found.ok())
      set.posts.push_back(std::move(*post));
    else
      set.errors.push_back(found.error());
  }
  AFFECT_CHECK(filter.finish(set));
  return set;
}

} // namespace affect
