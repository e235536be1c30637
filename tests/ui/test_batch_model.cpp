#include "batch_dock/batch_table.h"
#include "batch_dock/journal_model.h"
#include "fixtures.h"
#include "made_journal.h"
#include "theme/colours.h"

#include <QAbstractItemModelTester>
#include <QScrollBar>
#include <QSignalSpy>

using namespace affect;
using namespace affect::ui;

/// The rows of a journal, as a view sees them.
class TestBatchModel : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase() { language_.apply(QStringLiteral("en")); }

  void rowsSayWhatTheJournalSays() {
    const auto file = path("small");
    MadeJournal journal(file);
    journal.find(10);
    journal.work(7, 5);
    JournalModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy opened(&model, &JournalModel::opened);
    model.open(file);
    QTRY_COMPARE(opened.count(), 1);
    QTRY_COMPARE(model.rowCount(), 10);
    QVERIFY(!model.scanComplete());
    QTRY_COMPARE(model.index(0, JournalModel::post).data().toString(), QStringLiteral("0.jpg"));
    QCOMPARE(model.index(0, JournalModel::result).data().toString(),
             label_of(Polarity::neutral)); // id 1
    QCOMPARE(model.index(0, JournalModel::confidence).data().toString(), percent(0.8));
    QCOMPARE(model.index(0, JournalModel::text).data().toString(), QStringLiteral("−0.60"));
    QCOMPARE(model.index(0, JournalModel::image).data().toString(), QStringLiteral("+0.50"));
    QCOMPARE(model.index(0, JournalModel::agreement).data().toString(),
             QStringLiteral("≠ disagree"));
    QCOMPARE(model.index(0, JournalModel::weight).data().toString(), percent(0.75));
    QCOMPARE(model.index(0, JournalModel::words).data().toString(), QStringLiteral("words of 1"));
    QCOMPARE(model.index(4, JournalModel::result).data().toString(),
             QStringLiteral("could not be read"));
    QCOMPARE(model.index(4, JournalModel::words).data().toString(),
             QStringLiteral("It is broken; save it again."));
    QCOMPARE(model.index(9, JournalModel::result).data().toString(), QStringLiteral("waiting"));
    QVERIFY(!model.index(9, JournalModel::result).data(JournalModel::PolarityRole).isValid());
    QVERIFY(model.line(0).startsWith(QStringLiteral("0.jpg\tNeutral\t")));
    QVERIFY(model.index(0, 0)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("/posts/0.jpg")));
    model.close();
    QCOMPARE(model.rowCount(), 0);
  }

  void aHundredThousandRowsAreFetchedWhereTheyAreLookedAt() {
    const auto file = path("large");
    constexpr int count = 120'000, disagreeing = 39'960; // every third, those that failed left out
    {
      MadeJournal journal(file);
      for (int i = 0; i < count; i += 10'000) {
        journal.find(10'000);
        journal.work(10'000, 1000);
      }
      journal.end_scan();
    }
    JournalModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.open(file);
    QTRY_COMPARE(model.rowCount(), count);
    QVERIFY(model.scanComplete());
    for (const int row : {0, 60'500, count - 1, 250}) {
      const QModelIndex index = model.index(row, JournalModel::post);
      if (row == 60'500) { // not even the tester has looked there
        QCOMPARE(index.data().toString(), QStringLiteral("…"));
        QVERIFY(!index.data(JournalModel::StateRole).isValid());
      }
      QTRY_COMPARE(index.data().toString(), QStringLiteral("%1.jpg").arg(row));
    }
    // A view that is dragged from end to end settles on what it shows, whatever it passed.
    BatchTable table(&model);
    table.resize(900, 400);
    table.show();
    QVERIFY(QTest::qWaitForWindowExposed(&table));
    QScrollBar *bar = table.verticalScrollBar();
    for (int step = 0; step <= 300; ++step) {
      bar->setValue(static_cast<int>(static_cast<qint64>(bar->maximum()) * step / 300));
      table.viewport()->repaint();
    }
    const int last = table.rowAt(table.viewport()->height() - 2);
    QVERIFY(last < 0 || last > count - 3);
    for (int row = count - 10; row < count; ++row)
      QTRY_COMPARE(model.index(row, 0).data().toString(), QStringLiteral("%1.jpg").arg(row));

    model.setFilter(affect::ItemFilter::failed);
    QCOMPARE(model.rowCount(), count / 1000);
    QTRY_COMPARE(model.index(100, 0).data().toString(), QStringLiteral("100999.jpg"));
    for (int row = 0; row < model.rowCount(); ++row)
      QTRY_COMPARE(model.index(row, 0).data(JournalModel::StateRole).toInt(),
                   static_cast<int>(affect::ItemState::failed));
    model.setFilter(affect::ItemFilter::waiting);
    QCOMPARE(model.rowCount(), 0);
    model.setFilter(affect::ItemFilter::done);
    QCOMPARE(model.rowCount(), count - count / 1000);
    QTRY_COMPARE(model.index(999, 0).data().toString(),
                 QStringLiteral("1000.jpg")); // 999.jpg failed
    model.setFilter(affect::ItemFilter::disagreeing);
    QTRY_COMPARE(model.rowCount(), disagreeing);
    QTRY_COMPARE(model.index(disagreeing - 1, 0).data().toString(),
                 QStringLiteral("119997.jpg")); // id 119998
  }

  void whatHadToMakeRoomIsFetchedAgain() {
    const auto file = path("room");
    constexpr int count = 20'000; // more than are kept in memory
    {
      MadeJournal journal(file);
      journal.find(count);
      journal.work(count, 100);
      journal.end_scan();
    }
    JournalModel model;
    model.open(file);
    QTRY_COMPARE(model.rowCount(), count);
    const auto arrives = [&](int row) {
      QTRY_COMPARE(model.index(row, 0).data().toString(), QStringLiteral("%1.jpg").arg(row));
    };
    for (int row = 0; row < count; row += JournalModel::page_rows)
      arrives(row);
    int in_memory = 0;
    for (int row = 0; row < count; ++row)
      in_memory += model.isHere(row);
    QVERIFY2(in_memory <= 6000, qPrintable(QString::number(in_memory)));
    QVERIFY(!model.isHere(50));
    arrives(50);
    arrives(count - 1);
    model.setFilter(affect::ItemFilter::failed);
    QCOMPARE(model.rowCount(), count / 100);
    QTRY_COMPARE(model.index(0, 0).data().toString(), QStringLiteral("99.jpg"));
    model.setFilter(affect::ItemFilter::all);
    arrives(50);
  }

  void anAnswerToAnotherFilterIsNotShown() {
    const auto file = path("filters");
    MadeJournal journal(file);
    journal.find(300);
    journal.work(200, 2);
    JournalModel model;
    model.open(file);
    QTRY_COMPARE(model.rowCount(), 300);
    for (int i = 0; i < 20; ++i) {
      model.index(0, 0).data(); // asks for the page …
      model.setFilter(i % 2 ? affect::ItemFilter::done
                            : affect::ItemFilter::failed); // … and is not there for it
      model.index(0, 0).data();
    }
    QCOMPARE(model.rowCount(), 100);
    for (int row = 0; row < 100; ++row)
      QTRY_COMPARE(model.index(row, 0).data(JournalModel::StateRole).toInt(),
                   static_cast<int>(affect::ItemState::done));
  }

  void rowsFollowARun() {
    const auto file = path("running");
    MadeJournal journal(file);
    journal.find(250);
    JournalModel model, waiting;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester other(&waiting,
                                         QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (JournalModel *each : {&model, &waiting})
      each->open(file);
    waiting.setFilter(affect::ItemFilter::waiting);
    QTRY_COMPARE(model.rowCount(), 250);
    QTRY_COMPARE(waiting.rowCount(), 250);
    QTRY_COMPARE(waiting.index(5, 0).data().toString(), QStringLiteral("5.jpg"));
    QTRY_COMPARE(model.index(5, JournalModel::result).data().toString(), QStringLiteral("waiting"));
    QPersistentModelIndex watched = waiting.index(60, 0);
    journal.work(40);
    journal.find(30);
    for (JournalModel *each : {&model, &waiting})
      each->setCounts(journal.counts());
    QCOMPARE(model.rowCount(), 280);
    QCOMPARE(waiting.rowCount(), 240);
    QCOMPARE(watched.row(), 20);
    QCOMPARE(waiting.index(0, 0).data().toString(),
             QStringLiteral("40.jpg")); // moved up at once, without a flicker
    QTRY_COMPARE(model.index(5, JournalModel::result).data().toString(),
                 label_of(Polarity::negative)); // id 6
    QTRY_COMPARE(model.index(270, 0).data().toString(), QStringLiteral("270.jpg"));
    QTRY_COMPARE(waiting.index(239, 0).data().toString(), QStringLiteral("279.jpg"));
  }

  void whatIsNoJournalIsSaid() {
    const auto file =
        fixtures_.write(QStringLiteral("none.journal"), "nonsense, and not a database of any kind");
    JournalModel model;
    QSignalSpy failed(&model, &JournalModel::failed);
    model.open(file.toStdString());
    QTRY_VERIFY(failed.count() > 0);
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!qvariant_cast<Error>(failed.front().front()).message.empty());
  }

private:
  std::filesystem::path path(const char *name) const {
    return std::filesystem::path(fixtures_.folder().toStdString()) / name / "run.journal";
  }

  Fixtures fixtures_;
  Language language_;
};

QTEST_MAIN(TestBatchModel)
#include "test_batch_model.moc"
