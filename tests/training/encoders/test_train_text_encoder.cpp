#include "training/encoders/train_text_encoder.h"

#include "nn/bert_folder.h"
#include "text/open_tokenizer.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using namespace affect;

class TestTrainTextEncoder : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void linesOfTwoClassesAreNeverNeutral() {
    const auto probabilities =
        torch::tensor({{0.2f, 0.7f, 0.1f}, {0.2f, 0.7f, 0.1f}, {0.1f, 0.2f, 0.7f}});
    const std::vector<TextLine> lines = {{"a", 0, LabelKind::two_classes},
                                         {"b", 0, LabelKind::three_classes},
                                         {"c", 2, LabelKind::three_classes}};
    const auto metrics = score_sentiment(probabilities, lines);
    QCOMPARE(metrics.n, int64_t{3});
    QVERIFY(std::abs(metrics.accuracy - 2.0 / 3) < 1e-6);
    QVERIFY(std::abs(metrics.macro_recall - 0.75) < 1e-12); // a half of the negative, the positive
  }

  void withoutATokenizerThereIsNoTraining() {
    TextEncoderTraining training;
    training.training.folder = "/nonexistent";
    const auto trained = train_text_encoder({}, training, {}, {});
    QVERIFY(!trained.ok() && trained.error().code == ErrorCode::not_found);
  }

  // An encoder of BERT's form whose folder has no heads, as other programs write them.
  void anyFolderOfBertsKindIsAStart() {
    const QTemporaryDir made;
    const std::filesystem::path root = made.path().toStdString(), start = root / "start";
    std::filesystem::create_directories(start);
    std::filesystem::create_directories(root / "out");
    std::ofstream vocabulary(start / "vocab.txt");
    vocabulary << "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ngood\nbad\nday\n";
    vocabulary.close();
    BertConfig config;
    config.vocab_size = 8;
    config.hidden_size = 8;
    config.num_hidden_layers = 1;
    config.num_attention_heads = 2;
    config.intermediate_size = 16;
    config.max_position_embeddings = 16;
    config.pooler = false;
    QVERIFY(write_bert_config(start, config).ok());
    torch::manual_seed(3);
    const BertEncoder encoder(config);
    QVERIFY(write_state(start / "model.safetensors", state_of(*encoder), false, {}).ok());
    TextCorpus corpus;
    corpus.lines = {{"good day", 2, LabelKind::three_classes},
                    {"bad day", 0, LabelKind::three_classes}};
    corpus.held_out = {{"dev.csv", {{"good", 2, LabelKind::three_classes}}}, {"empty.csv", {}}};
    TextEncoderTraining training;
    training.start = start;
    training.training.folder = root / "out";
    training.training.bf16 = false;
    training.training.distil_epochs = 0;
    const auto trained = train_text_encoder(corpus, training, {}, {});
    QVERIFY2(trained.ok(), trained.ok() ? "" : trained.error().text().c_str());
    QCOMPARE(trained->metrics["held_out"]["dev.csv"]["lines"].get<int>(), 1);
    QCOMPARE(trained->metrics["held_out"]["empty.csv"]["lines"].get<int>(), 0);
    const auto before = state_of(*encoder), after = trained->student.state();
    const std::string name = "encoder.layer.0.output.dense.weight";
    const double moved = (after.at(name) - before.at(name)).abs().max().item<double>();
    QVERIFY2(moved > 0 && moved < 0.01, qPrintable(QString::number(moved))); // not begun anew
    QVERIFY(write_text_encoder(root / "out", *trained).ok());
    QVERIFY(open_tokenizer(root / "out").ok());
    QVERIFY(load_bert_folder(root / "out").ok());
  }
};

QTEST_GUILESS_MAIN(TestTrainTextEncoder)
#include "test_train_text_encoder.moc"
