#include "base/cpu.h"

#include <dlfcn.h>
#include <malloc.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace affect {

bool has_fast_bf16() {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) && (d & (1u << 22)))
    return true; // AMX-BF16
  if (__get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & (1u << 5)))
    return true; // AVX512-BF16
#endif
  return false;
}

const char *better_blas_kernels(std::string_view chosen, bool has_avx512, bool has_avx2) {
  // What it falls back on; a name it took on purpose is left alone.
  if (chosen != "Prescott" && chosen != "Core2" && chosen != "Generic")
    return nullptr;
  return has_avx512 ? "SkylakeX" : has_avx2 ? "Haswell" : nullptr;
}

namespace {

// Whether OpenBLAS is to be told other kernels than those it chose, and now is.
bool tell_better_kernels() {
#if defined(__x86_64__)
  // Looked up, not linked: the BLAS is whatever the system names.
  const auto name =
      reinterpret_cast<const char *(*)()>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
  if (!name || std::getenv("OPENBLAS_CORETYPE"))
    return false;
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512cd");
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const char *better = better_blas_kernels(name(), avx512, avx2);
  return better && setenv("OPENBLAS_CORETYPE", better, 1) == 0;
#else
  return false;
#endif
}

// OpenMP's threads spin when they wait and take the processors from OpenBLAS's own: both are at
// work by turns.
bool tell_threads_to_sleep() {
  return !std::getenv("OMP_WAIT_POLICY") && setenv("OMP_WAIT_POLICY", "passive", 1) == 0;
}

} // namespace

void use_fast_blas(char **arguments) {
  const bool kernels = tell_better_kernels(), threads = tell_threads_to_sleep();
  if (kernels || threads)
    execv("/proc/self/exe", arguments);
}

void set_blas_threads(int threads) {
  // Looked up for the same reason as above.
  if (const auto set =
          reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set(std::max(1, threads));
}

void keep_freed_memory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20); // as high as glibc lets it be
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

int processor_count() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
    return 1;
  return std::max(1, CPU_COUNT(&allowed));
}

} // namespace affect
