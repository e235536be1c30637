#include "training/trainer/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace affect {

Schedule::Schedule(std::int64_t steps, Options options)
    : steps_(static_cast<double>(steps)), options_(options),
      warm_up_(std::max(options.least_warm_up, options.warm_up * steps_)) {}

double Schedule::cosine(double peak, double done, double of) {
  return peak * 0.5 * (1 + std::cos(std::numbers::pi * done / of));
}

// The forms are equal but for rounding, and each is the one that the shipped weights were trained
// with: a run with the same seed gives the same weights to the last bit.
double Schedule::rate(double peak, std::int64_t step) const {
  const double at = static_cast<double>(step);
  if (options_.decay_at_once)
    return cosine(peak * std::min(1.0, (at + 1) / warm_up_), at / steps_, 1);
  if (options_.one_based) {
    const double done = (at + 1) / steps_;
    return done < options_.warm_up ? peak * done / options_.warm_up
                                   : cosine(peak, done - options_.warm_up, 1 - options_.warm_up);
  }
  if (at < warm_up_)
    return peak * (at + 1) / (warm_up_ + options_.warm_up_margin);
  if (options_.decay == Decay::linear)
    return peak * std::max(options_.floor, (steps_ - at) / (steps_ - warm_up_));
  return cosine(peak, at - warm_up_, steps_ - warm_up_);
}

} // namespace affect
