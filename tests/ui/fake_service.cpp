#include "fake_service.h"

#include "base/paths.h"

#include <algorithm>
#include <cmath>

using namespace affect;
using affect::ui::PostPtr;
using affect::ui::Ticket;

namespace {

bool is_chinese(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

// Runs of anything but space; Chinese in pairs; punctuation between words belongs to none.
void split_words(Reading &reading) {
  const QString text = QString::fromStdString(reading.text);
  std::size_t byte = 0, begin = 0;
  int length = 0;
  bool chinese = false;
  const auto end_word = [&] {
    if (length > 0) {
      const int word = static_cast<int>(reading.words.size());
      reading.tokens.push_back({begin, byte, word, reading.text.substr(begin, byte - begin)});
      reading.words.push_back({begin, byte, word + 1, word + 1});
    }
    length = 0;
  };
  reading.tokens.push_back({0, 0, -1, "<s>"});
  for (char32_t c : text.toUcs4()) {
    const bool part = is_chinese(c) || c > 0xFFFF || QChar::isLetterOrNumber(c);
    if (!part || (length > 0 && is_chinese(c) != chinese) || (chinese && length == 2))
      end_word();
    if (part && length++ == 0) {
      begin = byte;
      chinese = is_chinese(c);
    }
    byte += static_cast<std::size_t>(QString::fromUcs4(&c, 1).toUtf8().size());
  }
  end_word();
}

PolarityProbabilities softmax(double negative, double neutral, double positive) {
  const double sum = std::exp(negative) + std::exp(neutral) + std::exp(positive);
  return {static_cast<float>(std::exp(negative) / sum), static_cast<float>(std::exp(neutral) / sum),
          static_cast<float>(std::exp(positive) / sum)};
}

PolarityProbabilities text_probabilities(const std::string &text) {
  double good = 0, bad = 0;
  for (const char *word : {"love", "good", "happy", "great", "美", "骄傲", "震撼"})
    good += text.find(word) != std::string::npos ? 2 : 0;
  for (const char *word : {"cold", "Rude", "ruined", "terrible", "bad", "sad"})
    bad += text.find(word) != std::string::npos ? 2 : 0;
  return softmax(bad, 1, good);
}

PolarityProbabilities image_probabilities(const Image &image) {
  double sum = 0;
  std::size_t n = 0;
  for (std::size_t i = 0; i < image.rgb.size(); i += 997, ++n)
    sum += image.rgb[i];
  const double brightness = n ? sum / static_cast<double>(n) / 255.0 : 0.5;
  return softmax(1.0 - 2 * brightness, 0.4, 3 * brightness);
}

// Of a clip, word w looks at frame w (counted round) as it would at a picture, and evenly at the
// others.
CrossAttention attention_of(int words, int frames) {
  constexpr int cells = FakeService::rows * FakeService::columns;
  const int regions = cells * frames;
  const auto favourite = [&](int w) {
    return w % frames * cells + FakeService::favourite_region(w);
  };
  CrossAttention attention{FakeService::layers, FakeService::heads, words, regions, {}, {}};
  for (int i = 0; i < FakeService::layers * FakeService::heads; ++i) {
    const float peak = 0.3f + 0.05f * static_cast<float>(i); // heads differ
    for (int w = 0; w < words; ++w)
      for (int r = 0; r < regions; ++r)
        attention.word_to_region.push_back(
            r == favourite(w) ? peak : (1 - peak) / static_cast<float>(regions - 1));
    for (int r = 0; r < regions; ++r)
      for (int w = 0; w < words; ++w)
        attention.region_to_word.push_back(r == favourite(w) ? 0.5f
                                                             : 0.1f / static_cast<float>(words));
  }
  return attention;
}

// A third of the weight each of the parts that are there; sound is always happy. In place of a map
// of regions it has attention over time.
void add_audio(Reading &reading, const Post &post, const AnalyzeOptions &options) {
  const bool sound = post.clip && post.clip->info.has_audio && !options.hide_audio;
  reading.audio_encoder = "loudness";
  reading.attention.reset();
  if (const int words = static_cast<int>(reading.words.size()); words > 0)
    reading.time_attention.push_back(
        {Modality::text,
         1,
         words,
         std::vector<float>(static_cast<std::size_t>(words), 1.0f / static_cast<float>(words)),
         {}});
  UnimodalReading alone{Modality::audio, sound ? Presence::present : Presence::missing, {}, {}};
  if (sound) {
    alone.probabilities = softmax(0, 0, 3);
    reading.time_attention.push_back({Modality::audio, 1, 3, {0.2f, 0.5f, 0.3f}, {0.5, 1.0, 1.5}});
  }
  reading.modalities.push_back(alone);
  float present = 0;
  for (const UnimodalReading &one : reading.modalities)
    present += one.presence == Presence::present ? 1.0f : 0.0f;
  reading.probabilities = {};
  for (UnimodalReading &one : reading.modalities) {
    one.weight = one.presence == Presence::present ? 1 / present : 0.0f;
    for (std::size_t i = 0; one.probabilities && i < 3; ++i)
      reading.probabilities[i] += *one.weight * (*one.probabilities)[i];
  }
}

} // namespace

Reading FakeService::read(const Post &post, const AnalyzeOptions &options,
                          const std::string &model) {
  const bool hearing = model == hearing_model, weighing = model != "fake-model" && !hearing;
  Reading reading;
  reading.id = post.source.id;
  reading.file = post.source.path().string();
  reading.model = model;
  reading.system = "fake";
  reading.text_encoder = "words";
  reading.image_encoder = "brightness";
  reading.device = "cpu";
  reading.precision = "fp32";
  reading.elapsed_ms = 12;
  reading.parameters = 1'234'567;
  if (post.clip)
    reading.duration_s = post.clip->info.duration;
  const Image *picture = post.image ? post.image.get()
                         : post.clip && !post.clip->frames.empty()
                             ? &post.clip->frames.front().image
                             : nullptr;
  const bool text = post.text && !options.hide_text, image = picture && !options.hide_image;
  const Presence absent = weighing ? Presence::translated : Presence::missing;
  UnimodalReading text_alone{Modality::text, text ? Presence::present : absent, {}, {}};
  UnimodalReading image_alone{Modality::image, image ? Presence::present : absent, {}, {}};
  const float text_share = weighing ? 0.25f : 0.7f;
  if (weighing) {
    text_alone.weight = !text ? 0.0f : image ? text_share : 1.0f;
    image_alone.weight = 1 - *text_alone.weight;
  }
  if (text) {
    reading.text = *post.text;
    text_alone.probabilities = text_probabilities(reading.text);
    split_words(reading);
  }
  if (image) {
    image_alone.probabilities = image_probabilities(*picture);
    reading.grid = {rows, columns, 0, 0, 1, 1};
    if (post.clip)
      for (const Frame &frame : post.clip->frames)
        reading.frame_times.push_back(frame.time);
  }
  if (text && image) {
    for (std::size_t i = 0; i < 3; ++i)
      reading.probabilities[i] = text_share * (*text_alone.probabilities)[i] +
                                 (1 - text_share) * (*image_alone.probabilities)[i];
    reading.disagreement = std::abs(static_cast<int>(polarity_of(*text_alone.probabilities)) -
                                    static_cast<int>(polarity_of(*image_alone.probabilities))) == 2;
    if (options.explain && !weighing)
      reading.attention = attention_of(static_cast<int>(reading.words.size()), reading.frames());
  } else {
    reading.probabilities = text    ? *text_alone.probabilities
                            : image ? *image_alone.probabilities
                                    : PolarityProbabilities{};
  }
  reading.modalities = {text_alone, image_alone};
  if (hearing)
    add_audio(reading, post, options);
  if (options.expected_words && !reading.words.empty())
    reading.expected_words.push_back({0, {{"instead", 0.4f}, {"other", 0.2f}}, 0.05f});
  return reading;
}

FakeService::FakeService() : thread_([this] { run(); }) {}

FakeService::~FakeService() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    held_ = false;
  }
  wake_.notify_all();
  thread_.join();
}

Ticket FakeService::request(const PostPtr &post, const AnalyzeOptions &options) {
  const Ticket ticket = ++last_;
  ++requests_;
  const std::lock_guard lock(mutex_);
  if (urgent_)
    answer(urgent_->ticket, make_error(ErrorCode::cancelled, "replaced"));
  urgent_ = Job{ticket, post, {}, options, true, {}, false};
  wanted_ = ticket;
  wake_.notify_all();
  return ticket;
}

Ticket FakeService::enqueue(const PostSource &source, const AnalyzeOptions &options) {
  const Ticket ticket = ++last_;
  const std::lock_guard lock(mutex_);
  queue_.push_back({ticket, nullptr, source, options, false, {}, false});
  wake_.notify_all();
  return ticket;
}

Ticket FakeService::request_with(const QString &bundle, const PostPtr &post,
                                 const AnalyzeOptions &options) {
  const Ticket ticket = ++last_;
  const std::lock_guard lock(mutex_);
  queue_.push_back({ticket, post, {}, options, false, bundle.toStdString(), false});
  wake_.notify_all();
  return ticket;
}

void FakeService::use_model(const QString &bundle) {
  Q_EMIT modelLoading(bundle);
  cancel();
  const std::lock_guard lock(mutex_);
  change_ = Job{0, nullptr, {}, {}, false, bundle.toStdString(), true};
  wake_.notify_all();
}

void FakeService::change_model(const std::string &name) {
  if (name == "broken") {
    QMetaObject::invokeMethod(
        this,
        [this] {
          Q_EMIT modelRefused(make_error(ErrorCode::bad_format, "The model is damaged.", "broken"));
        },
        Qt::QueuedConnection);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    model_ = name;
    broken_ = false;
  }
  ModelInfo info;
  info.id = name;
  info.folder = find_model(name).empty() ? std::filesystem::path(name) : find_model(name);
  info.device = "cpu";
  info.precision = "fp32";
  info.audio_encoder = name == hearing_model ? "loudness" : "";
  QMetaObject::invokeMethod(this, [this, info] { Q_EMIT modelReady(info); }, Qt::QueuedConnection);
}

void FakeService::cancel() {
  const std::lock_guard lock(mutex_);
  wanted_ = 0;
  if (urgent_)
    answer(urgent_->ticket, make_error(ErrorCode::cancelled, "cancelled"));
  urgent_.reset();
  for (const Job &job : queue_)
    answer(job.ticket, make_error(ErrorCode::cancelled, "cancelled"));
  queue_.clear();
}

void FakeService::announce() {
  ModelInfo info;
  info.id = "fake-model";
  info.device = "cpu";
  info.precision = "fp32";
  Q_EMIT modelReady(info);
}

void FakeService::breakModel() {
  {
    const std::lock_guard lock(mutex_);
    broken_ = true;
  }
  Q_EMIT modelFailed(make_error(ErrorCode::not_found, "There is no such model.", "fake-model"));
}

void FakeService::hold() {
  const std::lock_guard lock(mutex_);
  held_ = true;
}

void FakeService::release() {
  {
    const std::lock_guard lock(mutex_);
    held_ = false;
  }
  wake_.notify_all();
}

int FakeService::answered() const {
  const std::lock_guard lock(mutex_);
  return answered_;
}

void FakeService::run() {
  for (;;) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || change_ || urgent_ || !queue_.empty(); });
    if (stopping_)
      return;
    Job job;
    if (change_) {
      job = *change_;
      change_.reset();
    } else if (urgent_) {
      job = *urgent_;
      urgent_.reset();
    } else {
      job = queue_.front();
      queue_.pop_front();
    }
    wake_.wait(lock, [this, &job] {
      return stopping_ || !held_ || (job.urgent && wanted_ != job.ticket);
    });
    if (stopping_)
      return;
    lock.unlock();
    if (job.change)
      change_model(job.model);
    else
      work_on(job);
  }
}

void FakeService::work_on(const Job &job) {
  std::string model;
  {
    const std::lock_guard lock(mutex_);
    model = job.model.empty() ? model_ : job.model;
    if (job.urgent && wanted_ != job.ticket)
      return answer(job.ticket, make_error(ErrorCode::cancelled, "replaced"));
    if (broken_)
      return answer(job.ticket,
                    make_error(ErrorCode::not_found, "There is no such model.", "fake-model"));
    answered_ += job.urgent;
    if (job.model == "broken")
      return answer(job.ticket,
                    make_error(ErrorCode::bad_format, "The model is damaged.", "broken"));
  }
  if (job.post)
    return answer(job.ticket, read(*job.post, job.options, model));
  const Result<Post> post = load_post(job.source);
  if (!post.ok())
    return answer(job.ticket, post.error());
  answer(job.ticket, read(post.value(), job.options, model));
}

void FakeService::answer(Ticket ticket, Result<Reading> result) {
  if (!result.ok()) {
    QMetaObject::invokeMethod(
        this, [this, ticket, error = result.error()] { Q_EMIT failed(ticket, error); },
        Qt::QueuedConnection);
    return;
  }
  auto reading = std::make_shared<const Reading>(std::move(*result));
  QMetaObject::invokeMethod(
      this, [this, ticket, reading] { Q_EMIT readingReady(ticket, reading); },
      Qt::QueuedConnection);
}
