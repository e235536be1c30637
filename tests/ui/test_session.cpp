#include "engine/workspace.h"
#include "fake_service.h"
#include "fixtures.h"

#include <QSignalSpy>

using namespace affect;
using namespace affect::ui;

/// The opened post and the list behind it, without a window.
class TestSession : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void readsWhatIsOpened() {
    Desk desk;
    const ItemKey key =
        desk.open(make_post(desk.fixtures, QStringLiteral("one"), QStringLiteral("I love this")));
    QTRY_VERIFY(desk.session()->original());
    QCOMPARE(desk.session()->key(), key);
    QCOMPARE(desk.session()->picture().size(), QSize(280, 210));
    QCOMPARE(desk.session()->text(), QStringLiteral("I love this"));
    QCOMPARE(desk.session()->original()->words.size(), std::size_t(3));
    QVERIFY(desk.workspace.items()->find(key)->result);
    QVERIFY(!desk.session()->busy());
  }

  void asksForExpectedWordsOnceTheFirstReadingIsThere() {
    Desk desk;
    desk.open(make_post(desk.fixtures, QStringLiteral("one"), QStringLiteral("I love this")));
    QTRY_VERIFY(desk.session()->original());
    QVERIFY(desk.session()->original()->expected_words.empty());
    const auto first = desk.session()->original();
    QTRY_VERIFY(!desk.session()->original()->expected_words.empty());
    QCOMPARE(desk.session()->original()->probabilities, first->probabilities);
    QCOMPARE(desk.service.requests(), 2);
  }

  void onlyTheLastOfManyIsRead() {
    Desk desk;
    QStringList paths;
    for (int i = 0; i < 6; ++i)
      paths << make_post(desk.fixtures, QStringLiteral("post%1").arg(i),
                         QStringLiteral("good number %1").arg(i));
    const auto keys = desk.import(paths);
    desk.service.hold();
    QSignalSpy changed(desk.session(), &PostSession::postChanged);
    for (const ItemKey key : keys) {
      const int before = static_cast<int>(changed.count());
      desk.session()->open(key);
      QTRY_COMPARE(changed.count(), before + 1); // decoding goes on while the engine is stuck
    }
    QCOMPARE(desk.service.requests(), 6);
    QVERIFY(!desk.session()->original());
    desk.service.release();
    QTRY_VERIFY(desk.session()->original());
    QCOMPARE(QString::fromStdString(desk.session()->original()->text),
             QStringLiteral("good number 5"));
    QVERIFY(desk.service.answered() <= 2); // the first may have begun before it was held up
  }

  void openingFastDecodesOnlyWhatStays() {
    Desk desk;
    QStringList paths;
    for (int i = 0; i < 30; ++i)
      paths << make_post(desk.fixtures, QStringLiteral("p%1").arg(i),
                         QStringLiteral("text %1").arg(i));
    const auto keys = desk.import(paths);
    QSignalSpy changed(desk.session(), &PostSession::postChanged);
    for (const ItemKey key : keys)
      desk.session()->open(key);
    QTRY_VERIFY(desk.session()->original());
    QCOMPARE(desk.session()->key(), keys.back());
    QCOMPARE(changed.count(), 1);
  }

  void whatIfComesBesideTheOriginal() {
    Desk desk;
    desk.open(make_post(desk.fixtures, QStringLiteral("one"), QStringLiteral("I love this")));
    QTRY_VERIFY(desk.session()->original());
    const ReadingPtr original = desk.session()->original();
    desk.session()->setWhatIf({QStringLiteral("This is terrible"), false, false});
    QVERIFY(desk.session()->changed());
    QTRY_VERIFY(desk.session()->shown());
    QCOMPARE(polarity_of(desk.session()->shown()->probabilities), Polarity::negative);
    QCOMPARE(desk.session()->original()->probabilities, original->probabilities);
    QCOMPARE(desk.session()->text(), QStringLiteral("I love this"));
    // Back at the original there is nothing to compute.
    const int requests = desk.service.requests();
    desk.session()->setWhatIf({QStringLiteral("I love this"), false, false});
    QVERIFY(!desk.session()->changed());
    QCOMPARE(desk.session()->shown()->probabilities, original->probabilities);
    QCOMPARE(desk.service.requests(), requests);
  }

  void hidingEverythingIsNotAskedOfTheEngine() {
    Desk desk;
    desk.open(make_post(desk.fixtures, QStringLiteral("one"), QStringLiteral("I love this")));
    QTRY_VERIFY(desk.session()->original());
    desk.session()->setWhatIf({QStringLiteral("I love this"), true, false});
    QTRY_VERIFY(desk.session()->shown());
    QCOMPARE(desk.session()->shown()->modality(Modality::text)->presence, Presence::missing);
    const int requests = desk.service.requests();
    desk.session()->setWhatIf({QStringLiteral("I love this"), true, true});
    QVERIFY(desk.session()->nothingLeft());
    QVERIFY(!desk.session()->shown());
    QCOMPARE(desk.service.requests(), requests);
  }

  void anEditBeforeTheFirstReadingKeepsTheOriginal() {
    Desk desk;
    desk.service.hold();
    QSignalSpy changed(desk.session(), &PostSession::postChanged);
    desk.open(make_post(desk.fixtures, QStringLiteral("one"), QStringLiteral("I love this")));
    QTRY_COMPARE(changed.count(), 1);
    desk.session()->setWhatIf({QStringLiteral("terrible"), false, false});
    desk.service.release();
    QTRY_VERIFY(desk.session()->shown());
    QTRY_VERIFY(desk.session()->original());
    QCOMPARE(QString::fromStdString(desk.session()->original()->text),
             QStringLiteral("I love this"));
    QCOMPARE(QString::fromStdString(desk.session()->shown()->text), QStringLiteral("terrible"));
  }

  void withoutAModelPostsAreShownAndNotBlamed() {
    Desk desk;
    QSignalSpy failed(desk.session(), &PostSession::failed);
    QSignalSpy changed(desk.session(), &PostSession::postChanged);
    desk.service.breakModel();
    const ItemKey key =
        desk.open(make_post(desk.fixtures, QStringLiteral("one"), QStringLiteral("I love this")));
    QTRY_COMPARE(changed.count(), 1);
    QTRY_VERIFY(!desk.session()->busy());
    QCOMPARE(failed.count(), 0);
    QCOMPARE(desk.workspace.items()->find(key)->state, ItemState::waiting);
    QVERIFY(!desk.session()->shown());
  }

  void theListFillsInBehind() {
    Desk desk;
    QStringList paths;
    for (int i = 0; i < 8; ++i)
      paths << make_post(desk.fixtures, QStringLiteral("p%1").arg(i),
                         QStringLiteral("sad %1").arg(i));
    paths << desk.fixtures.write(QStringLiteral("broken.jpg"), "this is no picture");
    QSignalSpy failed(&desk.workspace, &Workspace::failed);
    const auto keys = desk.import(paths);
    QVERIFY(!desk.workspace.items()->find(keys.front())->result);
    desk.service.announce();
    QTRY_COMPARE(desk.workspace.background()->remaining(), 0);
    for (int i = 0; i < 8; ++i)
      QVERIFY(desk.workspace.items()->find(keys[static_cast<std::size_t>(i)])->result);
    QCOMPARE(desk.workspace.items()->find(keys.back())->state, ItemState::failed);
    QCOMPARE(failed.count(), 1);
  }

  void removedItemsAreNotRead() {
    Desk desk;
    QStringList paths;
    for (int i = 0; i < 5; ++i)
      paths << make_post(desk.fixtures, QStringLiteral("p%1").arg(i),
                         QStringLiteral("text %1").arg(i));
    const auto keys = desk.import(paths);
    desk.session()->open(keys[0]);
    desk.workspace.remove(keys);
    QCOMPARE(desk.session()->key(), ItemKey(0));
    desk.service.announce();
    QTRY_COMPARE(desk.workspace.background()->remaining(), 0);
    QCOMPARE(desk.workspace.items()->rowCount(), 0);
  }

  void aBrokenPostSaysWhyAndCanBeReadAgain() {
    Desk desk;
    const QString path = desk.fixtures.write(QStringLiteral("late.png"), "not yet a picture");
    QSignalSpy failed(desk.session(), &PostSession::failed);
    const ItemKey key = desk.open(path);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(desk.workspace.items()->find(key)->state, ItemState::failed);
    QVERIFY(!desk.session()->busy());
    desk.fixtures.picture(QStringLiteral("late.png"));
    desk.import({path}); // opened once more
    QTRY_VERIFY(desk.session()->original());
    QCOMPARE(desk.workspace.items()->rowCount(), 1);
    QCOMPARE(desk.workspace.items()->find(key)->state, ItemState::read);
  }

  void aMendedFileThatIsNotShownIsReadAgainToo() {
    Desk desk;
    desk.service.announce();
    const QString path = desk.fixtures.write(QStringLiteral("late.png"), "not yet a picture");
    const ItemKey key = desk.import({path}).front();
    QTRY_COMPARE(desk.workspace.items()->find(key)->state, ItemState::failed);
    desk.fixtures.picture(QStringLiteral("late.png"));
    desk.import({path});
    QTRY_COMPARE(desk.workspace.items()->find(key)->state, ItemState::read);
  }

  void anotherModelReadsEverythingAgain() {
    Desk desk;
    desk.service.announce();
    QStringList paths;
    for (int i = 0; i < 4; ++i)
      paths << make_post(desk.fixtures, QStringLiteral("p%1").arg(i),
                         QStringLiteral("love %1").arg(i));
    const auto keys = desk.import(paths);
    desk.session()->open(keys[0]);
    QTRY_COMPARE(desk.workspace.background()->remaining(), 0);
    QTRY_VERIFY(desk.session()->original());
    desk.session()->setWhatIf({QStringLiteral("terrible"), false, true});
    QTRY_VERIFY(desk.session()->shown());
    const auto before = desk.workspace.items()->find(keys[3])->result->probabilities;
    QSignalSpy ready(&desk.workspace, &Workspace::modelReady);
    desk.workspace.useModel(QStringLiteral("weighing"));
    QTRY_COMPARE(ready.count(), 1);
    // What is open, what is tried out, and the list; the edit stays.
    QTRY_VERIFY(desk.session()->original() && desk.session()->shown());
    QCOMPARE(desk.session()->original()->model, std::string("weighing"));
    QCOMPARE(desk.session()->shown()->model, std::string("weighing"));
    QCOMPARE(QString::fromStdString(desk.session()->shown()->text), QStringLiteral("terrible"));
    QCOMPARE(desk.session()->shown()->modality(Modality::image)->presence, Presence::translated);
    QCOMPARE(*desk.session()->shown()->modality(Modality::text)->weight, 1.0f);
    QTRY_COMPARE(desk.workspace.background()->remaining(), 0);
    for (const ItemKey key : keys)
      QCOMPARE(desk.workspace.items()->find(key)->state, ItemState::read);
    QVERIFY(desk.workspace.items()->find(keys[3])->result->probabilities != before);
  }

  void aModelThatCannotBeLoadedLeavesTheOneBefore() {
    Desk desk;
    desk.service.announce();
    const ItemKey key =
        desk.open(make_post(desk.fixtures, QStringLiteral("one"), QStringLiteral("I love this")));
    QTRY_VERIFY(desk.session()->original());
    QSignalSpy refused(&desk.workspace, &Workspace::modelRefused);
    desk.workspace.useModel(QStringLiteral("broken"));
    QTRY_COMPARE(refused.count(), 1);
    QTRY_VERIFY(desk.session()->original());
    QCOMPARE(desk.session()->original()->model, std::string("fake-model"));
    QCOMPARE(desk.workspace.items()->find(key)->state, ItemState::read);
  }

  void aModelComesAfterThereWasNone() {
    Desk desk;
    desk.service.breakModel();
    const ItemKey key =
        desk.open(make_post(desk.fixtures, QStringLiteral("one"), QStringLiteral("I love this")));
    QTRY_VERIFY(desk.session()->post());
    QTRY_VERIFY(!desk.session()->busy());
    desk.workspace.useModel(QStringLiteral("weighing"));
    QTRY_VERIFY(desk.session()->original());
    QTRY_COMPARE(desk.workspace.items()->find(key)->state, ItemState::read);
  }

private:
  struct Desk {
    Fixtures fixtures;
    FakeService service;
    Workspace workspace{&service};

    PostSession *session() { return workspace.session(); }
    std::vector<ItemKey> import(const QStringList &paths) {
      QSignalSpy finished(workspace.importer(), &Importer::finished);
      workspace.importer()->openPaths(paths);
      if (finished.isEmpty() && !finished.wait(60'000))
        qFatal("the import did not end");
      std::vector<ItemKey> keys;
      for (int row = 0; row < workspace.items()->rowCount(); ++row)
        keys.push_back(workspace.items()->at(row).key);
      return keys;
    }
    ItemKey open(const QString &path) {
      const ItemKey key = import({path}).back();
      session()->open(key);
      return key;
    }
  };
};

QTEST_MAIN(TestSession)
#include "test_session.moc"
