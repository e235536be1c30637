/// Makes a folder of models to measure with (AFFECTSCOPE_MODELS): an encoder of the size of CLIP
/// ViT-B/32 with random weights and the bundle clip-bench of the system multiscale on it. It says
/// nothing sensible.
///
///     make_clip_bundle FOLDER TOKENIZER [tiny]      TOKENIZER: a folder with CLIP's vocab.json and
///     merges.txt
///
/// `tiny`: one layer of width 64 instead, clip-tiny, so that what is not the networks' own work
/// shows.

#include "../../app/cli/bench/bench_subject.h"
#include "features/image_encoder.h"
#include "features/text_encoder.h"
#include "models/manifest.h"
#include "nn/state.h"
#include "systems/system.h"

#include <cstdio>
#include <fstream>
#include <string_view>

namespace fs = std::filesystem;
using namespace affect;

namespace {

Result<void> make(const fs::path &root, const fs::path &tokenizer, bool tiny) {
  const fs::path encoder = root / "encoders" / (tiny ? "random-clip-tiny" : "random-clip-b32"),
                 bundle = root / (tiny ? "clip-tiny" : "clip-bench");
  fs::create_directories(encoder);
  fs::create_directories(bundle);
  AFFECT_CHECK(
      cli::write_random_clip(encoder, tiny ? cli::ClipSizes{1, 64, 64} : cli::ClipSizes{}));
  for (const auto &entry : fs::directory_iterator(tokenizer))
    fs::copy_file(entry.path(), encoder / entry.path().filename(),
                  fs::copy_options::overwrite_existing);
  std::ofstream(encoder / "preprocessor_config.json")
      << R"({"image_processor_type": "CLIPImageProcessor"})" << '\n';
  AFFECT_TRY(text, TextEncoder::open(encoder, torch::kFloat32));
  AFFECT_TRY(image, ImageEncoder::open(encoder, torch::kFloat32));
  BundleManifest manifest;
  manifest.id = bundle.filename().string();
  manifest.system = "multiscale";
  manifest.text = {text->id(), text->base_hash()};
  manifest.image = {image->id(), image->base_hash()};
  manifest.text_width = text->width();
  manifest.image_width = image->width();
  manifest.text_vector_width = text->vector_width();
  manifest.image_vector_width = image->vector_width();
  manifest.regions = image->rows() * image->columns();
  manifest.data = "none: random weights";
  torch::manual_seed(7);
  const auto system =
      make_system({manifest.system, manifest.text_width, manifest.image_width, manifest.regions,
                   manifest.settings, manifest.text_vector_width, manifest.image_vector_width});
  AFFECT_CHECK(write_state(bundle / "model.safetensors", state_of(*system), true));
  return write_manifest(bundle, manifest);
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 3 && (argc != 4 || std::string_view(argv[3]) != "tiny")) {
    std::fprintf(stderr, "make_clip_bundle FOLDER TOKENIZER [tiny]\n");
    return 2;
  }
  const auto made = make(argv[1], argv[2], argc == 4);
  if (!made.ok())
    std::fprintf(stderr, "%s\n", made.error().text().c_str());
  return made.ok() ? 0 : 1;
}
