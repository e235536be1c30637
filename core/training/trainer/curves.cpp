#include "training/trainer/curves.h"

namespace affect {

Curves::Curves(const std::filesystem::path &folder, const std::string &header, bool resume) {
  if (folder.empty())
    return;
  file_.open(folder / "curves.csv", resume ? std::ios::app : std::ios::trunc);
  if (!resume && !header.empty())
    file_ << header << std::endl;
}

} // namespace affect
