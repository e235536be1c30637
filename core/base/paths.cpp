#include "base/paths.h"

#include <cstdlib>
#include <string>

namespace fs = std::filesystem;

namespace affect {
namespace {

fs::path program_folder() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path() : self.parent_path();
}

// Every ancestor of the program's folder may be the source tree or an installed prefix.
std::vector<fs::path> roots_for(const char *variable, const fs::path &leaf) {
  std::vector<fs::path> roots;
  if (const char *named = std::getenv(variable); named && *named)
    roots.emplace_back(named);
  for (fs::path folder = program_folder(); !folder.empty(); folder = folder.parent_path()) {
    roots.push_back(folder / leaf);
    roots.push_back(folder / "share" / "affectscope" / leaf);
    if (folder == folder.parent_path())
      break;
  }
  return roots;
}

} // namespace

std::vector<fs::path> model_roots() {
  return roots_for("AFFECTSCOPE_MODELS", "models");
}

fs::path find_model(const fs::path &name) {
  std::error_code ignored;
  for (const fs::path &root : model_roots())
    if (fs::is_directory(root / name, ignored))
      return root / name;
  return {};
}

fs::path find_resources() {
  std::error_code ignored;
  for (const fs::path &root : roots_for("AFFECTSCOPE_RESOURCES", "resources"))
    if (fs::is_directory(root / "samples", ignored))
      return root;
  return {};
}

fs::path cache_folder() {
  fs::path base;
  std::error_code ignored;
  if (const char *cache = std::getenv("XDG_CACHE_HOME"); cache && *cache)
    base = cache;
  else if (const char *home = std::getenv("HOME"); home && *home)
    base = fs::path(home) / ".cache";
  else
    base = fs::temp_directory_path(ignored);
  if (base.empty()) // TMPDIR names no folder
    base = "/tmp";
  const fs::path folder = base / "affectscope";
  fs::create_directories(folder, ignored);
  return folder;
}

} // namespace affect
