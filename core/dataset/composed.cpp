#include "dataset/composed.h"

#include "base/csv.h"
#include "base/random.h"
#include "dataset/list_cells.h"
#include "dataset/text_csv.h"
#include "media/text_file.h"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

namespace affect {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = 64u << 20;
constexpr int most_faces = 6;

// By polarity.
template <typename Item> using Pools = std::array<std::vector<Item>, 3>;

template <typename Item>
const Item &draw(const Pools<Item> &pools, Polarity polarity, Random &random) {
  const auto &pool = pools[static_cast<std::size_t>(polarity)];
  return pool[random.below(pool.size())];
}

struct Row {
  fs::path file;
  std::string speaker, emotion;
};

Result<std::vector<Row>> read_rows(const fs::path &list) {
  AFFECT_TRY(content, load_text(list, most_bytes));
  std::istringstream in(content);
  CsvReader reader(in);
  std::vector<std::string> cells;
  reader.next(cells);
  const int file = csv_column(cells, {"file"}), speaker = csv_column(cells, {"speaker"}),
            emotion = csv_column(cells, {"emotion"});
  if (file < 0 || emotion < 0)
    return make_error(ErrorCode::bad_format, "The header must name the columns file and emotion.",
                      list);
  std::vector<Row> rows;
  while (reader.next(cells)) {
    const auto cell = [&](int column) {
      const auto at = static_cast<std::size_t>(column);
      return column >= 0 && at < cells.size() ? cells[at] : std::string();
    };
    const fs::path named(cell(file));
    if (stays_inside(named))
      rows.push_back({list.parent_path() / named, cell(speaker), cell(emotion)});
  }
  return rows;
}

// Faces go by polarity and emotion: a clip's are all of one emotion.
using FacePools = Pools<std::vector<fs::path>>;

Result<FacePools> face_pools(const fs::path &list) {
  AFFECT_TRY(rows, read_rows(list));
  std::map<std::string, std::vector<fs::path>> by_emotion;
  for (const Row &row : rows)
    by_emotion[row.emotion].push_back(row.file);
  FacePools pools;
  for (auto &[emotion, files] : by_emotion)
    if (const auto polarity = polarity_of_label(emotion))
      pools[static_cast<std::size_t>(*polarity)].push_back(std::move(files));
  return pools;
}

Result<Pools<fs::path>> sound_pools(const ComposedSources &sources, bool held_out) {
  Pools<fs::path> pools;
  for (const fs::path &folder : sources.speech) {
    AFFECT_TRY(rows, read_rows(folder / "labels.csv"));
    for (const Row &row : rows) {
      const auto &apart = sources.held_out_speakers;
      const bool is_apart = std::find(apart.begin(), apart.end(), row.speaker) != apart.end();
      const auto polarity = polarity_of_label(row.emotion);
      if (polarity && is_apart == held_out)
        pools[static_cast<std::size_t>(*polarity)].push_back(row.file);
    }
  }
  return pools;
}

Result<Pools<std::string>> text_pools(const std::vector<fs::path> &files) {
  Pools<std::string> pools;
  for (const fs::path &file : files) {
    AFFECT_TRY(rows, read_text_csv(file));
    for (TextRow &row : rows)
      if (const auto polarity = polarity_of_label(row.label))
        pools[static_cast<std::size_t>(*polarity)].push_back(std::move(row.text));
  }
  return pools;
}

template <typename Item> bool has_all(const Pools<Item> &pools) {
  return std::none_of(pools.begin(), pools.end(), [](const auto &pool) { return pool.empty(); });
}

int sign_of(Polarity polarity) { return static_cast<int>(polarity) - 1; }

} // namespace

double ComposedClip::intensity() const {
  return (sign_of(text_label) + sign_of(image_label) + sign_of(audio_label)) / 3.0;
}

Polarity ComposedClip::joint() const {
  const int sum = sign_of(text_label) + sign_of(image_label) + sign_of(audio_label);
  return sum > 0 ? Polarity::positive : sum < 0 ? Polarity::negative : Polarity::neutral;
}

Result<std::vector<ComposedClip>> compose_clips(const ComposedSources &sources, bool held_out,
                                                int count, std::uint64_t seed) {
  AFFECT_TRY(faces, face_pools(sources.faces /
                               (held_out ? sources.held_out_face_list : sources.face_list)));
  AFFECT_TRY(sounds, sound_pools(sources, held_out));
  AFFECT_TRY(texts, text_pools(held_out ? sources.held_out_texts : sources.texts));
  if (!has_all(faces) || !has_all(sounds) || !has_all(texts))
    return make_error(ErrorCode::usage,
                      "Clips cannot be composed: faces, speech and texts must each have negative, "
                      "neutral and positive "
                      "examples in this part.",
                      sources.faces);
  Random random(seed * 2 + (held_out ? 1 : 0));
  const auto any = [&] { return static_cast<Polarity>(random.below(3)); };
  std::vector<ComposedClip> clips;
  for (int i = 0; i < count; ++i) {
    ComposedClip clip;
    clip.id = (held_out ? "held-out-" : "composed-") + std::to_string(i);
    clip.text_label = clip.image_label = clip.audio_label = any();
    if (i % 2 == 1) {
      clip.image_label = any();
      clip.audio_label = any();
    }
    clip.text = draw(texts, clip.text_label, random);
    clip.sound = draw(sounds, clip.audio_label, random);
    const std::vector<fs::path> &of_emotion = draw(faces, clip.image_label, random);
    for (std::size_t left = 1 + random.below(most_faces); left > 0; --left)
      clip.faces.push_back(of_emotion[random.below(of_emotion.size())]);
    clips.push_back(std::move(clip));
  }
  return clips;
}

} // namespace affect
