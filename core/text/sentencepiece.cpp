#include "text/sentencepiece.h"

#include "text/sentencepiece_module/module.h"

#include <dlfcn.h>

#include <filesystem>
#include <mutex>
#include <optional>

namespace affect {
namespace {

Result<const AffectSentencePiece *> open_module() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  const std::filesystem::path name = "affect_sentencepiece.so";
  for (const auto &folder :
       {program / ".." / "lib" / "affectscope", std::filesystem::path(AFFECTSCOPE_MODULES)}) {
    if (!std::filesystem::exists(folder / name, ignored))
      continue;
    void *module = dlopen((folder / name).c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    if (!module)
      return make_error(ErrorCode::unreadable,
                        std::string("The tokenizer module cannot be opened: ") + dlerror(),
                        folder / name);
    using Entry = const AffectSentencePiece *(*)();
    if (const auto entry = reinterpret_cast<Entry>(dlsym(module, "affect_sentencepiece")))
      return entry();
  }
  return make_error(
      ErrorCode::not_found,
      "The tokenizer module affect_sentencepiece.so is missing; install the program again.");
}

} // namespace

Result<const AffectSentencePiece *> sentencepiece() {
  static const Result<const AffectSentencePiece *> module = open_module();
  return module;
}

} // namespace affect
