#include "training/trainer/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace affect {

Schedule::Schedule(std::int64_t steps, Options options)
    : steps_(static_cast<double>(steps)), options_(options),
      warm_up_(std::max(options.least_warm_up, options.warm_up * steps_)) {}

double Schedule::decayed(double peak, double done, double of) const {
  if (options_.decay == Decay::linear)
    return peak * std::max(options_.floor, (of - done) / of);
  return peak * 0.5 * (1 + std::cos(std::numbers::pi * done / of));
}

double Schedule::rate(double peak, std::int64_t step) const {
  const double number = static_cast<double>(step) + (options_.one_based ? 1 : 0);
  const double risen = static_cast<double>(step) + 1;
  if (options_.decay_at_once)
    return decayed(peak * std::min(1.0, risen / warm_up_), number, steps_);
  if (number < warm_up_)
    return peak * risen / (warm_up_ + options_.warm_up_margin);
  return decayed(peak, number - warm_up_, steps_ - warm_up_);
}

} // namespace affect
