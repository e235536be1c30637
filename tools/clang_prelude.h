#pragma once

// Read before every file that clang-tidy looks at, and by nothing else. In C++20 a std::vector is
// constexpr, and clang then wants its elements complete where LibTorch's headers only declare them
// (c10::IValue); GCC does not. Here std::vector is as in C++17, all the rest as in C++20.
#include <memory>
#include <string>
#ifdef _GLIBCXX20_CONSTEXPR
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR
#define __fill_a1 __fill_a1_of_bits // declared constexpr by <string>
#include <vector>
#undef __fill_a1
#undef _GLIBCXX20_CONSTEXPR
#define _GLIBCXX20_CONSTEXPR constexpr
#endif
