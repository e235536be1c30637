#include "corpus/sentences.h"

#include "base/random.h"
#include "corpus/text_corpus.h"
#include "dataset/text_csv.h"

#include <algorithm>
#include <array>

namespace affect {

Result<std::vector<PostFeatures>> sentences_to_learn(const std::filesystem::path &file,
                                                     const SentenceOptions &options) {
  AFFECT_TRY(rows, read_text_csv(file));
  std::array<std::vector<const TextRow *>, 3> rows_by_polarity;
  for (const TextRow &row : rows)
    if (const auto polarity = polarity_of_label(row.label); polarity && !is_held_out(row.text))
      rows_by_polarity[static_cast<std::size_t>(*polarity)].push_back(&row);
  std::size_t polarities = 0;
  for (const auto &same_polarity : rows_by_polarity)
    polarities += same_polarity.empty() ? 0 : 1;
  if (polarities == 0)
    return make_error(ErrorCode::bad_format,
                      "No row has a text and a label that is a polarity or an emotion; the columns "
                      "are text and label.",
                      file);
  Random random(options.seed);
  std::vector<PostFeatures> sentences;
  for (std::size_t polarity = 0; polarity < rows_by_polarity.size(); ++polarity) {
    auto &chosen = rows_by_polarity[polarity];
    random.shuffle(chosen);
    chosen.resize(std::min(chosen.size(), options.max_sentences / polarities));
    for (const TextRow *row : chosen) {
      PostFeatures sentence;
      sentence.id = file.filename().string() + ":" + std::to_string(row->line);
      sentence.text = row->text;
      sentence.joint = sentence.text_label = static_cast<int64_t>(polarity);
      sentence.only_learned = true;
      sentences.push_back(std::move(sentence));
    }
  }
  return sentences;
}

} // namespace affect
