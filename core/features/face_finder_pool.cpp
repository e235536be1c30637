#include "features/face_finder_pool.h"

namespace affect {

FaceFinderPool::FaceFinderPool(FaceSearch search, std::vector<std::filesystem::path> folders)
    : search_(search), folders_(std::move(folders)) {}

Result<FaceFinder> FaceFinderPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      FaceFinder finder = std::move(idle_.back());
      idle_.pop_back();
      return finder;
    }
  }
  return FaceFinder::open(search_, folders_);
}

void FaceFinderPool::give_back(FaceFinder finder) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(finder));
}

} // namespace affect
