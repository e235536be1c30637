#pragma once

#include <string_view>

namespace affect {

/// True where the processor multiplies bf16 matrices in hardware (AMX or AVX-512 BF16), so that
/// bf16 pays.
bool has_fast_bf16();

/// The kernels OpenBLAS should be told to use (a value of OPENBLAS_CORETYPE), or nullptr where it
/// chose well by itself. `chosen` is what it calls its choice. OpenBLAS 0.3.21 does not know
/// processors that are newer than itself and then takes those of a Prescott of 2004, a fourth as
/// fast.
const char *better_blas_kernels(std::string_view chosen, bool has_avx512, bool has_avx2);

/// Starts the program again with OPENBLAS_CORETYPE set, where OpenBLAS is loaded and chose badly,
/// and with OMP_WAIT_POLICY=passive, where the user says nothing of it; both are read only while
/// the libraries are being loaded. First thing in main(). Returns where there is nothing to be
/// done, or it cannot be.
void use_fast_blas(char **arguments);

/// Threads of OpenBLAS, where that is loaded. LibTorch's own number does not reach it, and more
/// threads than processors wait for each other: a small product then takes as long as the
/// scheduler's turns.
void set_blas_threads(int threads);

/// Lets the process keep up to 256 MB of what it frees: the buffers of a batch come and go many
/// times a second, and memory that goes back to the kernel comes again page by page, each cleared.
/// First thing in main().
void keep_freed_memory();

/// Number of processors this process may use.
int processor_count();

} // namespace affect
