#include "evaluation/ulag_scores.h"

#include "base/atomic_file.h"
#include "evaluation/intensity_metrics.h"
#include "evaluation/metrics.h"

#include <iomanip>
#include <ostream>

namespace affect {
namespace {

constexpr const char *modalities[] = {"text", "image", "audio"};

torch::Tensor polarity_of(const torch::Tensor &degrees, double neutral) {
  return degrees.gt(neutral).to(torch::kInt64) - degrees.lt(-neutral).to(torch::kInt64) + 1;
}

torch::Tensor as_probabilities(const torch::Tensor &polarity) {
  return torch::one_hot(polarity, 3).to(torch::kFloat32);
}

double correlation_of(const torch::Tensor &a, const torch::Tensor &b) {
  return score_intensity(a, b).correlation;
}

// One modality's rows; own, whole and human [n] without gaps.
UlagScore score_part(const torch::Tensor &own, const torch::Tensor &whole,
                     const torch::Tensor &human, double neutral) {
  UlagScore result;
  const auto predicted = polarity_of(own, neutral), truth = polarity_of(human, neutral);
  const auto scored = score(as_probabilities(predicted), truth);
  result.n = scored.n;
  result.accuracy = scored.accuracy;
  result.weighted_f1 = scored.weighted_f1;
  result.correlation = correlation_of(own, human);
  result.shift = correlation_of(own - whole, human - whole);
  const auto apart = truth.ne(polarity_of(whole, neutral));
  result.n_apart = apart.sum().item<int64_t>();
  if (result.n_apart > 0)
    result.accuracy_apart = predicted.eq(truth).logical_and(apart).sum().item<double>() /
                            static_cast<double>(result.n_apart);
  return result;
}

} // namespace

std::vector<UlagScore> score_generated(const torch::Tensor &labels, const torch::Tensor &whole,
                                       const torch::Tensor &human, double neutral) {
  std::vector<UlagScore> scores;
  for (int64_t i = 0; i < 3; ++i) {
    const auto of_people = human.select(1, i);
    const auto rows = (whole + of_people).isnan().logical_not().nonzero().squeeze(1);
    if (rows.numel() == 0)
      continue;
    const auto of = [&](const torch::Tensor &x) { return x.index_select(0, rows); };
    scores.push_back(score_part(of(labels.select(1, i)), of(whole), of(of_people), neutral));
    scores.back().modality = modalities[i];
  }
  return scores;
}

Result<void> write_ulag(const std::filesystem::path &file, const std::vector<UlagScore> &scores) {
  return write_whole_file(file, [&](std::ostream &out) {
    out << "what,rule,seed,epoch,modality,n,accuracy,weighted_f1,correlation,n_apart,accuracy_"
           "apart,"
           "shift\n"
        << std::fixed << std::setprecision(4);
    for (const UlagScore &one : scores)
      out << one.what << ',' << one.rule << ',' << one.seed << ',' << one.epoch << ','
          << one.modality << ',' << one.n << ',' << one.accuracy << ',' << one.weighted_f1 << ','
          << one.correlation << ',' << one.n_apart << ',' << one.accuracy_apart << ',' << one.shift
          << '\n';
  });
}

} // namespace affect
