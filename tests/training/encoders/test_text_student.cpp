#include "text/bert_tokenizer.h"
#include "text/word_piece_training.h"
#include "training/encoders/text_student.h"

#include "nn/bert_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace affect;

namespace {

const std::vector<std::string> lines{"a fine day", "day by day !", "finely"};

std::unique_ptr<BertTokenizer> tokenizer(const std::filesystem::path &file) {
  return std::move(*BertTokenizer::open(file));
}

void write_teacher(const std::filesystem::path &file) {
  std::ofstream out(file);
  out << "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nunseen\nfine\n##ly\nday\nby\n!\n";
  for (char c = 'a'; c <= 'z'; ++c)
    out << c << "\n##" << c << '\n';
}

BertEncoder teacher_over(const Tokenizer &pieces) {
  torch::manual_seed(3);
  BertConfig config = compact_text_config(pieces);
  config.num_hidden_layers = 2;
  config.type_vocab_size = 2;
  config.max_position_embeddings = 512;
  BertEncoder teacher(config);
  teacher->eval();
  return teacher;
}

torch::Tensor states(BertEncoder encoder, const Tokenizer &pieces, const std::string &line) {
  std::vector<int64_t> ids;
  for (const Token &token : pieces.encode(line).tokens)
    ids.push_back(token.id);
  torch::NoGradGuard frozen;
  const auto x = torch::tensor(ids).unsqueeze(0);
  return encoder(x, torch::ones_like(x)).last_hidden_state;
}

} // namespace

class TestTextStudent : public QObject {
  Q_OBJECT

private:
  QTemporaryDir folder_;
  std::filesystem::path path(const char *name) const {
    return folder_.filePath(QString::fromUtf8(name)).toStdString();
  }

private Q_SLOTS:
  // With the teacher's own pieces there is nothing to learn anew: the student begins as the
  // teacher.
  void overTheTeachersPiecesItReadsAsTheTeacherDoes() {
    write_teacher(path("teacher.txt"));
    const auto its = tokenizer(path("teacher.txt"));
    QVERIFY(train_word_pieces(lines, *its, 63, path("vocab.txt")).ok());
    const auto own = tokenizer(path("vocab.txt"));
    QVERIFY(own->size() < its->size());
    auto teacher = teacher_over(*its);
    BertConfig config = compact_text_config(*own);
    QVERIFY(!config.roberta_positions);
    config.num_hidden_layers = 2;
    auto student = make_text_student(config);
    student.encoder->eval();
    QCOMPARE(start_from_teacher(student, *own, teacher, *its, 1), own->size() - 5);
    auto read = lines;
    read.push_back("a \xE5\xA4\xA9 day"); // a character neither knows
    for (const std::string &line : read) {
      const auto difference = states(student.encoder, *own, line) - states(teacher, *its, line);
      QVERIFY(difference.abs().max().item<double>() < 1e-5);
    }
  }

  void itsFolderOpensAgain_data() {
    QTest::addColumn<bool>("roberta");
    QTest::newRow("bert") << false;
    QTest::newRow("xlm-roberta") << true;
  }
  void itsFolderOpensAgain() {
    QFETCH(bool, roberta);
    BertConfig config;
    config.vocab_size = 20;
    config.hidden_size = 8;
    config.num_hidden_layers = 1;
    config.num_attention_heads = 2;
    config.intermediate_size = 16;
    config.max_position_embeddings = 12;
    config.pad_token_id = roberta ? 1 : 0;
    config.roberta_positions = roberta;
    config.pooler = false;
    auto student = make_text_student(config);
    QVERIFY(write_bert_config(path(""), config).ok());
    QVERIFY(write_state(path("model.safetensors"), student.state(), false, {}).ok());
    auto opened = load_bert_folder(path(""));
    QVERIFY(opened.ok());
    QCOMPARE(opened->encoder->config().roberta_positions, roberta);
    QVERIFY(opened->others.contains("lm_head.bias"));
    const auto ids = torch::tensor({{2, 5, 7, 3}});
    torch::NoGradGuard frozen;
    opened->encoder->eval(), student.encoder->eval();
    QVERIFY(torch::equal(opened->encoder(ids, torch::ones_like(ids)).last_hidden_state,
                         student.encoder(ids, torch::ones_like(ids)).last_hidden_state));
  }
};

QTEST_GUILESS_MAIN(TestTextStudent)
#include "test_text_student.moc"
