#include "training/systems/robustness.h"

#include "base/atomic_file.h"
#include "base/random.h"

#include <iomanip>
#include <ostream>

namespace affect {
namespace {

// For every draw the posts in the order in which they lose their modality.
std::vector<torch::Tensor> orders_of(const torch::Tensor &labels,
                                     const RobustnessOptions &options) {
  const auto labelled = labels.ge(0).nonzero().squeeze(1);
  std::vector<torch::Tensor> orders;
  Random random(options.seed);
  for (int draw = 0; draw < options.draws; ++draw) {
    std::vector<int64_t> order(static_cast<std::size_t>(labelled.numel()));
    for (std::size_t i = 0; i < order.size(); ++i)
      order[i] = labelled[static_cast<int64_t>(i)].item<int64_t>();
    random.shuffle(order);
    orders.push_back(torch::tensor(order, torch::kInt64));
  }
  return orders;
}

RobustnessPoint point_at(int step, const torch::Tensor &whole, const torch::Tensor &removed,
                         const torch::Tensor &labels, const std::vector<torch::Tensor> &orders,
                         int steps) {
  RobustnessPoint point;
  point.share = static_cast<double>(step) / steps;
  for (const auto &order : orders) {
    const auto count = (order.numel() * step + steps / 2) / steps;
    const auto lost = order.slice(0, 0, count);
    const auto mixed = whole.index_copy(0, lost, removed.index_select(0, lost));
    const auto metrics = score(mixed, labels);
    point.accuracy += metrics.accuracy / static_cast<double>(orders.size());
    point.weighted_f1 += metrics.weighted_f1 / static_cast<double>(orders.size());
  }
  return point;
}

} // namespace

std::vector<RobustnessPoint> robustness(System &system, const std::vector<PostFeatures> &posts,
                                        const RobustnessOptions &options) {
  std::vector<std::pair<std::string, Filling>> fillings{{"own", Filling::own}};
  if (system.translates())
    fillings = {{"translation", Filling::own}, {"zeros", Filling::zeros}};
  const auto labels = joint_labels(posts);
  const auto orders = orders_of(labels, options);
  const auto whole = predict(system, posts);
  std::vector<RobustnessPoint> points;
  for (const Hidden hidden : {Hidden::image, Hidden::text})
    for (const auto &[name, filling] : fillings) {
      const auto removed = predict(system, posts, hidden, filling);
      for (int step = 0; step <= options.steps; ++step) {
        points.push_back(point_at(step, whole, removed, labels, orders, options.steps));
        points.back().removed = hidden;
        points.back().filling = name;
      }
    }
  return points;
}

Result<void> write_robustness(const std::filesystem::path &file,
                              const std::vector<RobustnessPoint> &points) {
  return write_whole_file(file, [&](std::ostream &out) {
    out << "removed,share,filling,accuracy,weighted_f1\n" << std::fixed;
    for (const RobustnessPoint &point : points)
      out << (point.removed == Hidden::image ? "image" : "text") << ',' << std::setprecision(2)
          << point.share << ',' << point.filling << ',' << std::setprecision(4) << point.accuracy
          << ',' << point.weighted_f1 << '\n';
  });
}

} // namespace affect
