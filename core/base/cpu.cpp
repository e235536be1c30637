#include "base/cpu.h"

#include <sched.h>

#include <algorithm>

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

int processor_count() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
    return 1;
  return std::max(1, CPU_COUNT(&allowed));
}

} // namespace affect
