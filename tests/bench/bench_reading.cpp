#include "analysis/analyzer.h"
#include "base/paths.h"
#include "features/image_encoder.h"
#include "features/text_encoder.h"
#include "source_dir.h"
#include "sources/post.h"

#include <benchmark/benchmark.h>

#include <iostream>

// What a person waits for: the reading of a post that was just opened (decoding, both encoders, the
// system, attention by layer and head), and of an edit of its text. `encoders_alone` is the floor
// under both in the same run: nothing but the two networks.
namespace {

using namespace affect;

std::unique_ptr<Analyzer> analyzer;
std::filesystem::path sample;

Post opened(int times) {
  PostSource source;
  source.image = sample;
  Post post = *load_post(source);
  // Nothing may come from the cache of features: other words and another picture each time.
  post.text = "Look at those eyes, number " + std::to_string(times) +
              ", I could look at them all day long!";
  Image changed = *post.image;
  changed.rgb.front() = static_cast<std::uint8_t>(times);
  changed.rgb.back() = static_cast<std::uint8_t>(times >> 8);
  post.image = std::make_shared<const Image>(std::move(changed));
  return post;
}

void reading_of_an_opened_post(benchmark::State &state) {
  int times = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(analyzer->analyze(opened(++times)));
}

void reading_of_an_edited_text(benchmark::State &state) {
  Post post = opened(0);
  benchmark::DoNotOptimize(analyzer->analyze(post));
  int times = 0;
  for (auto _ : state) {
    post.text = "Those eyes would not leave me alone, edit " + std::to_string(++times);
    benchmark::DoNotOptimize(analyzer->analyze(post));
  }
}

void encoders_alone(benchmark::State &state) {
  const auto text = *TextEncoder::open(find_model("encoders/compact-text"), torch::kFloat32);
  const auto image = *ImageEncoder::open(find_model("encoders/compact-image"), torch::kFloat32);
  const Post post = opened(0);
  for (auto _ : state) {
    benchmark::DoNotOptimize(text->encode(std::vector<std::string>{*post.text}));
    benchmark::DoNotOptimize(image->encode(std::vector<Image>{*post.image}));
  }
}

BENCHMARK(reading_of_an_opened_post)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(reading_of_an_edited_text)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(encoders_alone)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace

int main(int argc, char **argv) {
  sample = source_dir() / "resources/samples/cat.jpg";
  AnalyzerOptions options;
  options.bundle = "multiscale-mvsa";
  options.precision = Precision::fp32;
  auto made = Analyzer::open(options);
  if (!made.ok()) {
    std::cerr << made.error().text() << '\n';
    return 1;
  }
  analyzer = std::move(*made);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
