#include "base/cpu.h"
#include "features/text_encoder.h"
#include "nn/state.h"

#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>

// Writes what our text encoder makes of texts, for tests/bench/peer/sentences.py to compare with
// transformers:
//
//     encode_texts FOLDER TEXTS.json OUT.safetensors
//
// TEXTS.json is an array of strings. Out come ids.N and offsets.N (bytes, begin and end) of each
// text, its states hidden.N and its vector vector.N.
int main(int count, char **arguments) {
  using namespace affect;
  use_fast_blas(arguments);
  if (count != 4) {
    std::cerr << "usage: encode_texts FOLDER TEXTS.json OUT.safetensors\n";
    return 2;
  }
  at::set_num_threads(processor_count());
  std::ifstream file(arguments[2]);
  const auto texts = nlohmann::json::parse(file).get<std::vector<std::string>>();
  const auto encoder = TextEncoder::open(arguments[1], torch::kFloat32);
  if (!encoder.ok()) {
    std::cerr << encoder.error().text() << '\n';
    return 1;
  }
  StateDict state;
  const auto made = (*encoder)->encode(texts);
  for (std::size_t i = 0; i < made.size(); ++i) {
    const auto &tokens = made[i].encoding.tokens;
    auto ids = torch::empty({static_cast<int64_t>(tokens.size())}, torch::kInt64);
    auto offsets = torch::empty({static_cast<int64_t>(tokens.size()), 2}, torch::kInt64);
    for (std::size_t t = 0; t < tokens.size(); ++t) {
      ids.data_ptr<int64_t>()[t] = tokens[t].id;
      offsets.data_ptr<int64_t>()[2 * t] = static_cast<int64_t>(tokens[t].begin);
      offsets.data_ptr<int64_t>()[2 * t + 1] = static_cast<int64_t>(tokens[t].end);
    }
    const std::string end = "." + std::to_string(i);
    state["ids" + end] = ids, state["offsets" + end] = offsets;
    state["hidden" + end] = made[i].hidden, state["vector" + end] = made[i].vector;
  }
  const auto written = write_state(arguments[3], state, /*half=*/false);
  if (!written.ok())
    std::cerr << written.error().text() << '\n';
  return written.ok() ? 0 : 1;
}
