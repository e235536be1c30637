#include "features/folder_hash.h"

#include "base/hash.h"
#include "weights/model_weights.h"

#include <algorithm>

namespace affect {

Result<std::string> hash_of_folder(const std::filesystem::path &folder,
                                   const std::vector<std::string> &files) {
  Sha256 all;
  std::error_code ignored;
  for (const std::string &name : files) {
    if (!std::filesystem::is_regular_file(folder / name, ignored))
      continue;
    AFFECT_TRY(one, sha256_of_file(folder / name));
    all.add(name + ":" + one + "\n");
  }
  return all.hex();
}

Result<std::string> hash_of_model(const std::filesystem::path &folder,
                                  std::vector<std::string> files) {
  AFFECT_TRY(weights, ModelWeights::open(folder));
  for (const std::string &name : weights.files())
    if (std::find(files.begin(), files.end(), name) == files.end())
      files.push_back(name);
  return hash_of_folder(folder, files);
}

} // namespace affect
