#include "fixtures.h"
#include "shell/message_bar.h"
#include "widgets/error_text.h"
#include "widgets/incoming.h"

#include <QClipboard>
#include <QListWidget>
#include <QMimeData>
#include <QToolButton>
#include <QUrl>

using namespace affect;
using namespace affect::ui;

class TestMessageBar : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void cleanup() { language_.apply(QStringLiteral("en")); }

  void saysOneErrorInFull() {
    MessageBar bar;
    QVERIFY(bar.isHidden());
    bar.add(make_error(ErrorCode::bad_format, "It ends early; save it again.", "/tmp/a <b>.jpg"));
    QVERIFY(!bar.isHidden());
    QVERIFY(bar.headline().contains(QStringLiteral("a &lt;b&gt;.jpg")));
    QVERIFY(bar.headline().contains(QStringLiteral("It ends early; save it again.")));
  }

  void countsSeveralAndUnfolds() {
    MessageBar bar;
    bar.add(make_error(ErrorCode::bad_format, "broken", "/x/1.jpg"));
    bar.add(make_error(ErrorCode::bad_format, "broken", "/x/1.jpg")); // the same from elsewhere
    QCOMPARE(bar.count(), 1);
    bar.add(make_error(ErrorCode::not_found, "gone", "/x/2.jpg"));
    bar.add(make_error(ErrorCode::too_large, "huge", "/x/3.jpg"));
    QCOMPARE(bar.count(), 3);
    QVERIFY(bar.headline().contains(u'3'));
    QVERIFY(!bar.expanded());
    bar.setExpanded(true);
    const auto *list = bar.findChild<QListWidget *>();
    QVERIFY(!list->isHidden());
    QCOMPARE(list->count(), 3);
    QCOMPARE(list->item(1)->text(), QStringLiteral("/x/2.jpg: gone"));
    bar.clear();
    QVERIFY(bar.isHidden());
    QCOMPARE(bar.count(), 0);
  }

  void speaksChineseWithTheEnginesWordsAsDetail() {
    language_.apply(QStringLiteral("zh_CN"));
    const ErrorText text =
        text_of(make_error(ErrorCode::bad_format, "It ends early.", "/x/猫.jpg"));
    QCOMPARE(text.file, QStringLiteral("猫.jpg"));
    QCOMPARE(text.detail, QStringLiteral("It ends early."));
    bool chinese = false;
    for (const QChar c : text.text)
      chinese = chinese || c.script() == QChar::Script_Han;
    QVERIFY2(chinese, qPrintable(text.text));
  }

  void dropsBringFilesPicturesAndTexts() {
    const QString file = fixtures_.write(QStringLiteral("x y.txt"), "hello");
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(file), QUrl::fromLocalFile(fixtures_.folder())});
    QCOMPARE(incoming_from(files).paths, (QStringList{file, fixtures_.folder()}));

    QMimeData paths;
    paths.setText(file + u'\n');
    QCOMPARE(incoming_from(paths).paths, QStringList{file});

    QMimeData text;
    text.setText(QStringLiteral("I am /not a path"));
    QCOMPARE(incoming_from(text).text, QStringLiteral("I am /not a path"));

    QImage image(5, 5, QImage::Format_ARGB32);
    image.fill(Qt::red);
    QMimeData picture;
    picture.setImageData(image);
    picture.setText(QStringLiteral("https://example.org/cat.jpg"));
    const Incoming from_browser = incoming_from(picture);
    QCOMPARE(from_browser.picture.size(), QSize(5, 5));
    QVERIFY2(from_browser.text.isEmpty(), "a picture's address is not its text");

    QMimeData link;
    link.setUrls({QUrl(QStringLiteral("https://example.org/cat.jpg"))});
    link.setText(QStringLiteral("https://example.org/cat.jpg"));
    QVERIFY(incoming_from(link).remote);
    QVERIFY(incoming_from(link).empty());
    QVERIFY(incoming_from(QMimeData()).empty());
  }

private:
  Fixtures fixtures_;
  Language language_;
};

QTEST_MAIN(TestMessageBar)
#include "test_message_bar.moc"
