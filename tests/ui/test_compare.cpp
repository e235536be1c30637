#include "compare/compare_dialog.h"
#include "engine/workspace.h"
#include "fake_service.h"
#include "fixtures.h"
#include "model_folders.h"

#include <QClipboard>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>

using namespace affect;
using namespace affect::ui;

namespace {

Post sample_post() {
  Post post;
  post.source.id = "mine";
  post.text = "I love this, and it was bad";
  post.image = std::make_shared<const Image>(Image{10, 10, std::vector<std::uint8_t>(300, 20)});
  return post;
}

ComparedModel read_by(const char *model, const AnalyzeOptions &options = {}) {
  return {QString::fromLatin1(model),
          std::make_shared<const Reading>(FakeService::read(sample_post(), options, model)),
          {}};
}

const CompareRow *row_of(const std::vector<CompareRow> &rows, const char *name) {
  for (const CompareRow &row : rows)
    if (row.name == QLatin1String(name))
      return &row;
  return nullptr;
}

} // namespace

/// The comparison of models: its table, its reading one by one, and its window.
class TestCompare : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() { language_.apply(QStringLiteral("en")); }

  void equalReadingsDifferNowhere() {
    const auto rows = compare_rows({read_by("fake-model"), read_by("fake-model")});
    QVERIFY(row_of(rows, "Polarity") && row_of(rows, "Time") && row_of(rows, "Top words"));
    for (const CompareRow &row : rows)
      QVERIFY2(!row.differs, qPrintable(row.name));
    QVERIFY(!row_of(rows, "Weight of the text")); // no model has weights
  }

  void differencesAreMarked() {
    std::vector<ComparedModel> models{read_by("fake-model"), read_by("weighing")};
    Reading first = *models[0].reading, second = *models[1].reading;
    first.probabilities = {0.2f, 0.2f, 0.6f};
    second.probabilities = {0.5f, 0.25f, 0.25f};
    first.disagreement = false;
    second.disagreement = true;
    models[0].reading = std::make_shared<const Reading>(first);
    models[1].reading = std::make_shared<const Reading>(second);
    const auto rows = compare_rows(models);
    for (const char *name : {"Polarity", "Positive", "Negative", "Valence", "Agreement"})
      QVERIFY2(row_of(rows, name)->differs, name);
    QVERIFY(!row_of(rows, "Neutral")->differs); // five points are not ten
    QVERIFY(!row_of(rows, "Text")->differs);    // the same text alone
    // One model alone has weights: nothing to differ from, and nothing made up for the other.
    const CompareRow *weight = row_of(rows, "Weight of the text");
    QVERIFY(weight && !weight->differs);
    QCOMPARE(weight->cells[0].text, QStringLiteral("\u2014"));
    QCOMPARE(weight->cells[1].text, QStringLiteral("0.25"));
    QCOMPARE(*row_of(rows, "Positive")->cells[0].share, static_cast<double>(0.6f));
    QVERIFY(row_of(rows, "Text alone") == nullptr);
  }

  void missingPartsAreSaid() {
    AnalyzeOptions options;
    options.hide_image = true;
    const auto rows = compare_rows({read_by("fake-model", options), read_by("weighing", options)});
    const CompareRow *image = row_of(rows, "Image");
    QCOMPARE(image->cells[0].text, QStringLiteral("Image missing"));
    QCOMPARE(image->cells[1].text, QStringLiteral("Image missing — translated from text"));
    QVERIFY(image->differs);
    QVERIFY(!row_of(rows, "Agreement"));
  }

  void theTableIsCopiedAsTextAndCsv() {
    std::vector<ComparedModel> models{
        read_by("fake-model"), read_by("weighing"), {QStringLiteral("=x,1"), {}, {}}};
    const QStringList lines = compare_as_text(models).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines[0], QStringLiteral("Model\tfake-model\tweighing\t=x,1 (not read)"));
    for (const QString &line : lines)
      QCOMPARE(line.count(u'\t'), 3);
    const QString csv = compare_as_csv(models);
    QVERIFY(csv.startsWith(QStringLiteral("Model,fake-model,weighing,\"'=x,1\",differs\r\n")));
    const QString valence =
        QString::number(static_cast<double>(valence_of(models[0].reading->probabilities)), 'f', 6);
    QVERIFY2(csv.contains(QStringLiteral("\r\nValence,%1,").arg(valence)),
             qPrintable(csv)); // a plain number, minus or not
    QVERIFY(!csv.contains(QChar(0x2212)));
  }

  void modelsAreReadOneByOne() {
    FakeService service;
    Comparison comparison(&service);
    const auto post = std::make_shared<const Post>(sample_post());
    QSignalSpy changed(&comparison, &Comparison::changed);
    comparison.start(
        {QStringLiteral("fake-model"), QStringLiteral("broken"), QStringLiteral("weighing")}, post,
        {});
    QVERIFY(comparison.running());
    QTRY_VERIFY(!comparison.running());
    QCOMPARE(changed.count(), 4);
    QCOMPARE(comparison.models()[0].reading->model, std::string("fake-model"));
    QVERIFY(comparison.models()[1].error && !comparison.models()[1].reading);
    QCOMPARE(comparison.models()[2].reading->model, std::string("weighing"));
    QVERIFY(!comparison.cancelled());
  }

  void itCanBeCancelled() {
    FakeService service;
    Comparison comparison(&service);
    service.hold();
    comparison.start({QStringLiteral("fake-model"), QStringLiteral("weighing")},
                     std::make_shared<const Post>(sample_post()), {});
    comparison.cancel();
    QVERIFY(!comparison.running() && comparison.cancelled());
    service.release();
    QTest::qWait(50);
    QVERIFY(!comparison.models()[0].reading); // a late answer is nobody's
    comparison.start({QStringLiteral("weighing")}, std::make_shared<const Post>(sample_post()), {});
    QTRY_VERIFY(comparison.models()[0].reading);
  }

  void theWindowFollowsThePostAndWhatIsTriedOut() {
    ModelFolders folders;
    folders.add(QStringLiteral("fake-model"));
    folders.add(QStringLiteral("weighing"));
    Fixtures fixtures;
    FakeService service;
    Workspace workspace(&service);
    QSignalSpy finished(workspace.importer(), &Importer::finished);
    workspace.importer()->openPaths(
        {make_post(fixtures, QStringLiteral("one"), QStringLiteral("I love this"))});
    QTRY_COMPARE(finished.count(), 1);
    workspace.session()->open(workspace.items()->at(0).key);
    QTRY_VERIFY(workspace.session()->original());
    CompareDialog dialog(workspace.session(), workspace.items(), &service);
    dialog.show();
    QTRY_VERIFY(!dialog.comparison()->running());
    const auto column = [&](const QString &name) {
      for (int c = 1; c < dialog.table()->columnCount(); ++c)
        if (dialog.table()->horizontalHeaderItem(c)->text() == name)
          return c;
      return -1;
    };
    QVERIFY(column(QStringLiteral("fake-model")) > 0 && column(QStringLiteral("weighing")) > 0);
    QVERIFY(!dialog.findChild<QProgressBar *>()->isVisible());
    // Hidden under What if: hidden here too.
    workspace.session()->setWhatIf({QStringLiteral("I love this"), false, true});
    const auto weighing = [&]() -> ReadingPtr {
      for (const ComparedModel &model : dialog.comparison()->models())
        if (model.bundle == QStringLiteral("weighing"))
          return model.reading;
      return nullptr;
    };
    QTRY_VERIFY(weighing() &&
                weighing()->modality(Modality::image)->presence == Presence::translated);
    QTRY_VERIFY(!dialog.comparison()->running());
    QString labels;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
      labels += label->text() + u'\n';
    QVERIFY2(labels.contains(QStringLiteral("image hidden")), qPrintable(labels));
    QTest::keyClick(&dialog, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("translated from text")));
    for (const QPushButton *button : dialog.findChildren<QPushButton *>()) {
      QVERIFY(!button->toolTip().isEmpty());
      QVERIFY(!button->accessibleName().isEmpty());
    }
  }

private:
  Fixtures fixtures_;
  Theme theme_;
  Language language_;
};

QTEST_MAIN(TestCompare)
#include "test_compare.moc"
