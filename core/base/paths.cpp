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

fs::path from_environment(const char *variable) {
  const char *named = std::getenv(variable);
  return named ? fs::path(named) : fs::path();
}

// Every ancestor of the program's folder may be the source tree or an installed prefix.
void add_program_roots(std::vector<fs::path> &roots, const fs::path &leaf) {
  for (fs::path folder = program_folder(); !folder.empty(); folder = folder.parent_path()) {
    roots.push_back(folder / leaf);
    roots.push_back(folder / "share" / "affectscope" / leaf);
    if (folder == folder.parent_path())
      break;
  }
}

} // namespace

std::vector<fs::path> model_roots() {
  std::vector<fs::path> roots;
  for (const fs::path &first : {from_environment("AFFECTSCOPE_MODELS"), user_models_folder()})
    if (!first.empty())
      roots.push_back(first);
  add_program_roots(roots, "models");
  return roots;
}

fs::path user_models_folder() {
  // The base directory specification says to ignore a relative path.
  fs::path base = from_environment("XDG_DATA_HOME");
  if (!base.is_absolute()) {
    base = from_environment("HOME");
    if (!base.is_absolute())
      return {};
    base = base / ".local" / "share";
  }
  return base / "affectscope" / "models";
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
  std::vector<fs::path> roots;
  if (const fs::path named = from_environment("AFFECTSCOPE_RESOURCES"); !named.empty())
    roots.push_back(named);
  add_program_roots(roots, "resources");
  for (const fs::path &root : roots)
    if (fs::is_directory(root / "samples", ignored))
      return root;
  return {};
}

namespace {

// The folder of a variable of the base directory specification, or of what stands for it under the
// home.
fs::path made_folder(const char *variable, const fs::path &under_home) {
  fs::path base;
  std::error_code ignored;
  if (const char *named = std::getenv(variable); named && *named)
    base = named;
  else if (const char *home = std::getenv("HOME"); home && *home)
    base = home / under_home;
  else
    base = fs::temp_directory_path(ignored);
  if (base.empty()) // TMPDIR names no folder
    base = "/tmp";
  const fs::path folder = base / "affectscope";
  fs::create_directories(folder, ignored);
  return folder;
}

} // namespace

fs::path cache_folder() { return made_folder("XDG_CACHE_HOME", ".cache"); }

fs::path state_folder() { return made_folder("XDG_STATE_HOME", fs::path(".local") / "state"); }

} // namespace affect
