#include "engine_options.h"

#include <map>

namespace affect::cli {

void add_device(CLI::App &command, std::string &device) {
  command
      .add_option("--device", device,
                  "auto (a GPU where there is one), cpu, cuda or, of several GPUs, cuda:1")
      ->capture_default_str();
}

void add_engine(CLI::App &command, std::string &device, Precision &precision) {
  add_device(command, device);
  command
      .add_option("--precision", precision,
                  "Arithmetic: auto (bf16 on a GPU and where the processor is made for it), fp32, "
                  "bf16 or, on a GPU, "
                  "fp16")
      ->transform(
          CLI::CheckedTransformer(std::map<std::string, Precision>{{"auto", Precision::automatic},
                                                                   {"fp32", Precision::fp32},
                                                                   {"bf16", Precision::bf16},
                                                                   {"fp16", Precision::fp16}}));
}

} // namespace affect::cli
