#include "bench/bench_subject.h"

#include "features/length_buckets.h"
#include "nn/config_values.h"
#include "nn/model_type.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace affect::cli {
namespace {

using nlohmann::json;

// Lengths in tokens of the shipped text encoder: 32 quantiles of the 450 tweets of MVSA-Single's
// dev split.
constexpr std::array<int64_t, 32> post_lengths{10, 14, 16, 17, 20, 21, 22, 24, 25, 26, 28,
                                               29, 30, 31, 31, 32, 33, 34, 35, 36, 37, 38,
                                               39, 41, 44, 46, 48, 49, 51, 54, 58, 109};
constexpr int64_t text_batches = 4;

int64_t number(const json &config, const char *name, int64_t fallback) {
  const auto found = config.find(name);
  return found != config.end() && found->is_number_integer() ? found->get<int64_t>() : fallback;
}

// The last id of a vocabulary ends a text of CLIP's and may stand nowhere else in it.
void add_texts(BenchSubject &subject, int64_t batch, int64_t padding) {
  const TextNetwork::Sizes &sizes = subject.text->sizes();
  subject.items = text_batches * batch;
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < static_cast<std::size_t>(subject.items); ++i)
    lengths.push_back(static_cast<std::size_t>(
        std::min(post_lengths[i % post_lengths.size()], sizes.max_tokens)));
  for (const auto &bucket : length_buckets(lengths, static_cast<std::size_t>(batch))) {
    const auto rows = static_cast<int64_t>(bucket.size());
    const auto columns = std::max(static_cast<int64_t>(lengths[bucket.back()]), sizes.fixed_tokens);
    BenchBatch made;
    made.ids = torch::full({rows, columns}, padding, torch::kInt64);
    made.mask = torch::zeros({rows, columns});
    for (int64_t row = 0; row < rows; ++row) {
      const auto length = static_cast<int64_t>(lengths[bucket[static_cast<std::size_t>(row)]]);
      made.ids[row]
          .slice(0, 0, length)
          .random_(std::min<int64_t>(10, sizes.vocabulary - 2), sizes.vocabulary - 1);
      made.ids[row][length - 1] = sizes.vocabulary - 1;
      made.mask[row].slice(0, 0, length).fill_(1);
      subject.operations += subject.text->operations(std::max(length, sizes.fixed_tokens));
    }
    subject.batches.push_back(std::move(made));
  }
}

void add_pictures(BenchSubject &subject, int64_t batch, int64_t size) {
  subject.items = batch;
  subject.operations = static_cast<double>(batch) * subject.image->operations(size, size);
  BenchBatch made;
  made.pixels = torch::randn({batch, 3, size, size});
  subject.batches.push_back(std::move(made));
}

BenchSubject subject_of(const std::filesystem::path &folder, const char *side) {
  BenchSubject subject;
  subject.folder = folder;
  subject.name = folder.filename().string();
  subject.side = side;
  return subject;
}

} // namespace

void BenchSubject::run() {
  torch::NoGradGuard frozen;
  for (BenchBatch &one : batches)
    if (text) {
      auto made = text->forward(one.ids, one.mask);
      one.hidden = std::move(made.hidden), one.vector = std::move(made.vector);
    } else {
      auto made = image->forward(one.pixels);
      one.hidden = std::move(made.regions), one.vector = std::move(made.vector);
    }
}

Result<std::vector<BenchSubject>> open_bench_subjects(const std::filesystem::path &folder,
                                                      int64_t batch, torch::ScalarType precision) {
  static const std::set<std::string> only_pictures{"vit", "efficientnet-lite0"};
  static const std::set<std::string> both{"clip", "chinese_clip", "siglip"};
  AFFECT_TRY(type, read_model_type(folder));
  AFFECT_TRY(config, read_model_config(folder));
  std::vector<BenchSubject> subjects;
  torch::manual_seed(1);
  if (!only_pictures.contains(type)) {
    BenchSubject subject = subject_of(folder, "text");
    AFFECT_TRY(network, open_text_network(folder, precision, torch::kCPU));
    subject.text = std::move(network);
    add_texts(subject, batch,
              both.contains(type) ? 0 : number(config, "pad_token_id", type == "bert" ? 0 : 1));
    subjects.push_back(std::move(subject));
  }
  if (only_pictures.contains(type) || both.contains(type)) {
    BenchSubject subject = subject_of(folder, "image");
    AFFECT_TRY(network, open_image_network(folder, precision, torch::kCPU));
    subject.image = std::move(network);
    add_pictures(subject, batch, number(config.value("vision_config", config), "image_size", 224));
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

} // namespace affect::cli
