#include "source_dir.h"

std::filesystem::path source_dir() { return AFFECTSCOPE_SOURCE_DIR; }
