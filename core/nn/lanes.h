#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

/// SIMD vectors of sixteen values, for loops that are compiled for several kinds of processor; if a
/// processor has shorter vectors, the compiler uses several. Only for .cpp files of such
/// loops.

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define AFFECT_FOR_EACH_PROCESSOR                                                                  \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define AFFECT_FOR_EACH_PROCESSOR
#endif
// What is not inlined into a clone would not be compiled for its processor.
#define AFFECT_INLINE inline __attribute__((always_inline))

namespace affect::lanes {

inline constexpr std::int64_t count = 16;
using Floats = float __attribute__((vector_size(64)));
using Bits = std::uint32_t __attribute__((vector_size(64)));
using Halves = std::uint16_t __attribute__((vector_size(32)));

AFFECT_INLINE float wide(std::uint16_t half) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16);
}

// bf16 to the nearest, ties to even. Not-a-numbers stay such: rounding them could carry into the
// sign.
AFFECT_INLINE std::uint16_t narrow(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
  return static_cast<std::uint16_t>((bits & 0x7FFFFFFFu) > 0x7F800000u ? 0x7FC0u : rounded);
}

AFFECT_INLINE Floats wide(Halves x) {
  return std::bit_cast<Floats>(__builtin_convertvector(x, Bits) << 16);
}

AFFECT_INLINE Halves narrow(Floats x) {
  const auto bits = std::bit_cast<Bits>(x);
  const Bits rounded = (bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16;
  const Bits none = bits * 0 + 0x7FC0u;
  return __builtin_convertvector((bits & 0x7FFFFFFFu) > 0x7F800000u ? none : rounded, Halves);
}

AFFECT_INLINE Floats load(const float *from) {
  Floats x;
  std::memcpy(&x, from, sizeof x);
  return x;
}

AFFECT_INLINE Floats load(const std::uint16_t *from) {
  Halves x;
  std::memcpy(&x, from, sizeof x);
  return wide(x);
}

AFFECT_INLINE void store(Floats x, float *to) { std::memcpy(to, &x, sizeof x); }

AFFECT_INLINE void store(Floats x, std::uint16_t *to) {
  const Halves halves = narrow(x);
  std::memcpy(to, &halves, sizeof halves);
}

} // namespace affect::lanes
