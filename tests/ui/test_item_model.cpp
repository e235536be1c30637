#include "fake_service.h"
#include "fixtures.h"
#include "item_models/item_filter.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace affect;
using namespace affect::ui;

namespace {

Item item(const char *path, const char *words) {
  Item made;
  made.source.image = path;
  made.title = QString::fromUtf8(path).section(u'/', -1);
  made.words = QString::fromUtf8(words);
  return made;
}

Reading reading(float negative, float neutral, float positive, bool disagreement = false) {
  Reading made;
  made.probabilities = {negative, neutral, positive};
  made.disagreement = disagreement;
  return made;
}

QStringList titles(const QAbstractItemModel &model) {
  QStringList list;
  for (int row = 0; row < model.rowCount(); ++row)
    list << model.index(row, 0).data().toString();
  return list;
}

} // namespace

class TestItemModel : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void keepsItsContract() {
    ItemModel model;
    ItemFilter filter;
    filter.setSourceModel(&model);
    const QAbstractItemModelTester first(&model), second(&filter);
    const auto keys =
        model.append({item("/a/1.jpg", "one"), item("/a/2.jpg", "two"), item("/a/3.jpg", "three")});
    model.setResult(keys[1], reading(0.7f, 0.2f, 0.1f));
    filter.setShow(ItemFilter::Show::negative);
    model.setError(keys[2], make_error(ErrorCode::bad_format, "broken"));
    filter.setShow(ItemFilter::Show::everything);
    filter.setOrder(ItemFilter::Order::polarity);
    model.remove({keys[0], keys[2]});
    model.append({item("/a/4.jpg", "four")});
    model.remove({keys[1]});
    QCOMPARE(titles(model), QStringList{QStringLiteral("4.jpg")});
    QCOMPARE(titles(filter), QStringList{QStringLiteral("4.jpg")});
  }

  void listsAPathOnlyOnce() {
    ItemModel model;
    const auto first = model.append({item("/a/1.jpg", "one"), item("/a/2.jpg", "two")});
    const auto again = model.append({item("/a/2.jpg", "two"), item("/a/3.jpg", "three")});
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(again.front(), first.back());
    // Rows of a list share a picture but not their words.
    Item row = item("/a/1.jpg", "other");
    row.source.text = "other";
    QVERIFY(model.append({row}).front() != first.front());
    model.remove({first.back()});
    QVERIFY(model.append({item("/a/2.jpg", "two")}).front() != first.back());
  }

  void keysOutliveRows() {
    ItemModel model;
    const auto keys = model.append(
        {item("/1", ""), item("/2", ""), item("/3", ""), item("/4", ""), item("/5", "")});
    model.remove({keys[0], keys[1], keys[3]});
    QCOMPARE(titles(model), (QStringList{QStringLiteral("3"), QStringLiteral("5")}));
    QCOMPARE(model.index_of(keys[4]).row(), 1);
    QVERIFY(!model.find(keys[3]));
    QVERIFY(!model.index_of(keys[3]).isValid());
    // What arrives late for a removed item is dropped.
    model.setResult(keys[3], reading(0, 0, 1));
    model.setThumbnail(keys[3], QImage(4, 4, QImage::Format_RGB32));
    QCOMPARE(model.rowCount(), 2);
  }

  void tellsWhatAReadingSays() {
    ItemModel model;
    const auto key = model.append({item("/a/x.jpg", "words here")}).front();
    const QModelIndex index = model.index(0);
    QVERIFY(!index.data(ItemModel::PolarityRole).isValid());
    QSignalSpy changed(&model, &ItemModel::dataChanged);
    model.setResult(key, reading(0.1f, 0.2f, 0.7f, true));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(index.data(ItemModel::PolarityRole).toInt(), static_cast<int>(Polarity::positive));
    QCOMPARE(index.data(ItemModel::ConfidenceRole).toFloat(), 0.7f);
    QVERIFY(index.data(ItemModel::DisagreementRole).toBool());
    QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("Positive")));
    model.setError(key, make_error(ErrorCode::bad_format, "The file is <cut> short.", "/a/x.jpg"));
    QCOMPARE(index.data(ItemModel::StateRole).toInt(), static_cast<int>(ItemState::failed));
    QVERIFY(!index.data(ItemModel::PolarityRole).isValid());
    QVERIFY(index.data(Qt::ToolTipRole).toString().contains(QStringLiteral("&lt;cut&gt;")));
  }

  void asksForThumbnailsOnceTheyAreSeen() {
    ItemModel model;
    QSignalSpy wanted(&model, &ItemModel::thumbnailWanted);
    const auto key = model.append({item("/a/x.jpg", "")}).front();
    QCOMPARE(wanted.count(), 0);
    QVERIFY(model.index(0).data(ItemModel::ThumbnailRole).value<QImage>().isNull());
    QCOMPARE(wanted.count(), 1);
    QImage image(8, 8, QImage::Format_RGB32);
    image.fill(Qt::red);
    model.setThumbnail(key, image);
    QCOMPARE(model.index(0).data(ItemModel::ThumbnailRole).value<QImage>(), image);
    QCOMPARE(wanted.count(), 1);
  }

  void sorts() {
    ItemModel model;
    ItemFilter filter;
    filter.setSourceModel(&model);
    const auto keys =
        model.append({item("/p10", ""), item("/p9", ""), item("/P1", ""), item("/unread", "")});
    model.setResult(keys[0], reading(0.1f, 0.1f, 0.8f));
    model.setResult(keys[1], reading(0.9f, 0.05f, 0.05f, true));
    model.setResult(keys[2], reading(0.2f, 0.5f, 0.3f));
    const auto order = [&](ItemFilter::Order by) {
      filter.setOrder(by);
      return titles(filter).join(u' ');
    };
    QCOMPARE(order(ItemFilter::Order::opened), QStringLiteral("p10 p9 P1 unread"));
    QCOMPARE(order(ItemFilter::Order::name), QStringLiteral("P1 p9 p10 unread"));
    QCOMPARE(order(ItemFilter::Order::polarity), QStringLiteral("p9 P1 p10 unread"));
    QCOMPARE(order(ItemFilter::Order::confidence), QStringLiteral("p9 p10 P1 unread"));
    QCOMPARE(order(ItemFilter::Order::disagreement), QStringLiteral("p9 p10 P1 unread"));
  }

  void filters() {
    ItemModel model;
    ItemFilter filter;
    filter.setSourceModel(&model);
    const auto keys = model.append({item("/cat.jpg", "Sleeping all day"),
                                    item("/dog.jpg", "今天很开心"), item("/bad.jpg", "")});
    model.setResult(keys[0], reading(0.1f, 0.8f, 0.1f, true));
    model.setResult(keys[1], reading(0.1f, 0.1f, 0.8f));
    model.setError(keys[2], make_error(ErrorCode::bad_format, "broken"));
    const auto count = [&](ItemFilter::Show show) {
      filter.setShow(show);
      return filter.rowCount();
    };
    QCOMPARE(count(ItemFilter::Show::negative), 0);
    QCOMPARE(count(ItemFilter::Show::neutral), 1);
    QCOMPARE(count(ItemFilter::Show::positive), 1);
    QCOMPARE(count(ItemFilter::Show::disagreeing), 1);
    QCOMPARE(count(ItemFilter::Show::failed), 1);
    QCOMPARE(count(ItemFilter::Show::everything), 3);
    filter.setNeedle(QStringLiteral("  SLEEP "));
    QCOMPARE(titles(filter), QStringList{QStringLiteral("cat.jpg")});
    filter.setNeedle(QStringLiteral("开心"));
    QCOMPARE(titles(filter), QStringList{QStringLiteral("dog.jpg")});
    filter.setNeedle(QStringLiteral("bad"));
    QCOMPARE(titles(filter), QStringList{QStringLiteral("bad.jpg")});
  }
};

QTEST_MAIN(TestItemModel)
#include "test_item_model.moc"
