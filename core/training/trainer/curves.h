#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace affect {

/// The figures of a training run, a row an epoch, in curves.csv of the run's folder. Each row is on
/// disk before the next epoch begins. A stream that is appended to, and no AtomicFile: the rows of
/// a run that was killed are to stay, and a user looks at them while it runs.
class Curves {
public:
  /// Nothing is written where `folder` is empty. A run that goes on adds to the rows that are
  /// there.
  Curves(const std::filesystem::path &folder, const std::string &header, bool resume);

  template <typename First, typename... Rest> void add(const First &first, const Rest &...rest) {
    if (!file_.is_open())
      return;
    file_ << first;
    ((file_ << ',' << rest), ...);
    file_ << std::endl;
  }

private:
  std::ofstream file_;
};

} // namespace affect
