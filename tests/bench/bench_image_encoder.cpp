#include "nn/folded_efficientnet.h"

#include <benchmark/benchmark.h>

#include <thread>

// Pictures per second of the image encoder. Speed does not depend on the weights' values, so they
// are random.
namespace {

torch::Tensor some_pixels(std::int64_t batch) { return torch::randn({batch, 3, 224, 224}); }

affect::EfficientNetLite0 make_network() {
  affect::EfficientNetLite0 network(0);
  network->eval();
  return network;
}

void count_pictures(benchmark::State &state) {
  state.counters["pictures"] = benchmark::Counter(
      static_cast<double>(state.iterations() * state.range(0)), benchmark::Counter::kIsRate);
}

void as_trained(benchmark::State &state) {
  torch::NoGradGuard frozen;
  auto network = make_network();
  const auto pixels = some_pixels(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(network->forward(pixels).pooled);
  count_pictures(state);
}

void folded(benchmark::State &state, torch::ScalarType precision) {
  const affect::FoldedEfficientNet network(*make_network(), precision);
  const auto pixels = some_pixels(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(network.forward(pixels).pooled);
  count_pictures(state);
}

void folded_fp32(benchmark::State &state) { folded(state, torch::kFloat32); }
void folded_bf16(benchmark::State &state) { folded(state, torch::kBFloat16); }

BENCHMARK(as_trained)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(folded_fp32)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(folded_bf16)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

int main(int argc, char **argv) {
  // Debian's LibTorch starts with one thread.
  torch::set_num_threads(static_cast<int>(std::thread::hardware_concurrency()));
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
