#pragma once

#include <cstdint>

namespace affect {

/// Learning rate over the steps of a run: a linear warm-up, then a decay to a floor.
class Schedule {
public:
  enum class Decay {
    cosine, ///< half a cosine (Loshchilov & Hutter 2017)
    linear
  };
  struct Options {
    Decay decay = Decay::cosine;
    double warm_up = 0.1;       ///< share of the steps
    double least_warm_up = 0;   ///< steps
    double warm_up_margin = 0;  ///< the warm-up stops that many steps short of the whole rate
    bool decay_at_once = false; ///< decays from the first step on, beside the warm-up
    bool one_based = false;     ///< the first step is number 1, so that the last has rate 0
    double floor = 0;           ///< share of the peak that is never fallen below, linear only
  };

  Schedule(std::int64_t steps, Options options);
  explicit Schedule(std::int64_t steps) : Schedule(steps, Options{}) {}

  /// Rate of a step, counted from 0, where `peak` is the whole rate.
  double rate(double peak, std::int64_t step) const;
  /// Share of the whole rate.
  double share(std::int64_t step) const { return rate(1, step); }

private:
  static double cosine(double peak, double done, double of);

  double steps_;
  Options options_;
  double warm_up_; ///< steps
};

} // namespace affect
