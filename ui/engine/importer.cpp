#include "engine/importer.h"

#include "engine/picture.h"
#include "media/text_file.h"
#include "media/transcript.h"
#include "sources/post_scanner.h"
#include "widgets/paths.h"

#include <QImage>

namespace affect::ui {
namespace {

constexpr std::size_t batch_size = 100;
constexpr int preview_length = 400;

QString one_line(const std::string &text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(
                                            std::min<std::size_t>(text.size(), preview_length * 4)))
      .simplified()
      .left(preview_length);
}

Item item_of(PostSource source) {
  Item item;
  item.title = QString::fromStdString(source.id);
  if (item.title.isEmpty())
    item.title = from_path(source.path().filename());
  if (source.text)
    item.words = one_line(*source.text);
  else if (!source.text_file.empty() && !source.clip.empty()) {
    if (const auto transcript = load_transcript(source.text_file); transcript.ok())
      item.words = one_line(transcript->text());
  } else if (!source.text_file.empty())
    // An unreadable text becomes an error with its reason when the post is read.
    if (const auto text = load_text(source.text_file); text.ok())
      item.words = one_line(text.value());
  item.source = std::move(source);
  return item;
}

} // namespace

Importer::Importer(QObject *parent) : QObject(parent) { pool_.setMaxThreadCount(1); }

Importer::~Importer() {
  cancel();
  pool_.waitForDone();
}

void Importer::post(std::function<void()> what) {
  QMetaObject::invokeMethod(this, std::move(what), Qt::QueuedConnection);
}

void Importer::openPaths(const QStringList &paths) {
  if (paths.isEmpty())
    return;
  if (++running_ == 1)
    Q_EMIT started();
  pool_.start([this, paths, cancel = cancel_] { run(paths, cancel); });
}

void Importer::run(const QStringList &paths, const CancelToken &cancel) {
  std::vector<std::filesystem::path> inputs;
  for (const QString &path : paths)
    inputs.push_back(to_path(path));
  int posts = 0;
  Items batch;
  const auto flush = [&] {
    if (batch.empty())
      return;
    post([this, posts, cancel, items = std::exchange(batch, {})] {
      if (cancel.cancelled())
        return;
      Q_EMIT found(items);
      Q_EMIT progressed(posts);
    });
  };
  Errors errors;
  PostScanner scanner(std::move(inputs), {}, cancel);
  while (auto item = scanner.next()) {
    if (item->error) {
      errors.push_back(std::move(*item->error));
      continue;
    }
    batch.push_back(item_of(std::move(item->source)));
    ++posts;
    if (batch.size() >= batch_size)
      flush();
  }
  flush();
  if (!errors.empty() && !cancel.cancelled())
    post([this, errors = std::move(errors)] { Q_EMIT problems(errors); });
  post([this, cancelled = cancel.cancelled()] { ended(cancelled); });
}

void Importer::openContent(const QImage &picture, const QString &text) {
  if (picture.isNull() && text.trimmed().isEmpty())
    return;
  if (++running_ == 1)
    Q_EMIT started();
  const QString title = picture.isNull() ? tr("Pasted text") : tr("Pasted picture");
  pool_.start([this, picture, text, title, cancel = cancel_] {
    PostSource source;
    source.id = title.toStdString();
    if (!text.trimmed().isEmpty())
      source.text = text.toStdString();
    Item item = item_of(source);
    if (!picture.isNull()) {
      auto image = std::make_shared<const Image>(from_qimage(picture));
      item.memory = std::make_shared<const Post>(Post{source, std::move(image), source.text});
    }
    post([this, item] { Q_EMIT found({item}); });
    post([this, cancelled = cancel.cancelled()] { ended(cancelled); });
  });
}

void Importer::openSource(const PostSource &source) {
  if (++running_ == 1)
    Q_EMIT started();
  pool_.start([this, source, cancel = cancel_] {
    post([this, item = item_of(source)] { Q_EMIT found({item}); });
    post([this, cancelled = cancel.cancelled()] { ended(cancelled); });
  });
}

void Importer::cancel() {
  cancel_.cancel();
  cancel_ = CancelToken();
}

void Importer::ended(bool cancelled) {
  if (--running_ == 0)
    Q_EMIT finished(cancelled);
}

} // namespace affect::ui
