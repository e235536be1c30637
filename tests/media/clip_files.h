#pragma once

#include "media/frame_reader.h"

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <vector>

/// Clips made while the tests run, with the ffmpeg tool, and what that tool itself reads in them.
namespace clip {

namespace fs = std::filesystem;

struct Outcome {
  bool fine = false;
  QByteArray out;
  QByteArray problem;
};

inline Outcome run(const QString &program, const QStringList &arguments) {
  QProcess process;
  process.start(program, arguments);
  process.closeWriteChannel();
  constexpr int patience_ms = 120'000;
  if (!process.waitForFinished(patience_ms)) {
    process.kill();
    process.waitForFinished();
    return {};
  }
  return {process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0,
          process.readAllStandardOutput(), process.readAllStandardError()};
}

inline Outcome ffmpeg(const QStringList &arguments) {
  return run(QStringLiteral("ffmpeg"),
             QStringList{QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-y"),
                         QStringLiteral("-threads"), QStringLiteral("1")} +
                 arguments);
}

inline Outcome ffprobe(const QStringList &arguments) {
  return run(QStringLiteral("ffprobe"),
             QStringList{QStringLiteral("-v"), QStringLiteral("error")} + arguments);
}

/// Arguments as one would type them; single quotes group.
inline QStringList words(const char *line) {
  QStringList list;
  QString word;
  bool quoted = false;
  for (const char *c = line; *c; ++c) {
    if (*c == '\'') {
      quoted = !quoted;
    } else if (*c == ' ' && !quoted) {
      if (!word.isEmpty())
        list << word;
      word.clear();
    } else {
      word += QLatin1Char(*c);
    }
  }
  return word.isEmpty() ? list : list << word;
}

inline QString path(const fs::path &file) { return QString::fromStdString(file.string()); }

/// Whether the tool is there and has an encoder of that name ("" asks for the tool alone).
inline bool can_encode(const QString &encoder) {
  static const QByteArray list = run(QStringLiteral("ffmpeg"), words("-hide_banner -encoders")).out;
  if (encoder.isEmpty())
    return !list.isEmpty();
  for (const QByteArray &line : list.split('\n'))
    if (const auto parts = line.simplified().split(' ');
        parts.size() > 1 && parts[1] == encoder.toLatin1())
      return true;
  return false;
}

/// Makes a clip; `arguments` without the file's name. False where the tool refuses.
inline bool make(const fs::path &file, const QStringList &arguments,
                 QByteArray *problem = nullptr) {
  const Outcome made = ffmpeg(arguments + QStringList{path(file)});
  if (problem)
    *problem = made.problem;
  return made.fine;
}

/// A file that the tool makes; says why where it does not.
inline fs::path made(const fs::path &file, const char *arguments) {
  QByteArray problem;
  if (!make(file, words(arguments), &problem))
    qWarning("%s", problem.constData());
  return file;
}

/// The pictures as the tool decodes them, in the order shown, `channels` bytes a pixel (3: rgb24,
/// 4: rgba).
inline std::vector<std::vector<std::uint8_t>> pictures(const fs::path &file, int width, int height,
                                                       const char *filter = nullptr,
                                                       int channels = 3) {
  QStringList arguments{QStringLiteral("-i"), path(file)};
  arguments +=
      words("-map 0:v:0 -vsync passthrough -sws_flags bicubic+accurate_rnd+full_chroma_int");
  if (filter)
    arguments << QStringLiteral("-vf") << QString::fromLatin1(filter);
  arguments += words(channels == 4 ? "-f rawvideo -pix_fmt rgba" : "-f rawvideo -pix_fmt rgb24");
  const QByteArray bytes = ffmpeg(arguments + QStringList{QStringLiteral("-")}).out;
  const auto size = static_cast<qsizetype>(width) * height * channels;
  std::vector<std::vector<std::uint8_t>> all;
  for (qsizetype at = 0; size > 0 && at + size <= bytes.size(); at += size)
    all.emplace_back(bytes.constData() + at, bytes.constData() + at + size);
  return all;
}

/// Time stamps of the pictures as ffprobe reads them, counted from the container's start; not a
/// number where it finds none.
inline std::vector<double> times(const fs::path &file) {
  const QByteArray out =
      ffprobe(words("-select_streams v:0 -show_entries "
                    "frame=best_effort_timestamp_time:format=start_time -of csv") +
              QStringList{path(file)})
          .out;
  std::vector<double> all;
  double start = 0;
  for (const QByteArray &line : out.split('\n')) {
    const auto cells = line.trimmed().split(',');
    if (cells.size() < 2)
      continue;
    if (cells[0] == "frame")
      all.push_back(cells[1] == "N/A" ? std::nan("") : cells[1].toDouble());
    else if (cells[0] == "format")
      start = cells[1].toDouble();
  }
  for (double &time : all)
    time -= start;
  return all;
}

/// Peak signal to noise of two pictures of 8 bits, dB; infinite where they are equal.
inline double psnr(const std::vector<std::uint8_t> &a, const std::vector<std::uint8_t> &b) {
  if (a.size() != b.size() || a.empty())
    return 0;
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum == 0 ? std::numeric_limits<double>::infinity()
                  : 10 * std::log10(255.0 * 255.0 * static_cast<double>(a.size()) / sum);
}

/// All frames in order. Stops at an error, which `error` then holds.
inline std::vector<affect::Frame> all_frames(affect::FrameReader &reader,
                                             affect::Error *error = nullptr) {
  std::vector<affect::Frame> frames;
  for (;;) {
    auto frame = reader.next();
    if (!frame.ok()) {
      if (error)
        *error = frame.error();
      return frames;
    }
    if (!*frame)
      return frames;
    frames.push_back(std::move(**frame));
  }
}

inline std::vector<std::uint8_t> bytes_of(const fs::path &file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write(const fs::path &file, const std::vector<std::uint8_t> &bytes) {
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char *>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

} // namespace clip
