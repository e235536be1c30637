#include "bench/bench_peer.h"
#include "commands.h"

#include "base/cpu.h"
#include "base/json_file.h"
#include "base/paths.h"
#include "evaluation/evaluation_json.h"

#include <ATen/Parallel.h>
#include <torch/version.h>

#include <QTemporaryDir>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <iostream>

namespace affect::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::vector<std::filesystem::path> encoders;
  std::string precision = "fp32", peer;
  std::filesystem::path json;
  int64_t batch = 32;
  int threads = 0, repeats = 7;
};

/// One turn: the machine's own matrix product, our network, the peer's.
struct Turn {
  Elapsed product, ours, peer;
};

struct Row {
  std::string name, side, library;
  int64_t items = 0;
  double operations = 0;
  std::vector<Turn> turns;
  double difference = -1; ///< largest |ours - peer|, over the largest |peer|; -1: no peer
};

/// A product of the size of a transformer's widest layer, by whichever of BLAS and oneDNN is the
/// faster.
class PeakProduct {
public:
  explicit PeakProduct(torch::ScalarType type)
      : x_(torch::randn({rows, in}).to(type)), weight_(torch::randn({out, in}).to(type)),
        bias_(torch::randn({out}).to(type)) {
    try {
      packed_ = x_.to_mkldnn();
      at::mkldnn_linear(packed_, weight_, bias_);
    } catch (
        const std::exception &) { // a LibTorch without oneDNN, or a processor without the precision
      packed_ = torch::Tensor();
    }
  }

  static constexpr double operations() { return 2.0 * rows * in * out; }

  Elapsed best() const {
    torch::NoGradGuard frozen;
    Elapsed best{1e30, 1e30};
    const auto take = [&](const Elapsed &once) {
      best.wall = std::min(best.wall, once.wall), best.cpu = std::min(best.cpu, once.cpu);
    };
    for (int i = 0; i < 3; ++i) {
      take(time_of([&] { torch::linear(x_, weight_, bias_); }));
      if (packed_.defined())
        take(time_of([&] { at::mkldnn_linear(packed_, weight_, bias_); }));
    }
    return best;
  }

private:
  static constexpr int64_t rows = 1600, in = 768, out = 3072;
  torch::Tensor x_, packed_, weight_, bias_;
};

double median_of(const Row &row, double (*value)(const Row &, const Turn &)) {
  std::vector<double> values;
  for (const Turn &turn : row.turns)
    values.push_back(value(row, turn));
  return median(std::move(values));
}

double items_per_second(const Row &row, const Turn &turn) {
  return static_cast<double>(row.items) / turn.ours.wall;
}
double gflops(const Row &row, const Turn &turn) { return 1e-9 * row.operations / turn.ours.wall; }
double peak(const Row &, const Turn &turn) {
  return 1e-9 * PeakProduct::operations() / turn.product.wall;
}
double share(const Row &row, const Turn &turn) {
  return row.operations / turn.ours.wall * turn.product.wall / PeakProduct::operations();
}
double cpu_share(const Row &row, const Turn &turn) {
  return row.operations / turn.ours.cpu * turn.product.cpu / PeakProduct::operations();
}
double ratio(const Row &, const Turn &turn) { return turn.peer.wall / turn.ours.wall; }
double cpu_ratio(const Row &, const Turn &turn) { return turn.peer.cpu / turn.ours.cpu; }

// Relative to the largest value of the output, since random weights make states of any size.
Result<double> difference_of(const BenchSubject &subject, const StateDict &theirs) {
  double largest = 0;
  for (std::size_t i = 0; i < subject.batches.size(); ++i) {
    const BenchBatch &batch = subject.batches[i];
    for (const auto &[name, made] :
         {std::pair("hidden", batch.hidden), std::pair("vector", batch.vector)}) {
      const auto found = theirs.find(std::string(name) + "." + std::to_string(i));
      if (found == theirs.end() || found->second.sizes() != made.sizes())
        return make_error(ErrorCode::internal, "The peer's output has not our shape.",
                          subject.folder);
      auto gap = (made - found->second).abs();
      if (batch.mask.defined() && gap.dim() == 3) // what stands in the padding means nothing
        gap = gap * batch.mask.unsqueeze(-1);
      largest = std::max(largest, (gap.max() / found->second.abs().max()).item<double>());
    }
  }
  return largest;
}

Result<Row> measure(BenchSubject &subject, const Options &options, const PeakProduct &product,
                    BenchPeer *peer, const std::filesystem::path &folder,
                    const ProgressFn &progress) {
  const CancelToken cancel = interrupt_token();
  Row row{subject.name, subject.side, {}, subject.items, subject.operations, {}, -1};
  if (peer) {
    AFFECT_TRY(known, peer->open(subject, folder / "inputs.safetensors"));
    peer = known ? peer : nullptr;
    row.library = known ? peer->library() : "";
  }
  for (int turn = -1; turn < options.repeats && !cancel.cancelled();
       ++turn) { // the first warms everything up
    Turn times;
    times.product = product.best();
    times.ours = time_of([&] { subject.run(); });
    if (peer) {
      AFFECT_TRY(theirs, peer->run());
      times.peer = theirs;
    }
    if (turn >= 0)
      row.turns.push_back(times);
    progress({static_cast<double>(turn + 1) / options.repeats, subject.name + ", " + subject.side});
  }
  if (peer && !row.turns.empty()) {
    AFFECT_TRY(theirs, peer->outputs(folder / "outputs.safetensors"));
    AFFECT_TRY(difference, difference_of(subject, theirs));
    row.difference = difference;
  }
  return row;
}

void print(const Row &row) {
  std::printf("%-20s %-5s %9.1f %9.1f %9.1f %6.1f %% %6.1f %%", row.name.c_str(), row.side.c_str(),
              median_of(row, items_per_second), median_of(row, gflops), median_of(row, peak),
              100 * median_of(row, share), 100 * median_of(row, cpu_share));
  if (row.difference >= 0)
    std::printf("  %5.2f %5.2f   %.1e  %s", median_of(row, ratio), median_of(row, cpu_ratio),
                row.difference, row.library.c_str());
  std::printf("\n");
  std::fflush(stdout);
}

ordered_json to_json(const Row &row) {
  ordered_json json{{"encoder", row.name},
                    {"side", row.side},
                    {"items", row.items},
                    {"operations", row.operations},
                    {"items_per_second", median_of(row, items_per_second)},
                    {"gflops", median_of(row, gflops)},
                    {"peak_gflops", median_of(row, peak)},
                    {"share_of_peak", median_of(row, share)},
                    {"share_of_peak_by_cpu_time", median_of(row, cpu_share)}};
  if (row.difference >= 0) {
    json["peer"] = row.library;
    json["times_as_fast_as_peer"] = median_of(row, ratio);
    json["times_as_fast_as_peer_by_cpu_time"] = median_of(row, cpu_ratio);
    json["largest_relative_difference"] = row.difference;
  }
  for (const Turn &turn : row.turns)
    json["turns"].push_back({{"product", {turn.product.wall, turn.product.cpu}},
                             {"ours", {turn.ours.wall, turn.ours.cpu}},
                             {"peer", {turn.peer.wall, turn.peer.cpu}}});
  return json;
}

Result<bool> bench(Options options) {
  use_threads(options.threads);
  const bool bf16 = options.precision == "bf16";
  const auto type = bf16 ? torch::kBFloat16 : torch::kFloat32;
  const QTemporaryDir made;
  const std::filesystem::path folder = made.path().toStdString();
  if (!made.isValid())
    return make_error(ErrorCode::unreadable, "No temporary folder can be made.", folder);
  if (options.encoders.empty()) {
    const auto clip = folder / "random-clip-b32";
    std::filesystem::create_directory(clip);
    AFFECT_CHECK(write_random_clip(clip));
    options.encoders = {find_model("encoders/compact-text"), find_model("encoders/compact-image"),
                        clip};
  }
  std::unique_ptr<BenchPeer> peer;
  if (!options.peer.empty()) {
    AFFECT_TRY(started,
               BenchPeer::start(options.peer, at::get_num_threads(), bf16 ? "bf16" : "fp32"));
    peer = std::move(started);
  }
  std::printf("LibTorch %s, %s, %d threads, batches of %lld, medians of %d turns.\n", TORCH_VERSION,
              options.precision.c_str(), at::get_num_threads(),
              static_cast<long long>(options.batch), options.repeats);
  std::printf("%-20s %-5s %9s %9s %9s %8s %8s%s\n", "encoder", "side", "items/s", "GFLOP/s", "peak",
              "share", "by cpu", peer ? "  times the peer (by cpu), difference" : "");
  const PeakProduct product(type);
  const double within =
      bf16 ? 0.15 : 1e-4; // EfficientNet in bf16: its folded weights cancel each other out
  ordered_json all{{"libtorch", TORCH_VERSION},
                   {"precision", options.precision},
                   {"threads", at::get_num_threads()},
                   {"batch", options.batch},
                   {"encoders", ordered_json::array()}};
  bool fine = true;
  for (const auto &named : options.encoders) {
    const auto installed = find_model("encoders" / named);
    const auto &encoder = installed.empty() ? named : installed;
    AFFECT_TRY(subjects, open_bench_subjects(encoder, options.batch, type));
    for (BenchSubject &subject : subjects) {
      AFFECT_TRY(row, measure(subject, options, product, peer.get(), folder, progress_line()));
      if (row.turns.empty())
        return false;
      print(row);
      all["encoders"].push_back(to_json(row));
      if (row.difference > within) {
        complain(make_error(ErrorCode::internal, "The peer's outputs differ from ours.", encoder));
        fine = false;
      }
    }
  }
  if (!options.json.empty())
    AFFECT_CHECK(write_json_file(options.json, all));
  return fine;
}

} // namespace

void add_bench(CLI::App &app, Run &run) {
  auto *all = app.add_subcommand("bench", "Measure the speed of this machine");
  all->require_subcommand(1);
  auto *command = all->add_subcommand(
      "encoders", "Texts and pictures per second, and the share of the machine's best");
  auto options = std::make_shared<Options>();
  command->add_option("--encoder", options->encoders,
                      "Model folders; none: those of the program and a CLIP of the size of "
                      "ViT-B/32 with random weights");
  command->add_option("--batch", options->batch, "Texts or pictures in a batch")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->add_option("--precision", options->precision, "fp32 or bf16")
      ->check(CLI::IsMember({"fp32", "bf16"}))
      ->capture_default_str();
  command->add_option("--threads", options->threads, "0: all processors")->capture_default_str();
  command->add_option("--repeats", options->repeats, "Turns, of which the medians are shown")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--peer", options->peer,
                      "Program to take turns with, e.g. \"python3 tests/bench/peer/encoders.py\"");
  command->add_option("--json", options->json, "Write figures and times as JSON");
  command->callback([=, &run] { run = [=] { return exit_code_of(bench(*options)); }; });
}

} // namespace affect::cli
