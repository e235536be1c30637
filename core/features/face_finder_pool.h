#pragma once

#include "media/faces.h"

#include <filesystem>
#include <mutex>
#include <vector>

namespace affect {

/// Face finders for any number of threads: as many are opened as ever searched at the same time.
class FaceFinderPool {
public:
  explicit FaceFinderPool(FaceSearch search, std::vector<std::filesystem::path> folders =
                                                 FaceFinder::cascade_folders());

  FaceSearch search() const { return search_; }
  /// Errors: as FaceFinder::open.
  Result<FaceFinder> take();
  void give_back(FaceFinder finder);

private:
  FaceSearch search_;
  std::vector<std::filesystem::path> folders_;
  std::mutex mutex_;
  std::vector<FaceFinder> idle_;
};

} // namespace affect
