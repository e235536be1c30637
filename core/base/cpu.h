#pragma once

namespace affect {

/// True where the processor multiplies bf16 matrices in hardware (AMX or AVX-512 BF16), so that bf16 pays.
bool has_fast_bf16();

/// Number of processors this process may use.
int processor_count();

} // namespace affect
