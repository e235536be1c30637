#include "media/picture_bytes.h"
#include "sources/post.h"

#include <QTemporaryDir>
#include <QTest>

namespace fs = std::filesystem;
using namespace affect;

namespace {

// "a.jpg+a.txt c.txt …": what was found, in order.
QString summary(const PostScan &scan) {
  QStringList posts;
  for (const PostSource &post : scan.posts) {
    QStringList parts;
    if (!post.image.empty())
      parts << QString::fromStdString(post.image.filename().string());
    if (post.text)
      parts << QLatin1Char('"') + QString::fromStdString(*post.text) + QLatin1Char('"');
    if (!post.text_file.empty())
      parts << QString::fromStdString(post.text_file.filename().string());
    posts << parts.join(QLatin1Char('+'));
  }
  return posts.join(QLatin1Char(' '));
}

} // namespace

class TestPost : public QObject {
  Q_OBJECT
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path root_;
  picture::Bytes jpeg_ = picture::encoded(".jpg", picture::quadrants(8, 8));

  void put_picture(const char *name) const { picture::write(root_ / name, jpeg_); }
  void put_text(const char *name, std::string_view text) const {
    picture::write(root_ / name, text);
  }

private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    root_ = folder_->path().toStdString();
  }

  void folderPairsByStem() {
    put_picture("b.jpg");
    put_text("b.txt", "text of b");
    put_picture("a.JPG");
    put_text("c.txt", "only text");
    put_picture("d.png"); // content decides when it is loaded
    put_text("d.TXT", "capital");
    put_text("notes.md", "not a post");
    put_picture(".hidden.jpg");
    const PostScan scan = scan_posts(root_);
    QCOMPARE(summary(scan), QStringLiteral("a.JPG b.jpg+b.txt c.txt d.png+d.TXT"));
    QVERIFY(scan.errors.empty());
    QCOMPARE(scan.posts[1].id, std::string("b"));
  }

  void folderRecursively() {
    fs::create_directories(root_ / "sub" / "deep");
    fs::create_directories(root_ / ".cache");
    put_picture("z.jpg");
    put_picture("sub/x.jpg");
    put_text("sub/deep/x.txt", "another x");
    put_picture(".cache/thumbnail.jpg");
    QCOMPARE(summary(scan_posts(root_)), QStringLiteral("x.txt x.jpg z.jpg"));
    QCOMPARE(summary(scan_posts(root_, false)), QStringLiteral("z.jpg"));
  }

  // A link to the folder itself must not be followed for ever.
  void folderWithALinkToItself() {
    put_picture("a.jpg");
    fs::create_directory_symlink(root_, root_ / "again");
    QCOMPARE(summary(scan_posts(root_)), QStringLiteral("a.jpg"));
  }

  void pictureFormatsThatAreNotRead() {
    put_picture("a.jpg");
    put_text("photo.heic", "x");
    const PostScan scan = scan_posts(root_);
    QCOMPARE(scan.posts.size(), std::size_t{1});
    QCOMPARE(scan.errors.size(), std::size_t{1});
    QCOMPARE(scan.errors[0].file.filename().string(), std::string("photo.heic"));
  }

  void emptyFolder() {
    const PostScan scan = scan_posts(root_);
    QVERIFY(scan.posts.empty());
    QCOMPARE(scan.errors.size(), std::size_t{1});
    QCOMPARE(static_cast<int>(scan.errors[0].code), static_cast<int>(ErrorCode::not_found));
  }

  void singleFiles() {
    put_picture("a.jpg");
    put_text("a.txt", "beside");
    put_picture("alone.jpg");
    put_picture("extensionless");
    put_text("table.ods", "x");
    QCOMPARE(summary(scan_posts(root_ / "a.jpg")), QStringLiteral("a.jpg+a.txt"));
    QCOMPARE(summary(scan_posts(root_ / "a.txt")), QStringLiteral("a.jpg+a.txt"));
    QCOMPARE(summary(scan_posts(root_ / "alone.jpg")), QStringLiteral("alone.jpg"));
    QCOMPARE(summary(scan_posts(root_ / "extensionless")), QStringLiteral("extensionless"));
    const PostScan other = scan_posts(root_ / "table.ods");
    QVERIFY(other.posts.empty());
    QCOMPARE(static_cast<int>(other.errors.at(0).code), static_cast<int>(ErrorCode::unsupported));
    const PostScan nowhere = scan_posts(root_ / "nowhere");
    QCOMPARE(static_cast<int>(nowhere.errors.at(0).code), static_cast<int>(ErrorCode::not_found));
  }

  void csvList() {
    fs::create_directories(root_ / "pictures");
    put_picture("pictures/one.jpg");
    put_text("list.csv", "\xEF\xBB\xBFid,Image,Text\r\n"
                         "first,pictures/one.jpg,\"Hello, \"\"world\"\"\"\r\n"
                         ",/absolute/two.png,two\r\n"
                         ",,only text\r\n"
                         ",,\r\n"
                         ",pictures/three.jpg,\r\n");
    const PostScan scan = scan_posts(root_ / "list.csv");
    QCOMPARE(scan.posts.size(), std::size_t{4});
    QCOMPARE(scan.posts[0].id, std::string("first"));
    QCOMPARE(scan.posts[0].image, root_ / "pictures/one.jpg");
    QCOMPARE(*scan.posts[0].text, std::string("Hello, \"world\""));
    QCOMPARE(scan.posts[1].image, fs::path("/absolute/two.png"));
    QCOMPARE(scan.posts[1].id, std::string("two"));
    QVERIFY(scan.posts[2].image.empty());
    QCOMPARE(scan.posts[2].id, std::string("list:4"));
    QCOMPARE(*scan.posts[3].text, std::string());
    QCOMPARE(scan.errors.size(), std::size_t{1});
    QVERIFY(scan.errors[0].message.starts_with("Line 5:"));
  }

  // The program's own report is a list as well: its column is called file.
  void csvListOfFiles() {
    put_picture("a.jpg");
    put_text("a.txt", "beside");
    put_text("b.txt", "text alone");
    put_text("report.csv", "file,kind,polarity\na.jpg,post,positive\nb.txt,post,neutral\n");
    QCOMPARE(summary(scan_posts(root_ / "report.csv")), QStringLiteral("a.jpg+a.txt b.txt"));
  }

  void badLists() {
    put_text("header.csv", "name,comment\nx,y\n");
    QCOMPARE(static_cast<int>(scan_posts(root_ / "header.csv").errors.at(0).code),
             static_cast<int>(ErrorCode::bad_format));
    put_text("quote.csv", "image,text\na.jpg,fine\nb.jpg,\"never closed\n");
    const PostScan quote = scan_posts(root_ / "quote.csv");
    QCOMPARE(quote.posts.size(), std::size_t{1});
    QVERIFY(quote.errors.at(0).message.starts_with("Line 3:"));
    put_text("empty.csv", "");
    QCOMPARE(scan_posts(root_ / "empty.csv").errors.size(), std::size_t{1});
    put_text("only_header.csv", "image,text\n");
    QCOMPARE(scan_posts(root_ / "only_header.csv").errors.size(), std::size_t{1});
  }

  void jsonLines() {
    put_text("list.jsonl", "{\"id\": 7, \"image\": \"one.jpg\", \"text\": \"caf\\u00e9 😀\"}\n"
                           "\n"
                           "not json\n"
                           "[1, 2]\r\n"
                           "{\"text\": \"no image\"}\r\n"
                           "{\"file\": \"two.png\", \"text\": null}\n"
                           "{\"image\": 3.5, \"text\": {\"nested\": true}}\n"
                           "{}");
    const PostScan scan = scan_posts(root_ / "list.jsonl");
    QCOMPARE(summary(scan), QStringLiteral("one.jpg+\"café 😀\" \"no image\" two.png 3.5"));
    QCOMPARE(scan.posts[0].id, std::string("7"));
    QCOMPARE(scan.errors.size(), std::size_t{3});
    QVERIFY(scan.errors[0].message.starts_with("Line 3:"));
    QVERIFY(scan.errors[1].message.starts_with("Line 4:"));
    QVERIFY(scan.errors[2].message.starts_with("Line 8:"));
  }

  void deeplyNestedJson() {
    put_text("deep.jsonl", std::string(200'000, '[') + "\n{\"text\": \"next\"}\n");
    const PostScan scan = scan_posts(root_ / "deep.jsonl");
    QCOMPARE(summary(scan), QStringLiteral("\"next\""));
    QCOMPARE(scan.errors.size(), std::size_t{1});
  }

  void loadBothParts() {
    put_picture("a.jpg");
    put_text("a.txt", "caf\xE9");
    const auto post = load_post(scan_posts(root_ / "a.jpg").posts.at(0));
    QVERIFY(post.ok());
    QCOMPARE(post->image->width, 8);
    QCOMPARE(*post->text, std::string("café"));
  }

  void typedTextGoesBeforeTheFile() {
    put_text("a.txt", "file");
    PostSource source;
    source.text_file = root_ / "a.txt";
    source.text = "typed";
    QCOMPARE(*load_post(source)->text, std::string("typed"));
  }

  void blankTextCountsAsMissing() {
    put_picture("a.jpg");
    put_text("a.txt", " \n\t");
    const auto post = load_post(scan_posts(root_ / "a.jpg").posts.at(0));
    QVERIFY(post.ok());
    QVERIFY(post->image);
    QVERIFY(!post->text);
  }

  void nothingAtAll() {
    const auto none = load_post(PostSource{});
    QVERIFY(!none.ok());
    QCOMPARE(static_cast<int>(none.error().code), static_cast<int>(ErrorCode::missing_pair));
    put_text("empty.txt", "");
    const auto empty = load_post(scan_posts(root_ / "empty.txt").posts.at(0));
    QCOMPARE(static_cast<int>(empty.error().code), static_cast<int>(ErrorCode::missing_pair));
    QCOMPARE(empty.error().file, root_ / "empty.txt");
  }

  // A reading without the broken part would mislead: the whole post fails, with the part's name.
  void brokenPartFailsThePost() {
    put_text("a.txt", "fine");
    put_text("a.jpg", "broken");
    const auto post = load_post(scan_posts(root_ / "a.txt").posts.at(0));
    QVERIFY(!post.ok());
    QCOMPARE(post.error().file, root_ / "a.jpg");
    put_picture("b.jpg");
    put_text("b.txt", "x");
    fs::resize_file(root_ / "b.txt", 50u << 20);
    const auto long_text = load_post(scan_posts(root_ / "b.jpg").posts.at(0));
    QVERIFY(!long_text.ok());
    QCOMPARE(static_cast<int>(long_text.error().code), static_cast<int>(ErrorCode::too_large));
    QCOMPARE(long_text.error().file, root_ / "b.txt");
  }
};

QTEST_GUILESS_MAIN(TestPost)
#include "test_post.moc"
