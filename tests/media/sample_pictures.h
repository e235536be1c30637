#pragma once

#include "media/image.h"
#include "source_dir.h"

#include <filesystem>

/// The program's own sample pictures.
namespace made {

inline affect::Image sample(const char *name) {
  auto image = affect::load_image(source_dir() / "resources" / "samples" / name);
  return image.ok() ? std::move(*image) : affect::Image();
}

} // namespace made
