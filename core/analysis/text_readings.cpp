#include "analysis/text_readings.h"

#include "analysis/batch_analyzer.h"

#include <algorithm>
#include <unordered_map>

namespace affect {
namespace {

constexpr std::size_t batch_size = 256;

using TextReading = Result<PolarityProbabilities>;

Post post_of(const std::string &text) {
  Post post;
  post.source.text = text;
  post.text = text;
  return post;
}

std::vector<TextReading> read_batch(BatchAnalyzer &analyzer, const std::vector<std::string> &texts,
                                    std::size_t begin, std::size_t end, const CancelToken &cancel) {
  std::vector<TextReading> readings;
  std::vector<PreparedPost> posts;
  std::vector<std::size_t> places; // in `readings`, of the posts
  for (std::size_t i = begin; i < end; ++i) {
    auto post = analyzer.prepare(post_of(texts[i]), cancel);
    if (post.ok()) {
      places.push_back(readings.size());
      readings.emplace_back(PolarityProbabilities{});
      posts.push_back(std::move(*post));
    } else {
      readings.emplace_back(post.error());
    }
  }
  const auto results = analyzer.analyze(posts, {.explain = false}, cancel);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Result<Reading> &one = results[i][0];
    readings[places[i]] = one.ok() ? TextReading(one->probabilities) : TextReading(one.error());
  }
  return readings;
}

} // namespace

Result<std::vector<TextReading>> read_texts(BatchAnalyzer &analyzer,
                                            const std::vector<std::string> &texts,
                                            const CancelToken &cancel, const ProgressFn &progress) {
  std::unordered_map<std::string, std::size_t> places; // in `different`
  std::vector<std::string> different;
  for (const std::string &text : texts)
    if (places.try_emplace(text, different.size()).second)
      different.push_back(text);
  std::vector<TextReading> read;
  for (std::size_t begin = 0; begin < different.size(); begin += batch_size) {
    const std::size_t end = std::min(begin + batch_size, different.size());
    for (TextReading &one : read_batch(analyzer, different, begin, end, cancel))
      read.push_back(std::move(one));
    if (cancel.cancelled())
      return make_error(ErrorCode::cancelled, "Stopped before all texts were read.");
    if (progress)
      progress({static_cast<double>(end) / static_cast<double>(different.size()),
                std::to_string(end) + " of " + std::to_string(different.size()) + " texts"});
  }
  std::vector<TextReading> readings;
  readings.reserve(texts.size());
  for (const std::string &text : texts)
    readings.push_back(read[places.at(text)]);
  return readings;
}

} // namespace affect
