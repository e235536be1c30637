#pragma once

#include <filesystem>

/// The checkout's folder. It is compiled into one file, so that the compiler's cache serves the
/// tests of every checkout.
std::filesystem::path source_dir();
