#include "commands.h"

#include "analysis/analyzer.h"
#include "analysis/overlay.h"

#include <QColor>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace affect::cli {
namespace {

struct Options {
  std::filesystem::path file, model, out;
  std::string text;
  bool has_text = false;
  std::string word;
  double opacity = 0.6;
};

/// What is drawn: a picture, or of a clip the frame that the words look at most.
struct Shown {
  const Image *image = nullptr;
  std::vector<float> regions; ///< its attention
  double most = 0;            ///< over all frames: the scale they share
  QString moment;             ///< of a clip
};

QImage with_overlay(const Shown &shown, const RegionGrid &grid, double opacity) {
  const Image &image = *shown.image;
  QImage picture(image.rgb.data(), image.width, image.height, image.width * 3,
                 QImage::Format_RGB888);
  QImage canvas = picture.convertToFormat(QImage::Format_RGB32);
  OverlayOptions options;
  options.opacity = opacity;
  options.most = shown.most;
  const auto rgba = attention_overlay(shown.regions, grid, image.width, image.height, options);
  const QImage overlay(rgba.data(), image.width, image.height, image.width * 4,
                       QImage::Format_RGBA8888);
  QPainter(&canvas).drawImage(0, 0, overlay);
  return canvas;
}

// Words in reading order, tinted by the attention the whole image gives them.
void draw_words(QPainter &painter, const Reading &reading, const std::vector<float> &weights,
                const QRect &area) {
  const float most =
      weights.empty() ? 1.0f : std::max(1e-6f, *std::max_element(weights.begin(), weights.end()));
  const QFontMetrics metrics(painter.font());
  const int pad = 6, line = metrics.height() + 2 * pad;
  int x = area.left(), y = area.top();
  for (std::size_t i = 0; i < reading.words.size(); ++i) {
    const WordSpan &word = reading.words[i];
    const QString text = QString::fromUtf8(reading.text.data() + word.begin,
                                           static_cast<int>(word.end - word.begin));
    const int width = metrics.horizontalAdvance(text) + 2 * pad;
    if (x + width > area.right() && x > area.left()) {
      x = area.left();
      y += line + pad;
    }
    const double share = weights.empty() ? 0.0 : static_cast<double>(weights[i] / most);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(255, 196, 0, static_cast<int>(20 + 200 * share)));
    painter.drawRoundedRect(x, y, width, line, 5, 5);
    painter.setPen(Qt::black);
    painter.drawText(QRect(x, y, width, line), Qt::AlignCenter, text);
    x += width + pad;
  }
}

Shown shown_of(const Post &post, const Reading &reading, const std::vector<float> &regions) {
  Shown shown;
  shown.image = post.image.get();
  shown.regions = regions;
  if (!post.clip || reading.frame_times.empty() || regions.empty())
    return shown;
  const auto strongest = std::max_element(regions.begin(), regions.end()) - regions.begin();
  const auto cells = static_cast<std::ptrdiff_t>(regions.size() / reading.frame_times.size());
  const std::ptrdiff_t frame = strongest / std::max<std::ptrdiff_t>(cells, 1);
  shown.most = static_cast<double>(regions[static_cast<std::size_t>(strongest)]);
  shown.regions = {regions.begin() + frame * cells, regions.begin() + (frame + 1) * cells};
  const double time = reading.frame_times[static_cast<std::size_t>(frame)];
  for (const Frame &each : post.clip->frames)
    if (each.time == time)
      shown.image = &each.image;
  shown.moment = QStringLiteral("  at %1 s of %2 s")
                     .arg(time, 0, 'f', 2)
                     .arg(reading.duration_s.value_or(0), 0, 'f', 1);
  return shown;
}

QString headline(const Reading &reading) {
  const auto polarity = polarity_of(reading.probabilities);
  return QStringLiteral("%1  %2 %   (%3)")
      .arg(QString::fromLatin1(name_of(polarity)))
      .arg(100.0 * static_cast<double>(reading.probabilities[static_cast<std::size_t>(polarity)]),
           0, 'f', 0)
      .arg(QString::fromStdString(reading.model));
}

QImage page(const Shown &shown, const Reading &reading, const std::vector<float> &words,
            double opacity) {
  QImage picture = shown.image ? with_overlay(shown, reading.grid, opacity) : QImage();
  if (!picture.isNull())
    picture = picture.scaled(640, 640, Qt::KeepAspectRatio, Qt::SmoothTransformation);
  const int width = std::max(480, picture.width()) + 32;
  QImage canvas(width, picture.height() + 320, QImage::Format_RGB32);
  canvas.fill(Qt::white);
  QPainter painter(&canvas);
  painter.setRenderHint(QPainter::Antialiasing);
  if (!picture.isNull())
    painter.drawImage((width - picture.width()) / 2, 16, picture);
  QFont font = painter.font();
  font.setPixelSize(20);
  font.setBold(true);
  painter.setFont(font);
  painter.setPen(Qt::black);
  painter.drawText(QRect(16, picture.height() + 28, width - 32, 30), Qt::AlignVCenter,
                   headline(reading) + shown.moment);
  font.setPixelSize(15);
  font.setBold(false);
  painter.setFont(font);
  draw_words(painter, reading, words, QRect(16, picture.height() + 68, width - 32, 240));
  return canvas;
}

Result<void> explain(const Options &options) {
  AnalyzerOptions engine;
  engine.bundle = options.model;
  AFFECT_TRY(analyzer, Analyzer::open(engine));
  const PostScan scan = scan_posts(options.file);
  if (scan.posts.empty())
    return scan.errors.empty()
               ? make_error(ErrorCode::not_found, "There is no post in this file.", options.file)
               : scan.errors.front();
  PostSource source = scan.posts.front();
  if (options.has_text)
    source.text = options.text;
  AFFECT_TRY(post, load_post(source));
  AFFECT_TRY(reading, analyzer->analyze(post));
  std::vector<float> regions, words;
  if (reading.attention) {
    std::vector<int> chosen;
    for (std::size_t i = 0; i < reading.words.size(); ++i) {
      const WordSpan &word = reading.words[i];
      if (!options.word.empty() &&
          reading.text.substr(word.begin, word.end - word.begin) == options.word)
        chosen.push_back(static_cast<int>(i));
    }
    if (!options.word.empty() && chosen.empty())
      return make_error(ErrorCode::usage, "The word " + options.word + " is not in the text.",
                        options.file);
    regions = reading.attention->regions_of_words(chosen);
    words = reading.attention->words_of_regions({});
  } else {
    regions.assign(static_cast<std::size_t>(reading.grid.count() * reading.frames()), 0.0f);
  }
  if (!page(shown_of(post, reading, regions), reading, words, options.opacity)
           .save(QString::fromStdString(options.out.string()), "PNG"))
    return make_error(ErrorCode::unreadable, "The picture cannot be written; check the folder.",
                      options.out);
  return {};
}

} // namespace

void add_explain(CLI::App &app, Run &run) {
  auto *command =
      app.add_subcommand("explain", "Draw what the words of a post look at in its image, or of a "
                                    "clip in the frame they look at most");
  auto options = std::make_shared<Options>();
  command->add_option("file", options->file, "Image (or text) of the post, or a clip")->required();
  auto *text =
      command->add_option("--text", options->text, "Text, in place of the one beside the image");
  command->add_option("--word", options->word, "Only this word's attention");
  command->add_option("--model", options->model, "Bundle, by name or folder");
  command->add_option("--opacity", options->opacity, "Of the overlay, 0 to 1")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--out", options->out, "PNG to write")->required();
  command->callback([=, &run] {
    options->has_text = text->count() > 0;
    run = [=] {
      // Text is drawn by Qt, which needs an application but no display.
      if (!std::getenv("QT_QPA_PLATFORM"))
        setenv("QT_QPA_PLATFORM", "offscreen", 1);
      int count = 1;
      char name[] = "affectscope-cli";
      char *arguments[] = {name, nullptr};
      const QGuiApplication application(count, arguments);
      return exit_code_of(explain(*options));
    };
  });
}

} // namespace affect::cli
