#include "dataset/labelled_csv.h"

#include "dataset/list_cells.h"
#include "dataset/splits.h"
#include "dataset/text_csv.h"
#include "media/text_file.h"
#include "sources/pairing.h"

#include <algorithm>

namespace fs = std::filesystem;

namespace affect {
namespace {

struct Columns {
  int image, clip, text, label, intensity, text_label, image_label, audio_label, split, group, id;

  explicit Columns(const HeadedCsv &csv)
      : image(csv.column({"image"})), clip(csv.column({"clip"})), text(csv.column({"text"})),
        label(csv.column({"label"})), intensity(csv.column({"intensity"})),
        text_label(csv.column({"text_label"})), image_label(csv.column({"image_label"})),
        audio_label(csv.column({"audio_label"})), split(csv.column({"split"})),
        group(csv.column({"group"})), id(csv.column({"id"})) {}

  bool has_post() const { return std::max({image, clip, text}) >= 0; }
  bool has_label() const {
    return std::max({label, intensity, text_label, image_label, audio_label}) >= 0;
  }
};

// A word or -1, 0, 1.
std::optional<Polarity> polarity_of(std::string_view cell) {
  if (const auto number = number_in(cell))
    return *number == -1 || *number == 0 || *number == 1 ? std::optional(polarity_of_sign(*number))
                                                         : std::nullopt;
  return polarity_of_label(trimmed(cell));
}

Result<PostSource> source_of(const HeadedCsv &csv, const Columns &columns, const fs::path &folder) {
  PostSource source;
  const fs::path image(std::string(trimmed(csv.cell(columns.image)))),
      clip(std::string(trimmed(csv.cell(columns.clip))));
  if (!image.empty() && !clip.empty())
    return csv.row_error("a post has an image or a clip, not both.");
  const fs::path &named = clip.empty() ? image : clip;
  if (!named.empty() && !stays_inside(named))
    return csv.row_error("the file must be named from the list's folder and lie in it.");
  if (columns.text >= 0)
    source.text = csv.cell(columns.text);
  if (!clip.empty())
    source.clip = folder / clip;
  else if (!image.empty())
    source.image = folder / image;
  if (!source.text && !named.empty())
    source.text_file = words_beside(source);
  std::error_code ignored;
  if (!named.empty() && !fs::is_regular_file(folder / named, ignored))
    return make_error(ErrorCode::not_found, "The list names this file, but there is none.",
                      folder / named);
  if (named.empty() && (!source.text || is_blank(*source.text)))
    return csv.row_error("the row has neither a file nor a text.");
  source.id = trimmed(csv.cell(columns.id));
  if (source.id.empty())
    source.id = named.empty() ? "row " + std::to_string(csv.line()) : named.stem().string();
  return source;
}

Result<LabelledPost> labels_of(const HeadedCsv &csv, const Columns &columns) {
  LabelledPost post;
  bool any = false;
  for (const auto &[column, polarity] :
       {std::pair{columns.label, &post.joint}, std::pair{columns.text_label, &post.text},
        std::pair{columns.image_label, &post.image}, std::pair{columns.audio_label, &post.audio}}) {
    if (trimmed(csv.cell(column)).empty())
      continue;
    *polarity = polarity_of(csv.cell(column));
    if (!*polarity)
      return csv.row_error("\"" + csv.cell(column).substr(0, 40) +
                           "\" is no label: negative, neutral, positive, -1, 0, 1 or an emotion.");
    any = true;
  }
  if (const std::string cell(trimmed(csv.cell(columns.intensity))); !cell.empty()) {
    post.degrees.whole = number_in(cell);
    if (!post.degrees.whole)
      return csv.row_error("\"" + cell.substr(0, 40) + "\" is no degree.");
    if (!post.joint)
      post.joint = polarity_of_sign(*post.degrees.whole);
    any = true;
  }
  if (!any)
    return csv.row_error("the row has no label.");
  post.group = trimmed(csv.cell(columns.group));
  post.split = split_name(csv.cell(columns.split));
  return post;
}

} // namespace

Result<LabelledSet> load_labelled_csv(const fs::path &file, const ListOptions &options) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored))
    return make_error(ErrorCode::usage,
                      "This is a folder; name the CSV file in it that lists the posts.", file);
  AFFECT_TRY(csv, HeadedCsv::open(file));
  const Columns columns(*csv);
  if (!columns.has_post() || !columns.has_label())
    return make_error(
        ErrorCode::bad_format,
        "The header must name a column image, clip or text, and label, intensity, text_label, "
        "image_label or audio_label.",
        file);
  LabelledSet set;
  SplitFilter filter(options, file);
  for (;;) {
    AFFECT_TRY(more, csv->next());
    if (!more)
      break;
    if (!csv->whole()) {
      set.errors.push_back(csv->row_error("the row is longer than a megabyte."));
      continue;
    }
    auto post = labels_of(*csv, columns);
    if (post.ok() && !filter.takes(*post))
      continue;
    auto source = source_of(*csv, columns, file.parent_path());
    if (post.ok() && source.ok()) {
      post->source = std::move(*source);
      set.posts.push_back(std::move(*post));
    } else {
      set.errors.push_back(post.ok() ? source.error() : post.error());
    }
  }
  AFFECT_CHECK(filter.finish(set));
  return set;
}

} // namespace affect
