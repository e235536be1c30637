#include "commands.h"

#include "media/transcript.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>

namespace affect::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::vector<std::filesystem::path> files;
  bool json = false;
};

struct Found {
  ClipInfo info;
  std::optional<Transcript> transcript;
};

// "1:02:03.4"; independent of the system's decimal sign.
std::string clock(double seconds) {
  const auto tenths = static_cast<long long>(std::llround(std::max(seconds, 0.0) * 10));
  char text[48];
  if (tenths >= 36000)
    std::snprintf(text, sizeof(text), "%lld:%02lld:%02lld.%lld", tenths / 36000, tenths / 600 % 60,
                  tenths / 10 % 60, tenths % 10);
  else
    std::snprintf(text, sizeof(text), "%lld:%02lld.%lld", tenths / 600, tenths / 10 % 60,
                  tenths % 10);
  return text;
}

std::string rounded(double value) {
  const auto hundredths = static_cast<long long>(std::llround(value * 100));
  std::string text = std::to_string(hundredths / 100);
  if (hundredths % 100 != 0)
    text += "." + std::to_string(hundredths % 100 / 10) +
            (hundredths % 10 ? std::to_string(hundredths % 10) : "");
  return text;
}

// Subtitles come from anywhere: what would steer the terminal is left out, and lines become one.
std::string for_terminal(const std::string &text) {
  std::string shown;
  for (const char c : text)
    if (const auto byte = static_cast<unsigned char>(c); byte >= 32 && byte != 127)
      shown += c;
    else if (c == '\n' || c == '\t')
      shown += ' ';
  return shown;
}

ordered_json to_json(const std::filesystem::path &file, const Found &found) {
  const ClipInfo &info = found.info;
  ordered_json json{{"file", file.string()},
                    {"container", info.container},
                    {"duration_s", info.duration},
                    {"start_s", info.start}};
  json["video"] = nullptr;
  if (info.has_video)
    json["video"] = {
        {"codec", info.video_codec},
        {"width", info.width},
        {"height", info.height},
        {"rotation", info.rotation},
        {"frame_rate", info.frame_rate},
        {"variable_rate", info.variable_rate ? ordered_json(*info.variable_rate) : ordered_json()},
        {"frames", std::llround(info.duration * info.frame_rate)},
        {"pixel_format", info.pixel_format},
        {"interlaced", info.interlaced}};
  json["audio"] = nullptr;
  if (info.has_audio)
    json["audio"] = {{"codec", info.audio_codec},
                     {"sample_rate", info.sample_rate},
                     {"channels", info.channels}};
  json["subtitles"] = ordered_json::array();
  for (const SubtitleTrack &track : info.subtitles)
    json["subtitles"].push_back({{"index", track.index},
                                 {"language", track.language},
                                 {"codec", track.codec},
                                 {"text", track.is_text}});
  json["transcript"] = nullptr;
  if (!found.transcript)
    return json;
  json["transcript"] = {{"source", found.transcript->source}, {"cues", ordered_json::array()}};
  for (const Cue &cue : found.transcript->cues) {
    ordered_json words = ordered_json::array();
    for (const TimedWord &word : cue.words)
      words.push_back({{"start", word.begin}, {"end", word.end}, {"word", word.text}});
    json["transcript"]["cues"].push_back(
        {{"start", cue.begin}, {"end", cue.end}, {"text", cue.text}, {"words", std::move(words)}});
  }
  return json;
}

void print(const std::filesystem::path &file, const Found &found) {
  const ClipInfo &info = found.info;
  std::printf("%s\n  %s, %s\n", for_terminal(file.string()).c_str(), info.container.c_str(),
              info.duration > 0 ? clock(info.duration).c_str() : "length unknown");
  if (info.has_video) {
    std::string traits;
    if (info.rotation != 0)
      traits += ", turned by " + std::to_string(info.rotation) + "°";
    if (info.variable_rate.value_or(false))
      traits += ", variable rate";
    if (info.interlaced)
      traits += ", interlaced";
    std::printf("  picture     %s %d × %d, %s, %s frames/s, about %lld frames%s\n",
                info.video_codec.c_str(), info.width, info.height, info.pixel_format.c_str(),
                rounded(info.frame_rate).c_str(), std::llround(info.duration * info.frame_rate),
                traits.c_str());
  } else {
    std::printf("  picture     none\n");
  }
  if (info.has_audio)
    std::printf("  sound       %s, %d Hz, %d channel%s\n", info.audio_codec.c_str(),
                info.sample_rate, info.channels, info.channels == 1 ? "" : "s");
  else
    std::printf("  sound       none\n");
  for (const SubtitleTrack &track : info.subtitles)
    std::printf("  subtitles   track %d, %s%s%s\n", track.index, track.codec.c_str(),
                track.language.empty() ? "" : (", " + for_terminal(track.language)).c_str(),
                track.is_text ? "" : " (pictures, not read)");
  if (!found.transcript) {
    std::printf("  transcript  none\n");
    return;
  }
  const auto &cues = found.transcript->cues;
  std::printf("  transcript  %s, %zu cue%s\n", for_terminal(found.transcript->source).c_str(),
              cues.size(), cues.size() == 1 ? "" : "s");
  constexpr std::size_t shown = 5;
  for (std::size_t i = 0; i < cues.size() && i < shown; ++i)
    std::printf("    %s  %s\n", cues[i].timed() ? clock(cues[i].begin).c_str() : "-",
                for_terminal(cues[i].text).c_str());
  if (cues.size() > shown)
    std::printf("    …\n");
}

Result<Found> probe(const std::filesystem::path &file, const CancelToken &cancel) {
  AFFECT_TRY(info, probe_clip(file, {}, cancel));
  AFFECT_TRY(transcript, find_transcript(file, cancel));
  return Found{std::move(info), std::move(transcript)};
}

int media(const Options &options) {
  const CancelToken cancel = interrupt_token();
  bool all_fine = true;
  ordered_json all = ordered_json::array();
  for (const auto &file : options.files) {
    const auto found = probe(file, cancel);
    if (!found.ok()) {
      all_fine = false;
      complain(found.error());
      continue;
    }
    if (options.json)
      all.push_back(to_json(file, *found));
    else
      print(file, *found);
  }
  if (options.json)
    std::cout << all.dump(1, ' ', false, ordered_json::error_handler_t::replace) << std::endl;
  return all_fine ? exit_fine : exit_some_failed;
}

} // namespace

void add_media(CLI::App &app, Run &run) {
  auto *command =
      app.add_subcommand("media", "Show what video clips, animations and sound files hold");
  auto options = std::make_shared<Options>();
  command->add_option("files", options->files, "Clips")->required();
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([=, &run] { run = [=] { return media(*options); }; });
}

} // namespace affect::cli
