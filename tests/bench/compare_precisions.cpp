#include "analysis/analyzer.h"
#include "base/cpu.h"
#include "dataset/mvsa.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>

// How far the readings of a bundle in bf16 are from those in fp32:
//
//     compare_precisions BUNDLE MVSA-SINGLE SPLIT [EVERY]
//
// EVERY n reads one post in n. Ends with 1 where fewer than 99.5 % of the predictions agree or a
// probability is off by more than 0.02.
namespace {

using namespace affect;

std::unique_ptr<Analyzer> opened(const char *bundle, Precision precision) {
  AnalyzerOptions options;
  options.bundle = bundle;
  options.precision = precision;
  options.threads = 1;
  auto analyzer = Analyzer::open(options);
  if (!analyzer.ok()) {
    std::cerr << analyzer.error().text() << '\n';
    std::exit(1);
  }
  return std::move(*analyzer);
}

} // namespace

int main(int count, char **arguments) {
  use_fast_blas(arguments);
  if (count != 4 && count != 5) {
    std::cerr << "usage: compare_precisions BUNDLE MVSA-SINGLE SPLIT [EVERY]\n";
    return 2;
  }
  const auto ids = read_split(arguments[3]);
  const auto set = ids.ok() ? load_mvsa(arguments[2], *ids) : Result<LabelledSet>(ids.error());
  if (!set.ok()) {
    std::cerr << set.error().text() << '\n';
    return 1;
  }
  const auto whole = opened(arguments[1], Precision::fp32),
             half = opened(arguments[1], Precision::bf16);
  const std::size_t every = count == 5 ? std::max(1, std::atoi(arguments[4])) : 1;
  AnalyzeOptions plain;
  plain.explain = false;
  int read = 0, agree = 0;
  double farthest = 0, sum = 0;
  for (std::size_t i = 0; i < set->posts.size(); i += every) {
    const auto post = load_post(set->posts[i].source);
    if (!post.ok())
      continue;
    const auto a = whole->analyze(*post, plain), b = half->analyze(*post, plain);
    if (!a.ok() || !b.ok())
      continue;
    ++read;
    agree += polarity_of(a->probabilities) == polarity_of(b->probabilities) ? 1 : 0;
    double off = 0;
    for (std::size_t c = 0; c < 3; ++c)
      off = std::max(off, static_cast<double>(std::abs(a->probabilities[c] - b->probabilities[c])));
    farthest = std::max(farthest, off);
    sum += off;
    if (off > 0.02)
      std::printf("%s is off by %.4f\n", set->posts[i].source.id.c_str(), off);
    if (read % 25 == 0) {
      std::printf("%d posts: %d agree, largest difference %.4f, mean %.4f\n", read, agree, farthest,
                  sum / read);
      std::fflush(stdout);
    }
  }
  std::printf("%d posts: %d agree, largest difference of a probability %.4f, mean %.4f\n", read,
              agree, farthest, sum / std::max(read, 1));
  return read > 0 && agree >= 0.995 * read && farthest <= 0.02 ? 0 : 1;
}
