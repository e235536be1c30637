#include "corpus/word_tokenizer.h"
#include "training/encoders/text_training.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace affect;

namespace {

BertConfig small_config(bool student) {
  BertConfig config;
  config.vocab_size = 32;
  config.hidden_size = 16;
  config.num_hidden_layers = 1;
  config.num_attention_heads = 2;
  config.intermediate_size = 32;
  config.max_position_embeddings = 32;
  config.pad_token_id = 1;
  config.roberta_positions = student;
  config.pooler = false;
  return config;
}

// "g…" among other words makes a line positive, "b…" negative, neither neutral.
std::vector<TextLine> lines_of(int count) {
  Random random(5);
  std::vector<TextLine> lines;
  for (int i = 0; i < count; ++i) {
    TextLine line{"", static_cast<int>(random.below(3)), LabelKind::three_classes, i % 4 != 0};
    for (int word = 0; word < 5; ++word)
      line.text += std::string(1, static_cast<char>('k' + random.below(10))) + ' ';
    line.text += line.label == 0 ? "bad" : line.label == 1 ? "so" : "good";
    lines.push_back(line);
  }
  return lines;
}

struct Setting {
  WordTokenizer pieces{32,
                       [](std::string_view word) -> std::int64_t { return word.front() - 'a'; }};
  BertEncoder teacher{nullptr};
  TextTrainingOptions options;

  explicit Setting(const QString &folder) {
    torch::manual_seed(3);
    teacher = BertEncoder(small_config(false));
    teacher->prepare(torch::kFloat32);
    options.folder = folder.toStdString();
    options.bf16 = false;
    options.batch_size = 16;
    options.distil_epochs = 0;
    options.sentiment_epochs = 8;
    options.sentiment_rate = 5e-3;
    options.distil_rate = 1e-2;
  }

  TextTraining training() {
    torch::manual_seed(1);
    TextTraining training(make_text_student(small_config(true)), pieces, options);
    training.set_teacher(teacher, &pieces);
    return training;
  }
};

double accuracy(TextStudent &student, const Tokenizer &pieces, const std::vector<TextLine> &lines) {
  std::vector<std::string> texts;
  for (const TextLine &line : lines)
    texts.push_back(line.text);
  const auto said = predict_sentiment(student, pieces, texts).argmax(1);
  double right = 0;
  for (std::size_t i = 0; i < lines.size(); ++i)
    right += said[static_cast<int64_t>(i)].item<int64_t>() == lines[i].label;
  return right / static_cast<double>(lines.size());
}

// Mean cosine between the teacher's vectors and what the student makes of its own through its
// recall layer.
double recalled(TextStudent &student, Setting &setting, const std::vector<TextLine> &lines) {
  torch::NoGradGuard frozen;
  student.encoder->eval();
  std::vector<TokenizedLine> tokens;
  std::vector<const TokenizedLine *> rows;
  for (const TextLine &line : lines)
    tokens.push_back(tokenize_line(setting.pieces, line.text, 48));
  for (const auto &line : tokens)
    rows.push_back(&line);
  const auto batch = pad_batch(rows, 1);
  const auto own = student.recall(
      mean_over_mask(student.encoder(batch.ids, batch.mask).last_hidden_state, batch.mask));
  auto target =
      mean_over_mask(setting.teacher(batch.ids, batch.mask).last_hidden_state, batch.mask);
  // What all texts share says nothing.
  return torch::cosine_similarity(own - own.mean(0), target - target.mean(0)).mean().item<double>();
}

} // namespace

class TestTextTraining : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void itLearnsTheSentimentOfLines() {
    QTemporaryDir folder;
    Setting setting(folder.path());
    auto training = setting.training();
    const auto lines = lines_of(400);
    QVERIFY(training.run(lines, {}, {}).ok());
    QVERIFY(accuracy(training.student(), setting.pieces, lines) > 0.9);
  }

  void distillationLearnsTheTeachersVectors() {
    QTemporaryDir folder;
    Setting setting(folder.path());
    setting.options.distil_epochs = 8;
    setting.options.sentiment_epochs = 0;
    auto training = setting.training();
    const auto lines = lines_of(400);
    const double before = recalled(training.student(), setting, lines);
    QVERIFY(training.run(lines, {}, {}).ok());
    const double after = recalled(training.student(), setting, lines);
    QVERIFY2(after > before + 0.2, qPrintable(QStringLiteral("%1 -> %2").arg(before).arg(after)));
  }

  // A piece that is never read (3 stands for unknown words) is moved by the language head's softmax
  // alone; beside that it only decays.
  void theLanguageHeadReachesTheEncoderAsFarAsItMay() {
    const auto turned = [](double weight) {
      QTemporaryDir folder;
      Setting setting(folder.path());
      setting.options.sentiment_epochs = 2;
      setting.options.language_weight = weight;
      auto training = setting.training();
      const auto unseen = [&] {
        return training.student().encoder->word_embeddings()[3].detach().clone();
      };
      const auto head = [&] {
        return training.student().state().at("lm_head.dense.weight").clone();
      };
      const auto before = unseen(), head_before = head();
      if (!training.run(lines_of(200), {}, {}).ok() || torch::allclose(head(), head_before))
        return -1.0; // the head learns in any case
      return torch::cosine_similarity(before, unseen(), 0).item<double>();
    };
    QVERIFY(std::abs(turned(0) - 1) < 1e-6);
    const double wholly = turned(1);
    QVERIFY(wholly > 0 && wholly < 1 - 1e-4);
  }

  void theLanguageHeadAloneLearnsLastAndMovesNothingElse() {
    QTemporaryDir folder;
    Setting setting(folder.path());
    setting.options.sentiment_epochs = 0;
    setting.options.language_epochs = 20;
    setting.options.bf16 = true; // what the network began as is kept beside its rounded copy
    auto training = setting.training();
    StateDict before;
    for (const auto &[name, value] : state_of(*training.student().encoder))
      before[name] = value.clone();
    QVERIFY(training.run(lines_of(400), {}, {}).ok());
    for (const auto &[name, value] : state_of(*training.student().encoder))
      QVERIFY2(torch::equal(value, before.at(name)), name.c_str());
    std::ifstream curves(folder.filePath(QStringLiteral("curves.csv")).toStdString());
    std::vector<double> losses; // "language,step,steps,loss,lines a second"
    for (std::string line; std::getline(curves, line);)
      losses.push_back(std::stod(QString::fromStdString(line).section(u',', 3, 3).toStdString()));
    QVERIFY(losses.size() > 3);
    QVERIFY2(losses.back() < losses.front() - 0.2,
             qPrintable(QStringLiteral("%1 -> %2").arg(losses.front()).arg(losses.back())));
  }

  void theTeacherIsNotForgottenOverSentiment() {
    QTemporaryDir folder;
    Setting setting(folder.path());
    const auto lines = lines_of(400);
    auto alone = setting.training();
    QVERIFY(alone.run(lines, {}, {}).ok());
    setting.options.teacher_weight = 0.2;
    auto beside = setting.training();
    QVERIFY(beside.run(lines, {}, {}).ok());
    QVERIFY(recalled(beside.student(), setting, lines) >
            recalled(alone.student(), setting, lines) + 0.2);
    const double right = accuracy(beside.student(), setting.pieces, lines);
    QVERIFY2(right > 0.9, qPrintable(QString::number(right)));
  }

  void aRunThatWasStoppedEndsAsIfItHadNotBeen() {
    QTemporaryDir whole_folder, folder;
    const auto lines = lines_of(600);
    Setting whole(whole_folder.path());
    whole.options.teacher_weight = 1;
    auto in_one_go = whole.training();
    QVERIFY(in_one_go.run(lines, {}, {}).ok());

    Setting setting(folder.path());
    setting.options.teacher_weight = 1;
    auto first = setting.training();
    const CancelToken stop;
    const auto stop_at_once = [&](const Progress &) { stop.cancel(); };
    const auto stopped = first.run(lines, stop_at_once, stop);
    QVERIFY(!stopped.ok());
    QCOMPARE(stopped.error().code, ErrorCode::cancelled);
    setting.options.resume = true;
    auto second = setting.training();
    QVERIFY(second.run(lines, {}, {}).ok());
    const auto expected = in_one_go.student().parameters(), got = second.student().parameters();
    for (std::size_t i = 0; i < expected.size(); ++i)
      QVERIFY((expected[i] - got[i]).abs().max().item<double>() < 1e-5);
  }

  void heavyRatesAreAnErrorAndNoCrash() {
    QTemporaryDir folder;
    Setting setting(folder.path());
    setting.options.sentiment_rate = 1e38;
    auto training = setting.training();
    const auto result = training.run(lines_of(100), {}, {});
    QVERIFY(!result.ok());
    QCOMPARE(result.error().code, ErrorCode::internal);
  }
};

QTEST_GUILESS_MAIN(TestTextTraining)
#include "test_text_training.moc"
