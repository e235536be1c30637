#include "systems/tam_ulag/ulag.h"

namespace affect::tam_ulag {
namespace {

constexpr double tiny = 1e-8;

// Self-MM: the relative distance α = (D⁻ − D⁺) / (D⁺ + ε) of each space; the label moves by the
// ratio of the modality's α to the whole's and by their difference, half each.
torch::Tensor by_distance(const torch::Tensor &features, const torch::Tensor &centres,
                          const torch::Tensor &whole) {
  const double root = std::sqrt(static_cast<double>(features.size(2)));
  const auto distance =
      (features.unsqueeze(2) - centres.unsqueeze(0)).norm(2, 3) / root; // [n, spaces, 2]
  const auto to_positive = distance.select(2, 0), to_negative = distance.select(2, 1);
  const auto alpha = (to_negative - to_positive) / (to_positive + tiny);
  const auto of_whole = alpha.slice(1, 0, 1), of_part = alpha.slice(1, 1);
  const auto y = whole.unsqueeze(1);
  // A ratio to nearly nothing says nothing: held within what moves a label across its range.
  const auto ratio =
      (of_part / torch::where(of_whole.abs() < tiny, torch::full_like(of_whole, tiny), of_whole))
          .clamp(-2, 2);
  return y + (ratio - 1) / 2 * y + (of_part - of_whole) / 2;
}

} // namespace

torch::Tensor class_centres(const torch::Tensor &features, const torch::Tensor &labels,
                            const torch::Tensor &present, const torch::Tensor &before) {
  const auto mean_of = [&](const torch::Tensor &members, int64_t which) {
    const auto count = members.sum(0); // [spaces]
    const auto mean = (features * members.unsqueeze(2)).sum(0) / count.clamp_min(1).unsqueeze(1);
    return torch::where(count.gt(0).unsqueeze(1), mean, before.select(1, which));
  };
  const auto there = present.to(features.dtype());
  return torch::stack({mean_of(labels.gt(0).to(features.dtype()) * there, 0),
                       mean_of(labels.lt(0).to(features.dtype()) * there, 1)},
                      1);
}

torch::Tensor cosine_polarity(const torch::Tensor &features, const torch::Tensor &centres) {
  const auto unit = [](const torch::Tensor &x) { return x / x.norm(2, -1, true).clamp_min(tiny); };
  const auto cosine =
      (unit(features).unsqueeze(2) * unit(centres).unsqueeze(0)).sum(3); // [n, spaces, 2]
  return cosine.select(2, 0) - cosine.select(2, 1);
}

torch::Tensor fresh_labels(LabelRule rule, const torch::Tensor &features,
                           const torch::Tensor &centres, const torch::Tensor &whole, double gamma) {
  const int64_t parts = features.size(1) - 1;
  const auto copied = whole.unsqueeze(1).expand({-1, parts});
  if (rule == LabelRule::copied)
    return copied.clone();
  if (rule == LabelRule::self_mm)
    return by_distance(features, centres, whole).clamp(-1, 1);
  const auto rho = cosine_polarity(features, centres);
  return (copied + gamma * (rho.slice(1, 1) - rho.slice(1, 0, 1))).clamp(-1, 1);
}

torch::Tensor mix_labels(const torch::Tensor &before, const torch::Tensor &fresh, int epoch) {
  const double n = epoch;
  return (n - 1) / (n + 1) * before + 2 / (n + 1) * fresh;
}

} // namespace affect::tam_ulag
