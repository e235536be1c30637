#pragma once

#include "sources/post.h"

#include <QtGlobal>

#include <filesystem>

/// The post of a file, read; ends the test where it cannot be.
inline affect::Post loaded(const std::filesystem::path &file) {
  auto post = affect::load_post(affect::scan_posts(file).posts.front());
  if (!post.ok())
    qFatal("%s", post.error().text().c_str());
  return std::move(post.value());
}
