#include "media/audio_reader.h"
#include "media/frame_reader.h"

#include <benchmark/benchmark.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <random>

// What a person waits for with a clip: a jump of the player in 1080p, the frames an analysis looks
// at in ten minutes of 720p, and the waveform of those ten minutes. The clips are made at the start
// with the ffmpeg tool: H.264 with B-frames and sound, a key frame every 250 frames, which is
// x264's own choice and the worst case, or every second, as phones do.
namespace {

using namespace affect;
namespace fs = std::filesystem;

fs::path folder;

// Half a minute of moving structure and grain, then the same again and again.
fs::path made(const std::string &name, const std::string &size, const std::string &rate,
              int key_frames, int times) {
  const std::string part = (folder / "part.mp4").string(), whole = (folder / name).string();
  if (fs::exists(whole))
    return whole;
  const std::string encode =
      "ffmpeg -v error -y -f lavfi -i 'testsrc2=s=" + size +
      ":r=30:d=30,noise=alls=10:allf=t' -f lavfi -i 'sine=d=30:r=44100' -c:v libx264 -preset "
      "veryfast -bf 3 -pix_fmt yuv420p -b:v " +
      rate + " -g " + std::to_string(key_frames) + " -c:a aac -shortest " + part;
  const std::string repeat = "ffmpeg -v error -y -stream_loop " + std::to_string(times - 1) +
                             " -i " + part + " -c copy " + whole;
  if (std::system(encode.c_str()) != 0 || std::system(repeat.c_str()) != 0)
    std::cerr << "the ffmpeg tool could not make " << name << '\n';
  return whole;
}

void seek(benchmark::State &state, const fs::path &file, int max_side) {
  auto reader = FrameReader::open(file, FrameOptions{max_side, static_cast<int>(state.range(0))});
  if (!reader.ok())
    return state.SkipWithError(reader.error().text().c_str());
  std::mt19937 random(1);
  std::uniform_real_distribution<double> moment(0, reader->info().duration);
  for (auto _ : state)
    if (!reader->frame_at(moment(random)).ok())
      state.SkipWithError("a frame could not be read");
}

void drag(benchmark::State &state, const fs::path &file) {
  auto reader = FrameReader::open(file);
  if (!reader.ok())
    return state.SkipWithError(reader.error().text().c_str());
  std::mt19937 random(1);
  std::uniform_real_distribution<double> moment(0, reader->info().duration);
  for (auto _ : state)
    if (!reader->key_frame_at(moment(random)).ok())
      state.SkipWithError("a frame could not be read");
}

void sample(benchmark::State &state, const fs::path &file) {
  double seconds = 0;
  for (auto _ : state) {
    auto reader = FrameReader::open(file, FrameOptions{512, static_cast<int>(state.range(0))});
    if (!reader.ok())
      return state.SkipWithError(reader.error().text().c_str());
    seconds += reader->info().duration;
    if (sample_frames(*reader, 16)->size() != 16)
      state.SkipWithError("frames are missing");
  }
  state.counters["times_real_time"] = benchmark::Counter(seconds, benchmark::Counter::kIsRate);
}

void peaks(benchmark::State &state, const fs::path &file) {
  for (auto _ : state)
    if (!read_peaks(file, 2000, [](std::size_t, std::span<const Peak>) {}).ok())
      state.SkipWithError("the sound could not be read");
}

void open(benchmark::State &state, const fs::path &file) {
  for (auto _ : state)
    benchmark::DoNotOptimize(probe_clip(file));
}

} // namespace

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  const char *kept = std::getenv("AFFECTSCOPE_BENCH_CLIPS");
  folder = kept ? fs::path(kept)
                : fs::temp_directory_path() / ("affectscope-bench-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const fs::path hd = made("720p.mp4", "1280x720", "3M", 250, 20);
  const fs::path full = made("1080p.mp4", "1920x1080", "6M", 250, 4);
  const fs::path phone = made("1080p-phone.mp4", "1920x1080", "12M", 30, 4);
  const auto add = [](const char *name, auto what, auto... with) {
    return benchmark::RegisterBenchmark(name, what, with...)
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  };
  add("seek_1080p_key_every_250", seek, full, 0)->Arg(1)->Arg(2)->Iterations(40);
  add("seek_1080p_key_every_30", seek, phone, 0)->Arg(1)->Arg(2)->Iterations(60);
  add("seek_720p_key_every_250", seek, hd, 0)->Arg(1)->Arg(2)->Iterations(40);
  add("key_frame_1080p_key_every_250", drag, full)->Iterations(60);
  add("sample_16_of_10_minutes_720p", sample, hd)->Arg(1)->Arg(2)->Iterations(5);
  add("waveform_of_10_minutes", peaks, hd)->Iterations(3);
  add("open_10_minutes_720p", open, hd)->Iterations(20);
  benchmark::RunSpecifiedBenchmarks();
  std::error_code ignored;
  if (!kept)
    fs::remove_all(folder, ignored);
  return 0;
}
