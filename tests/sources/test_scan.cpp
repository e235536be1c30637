#include "batch/made_posts.h"

#include "sources/post_scanner.h"

#include <QtTest>

#include <set>

#include <unistd.h>

using namespace affect;
namespace fs = std::filesystem;

class TestScan : public QObject {
  Q_OBJECT

  QTemporaryDir made_;
  fs::path root_;

  static std::vector<ScanItem> all(const std::vector<fs::path> &inputs,
                                   const ScanOptions &options = {}) {
    std::vector<ScanItem> items;
    scan(inputs, options, [&](ScanItem item) {
      items.push_back(std::move(item));
      return true;
    });
    return items;
  }
  static std::vector<std::string> names(const std::vector<ScanItem> &items) {
    std::vector<std::string> list;
    for (const ScanItem &item : items)
      list.push_back(item.source.path().filename().string());
    return list;
  }

private Q_SLOTS:
  void cleanup() { fs::remove_all(root_); } // QTemporaryDir does not find names that are not UTF-8
  void init() {
    root_ = fs::path(made_.path().toStdString()) / QTest::currentTestFunction();
    fs::create_directories(root_);
  }

  // Which files make a post, and in which order posts and errors come.
  void pairsAndOrder() {
    for (const char *name :
         {"d01.jpg", "d01.txt", "d01/a.b.jpg", "d01/a.txt", "d01/a.b.txt", "d01/a-b.PNG",
          "d01/UPPER.TXT", "d01/both.txt", "d01/both.TXT", "d01/both.jpg", "clip.mp4", "clip.srt",
          "clip.txt", "notes.pdf", ".hidden/h.jpg", "d02/.h.jpg", "x.heic", "zz.txt"})
      write_file(root_ / name, "x");
    write_file(root_ / "list.csv", "image\nx.jpg\n");
    std::string found;
    for (const ScanItem &item : all({root_})) {
      QCOMPARE(item.key, item.error ? (root_ / "x.heic").string() : item.source.path().string());
      found += fs::path(item.key).lexically_relative(root_).string();
      if (item.source.path() != item.source.text_file && !item.source.text_file.empty())
        found += "+" + item.source.text_file.filename().string();
      found += item.error ? "! " : " ";
    }
    QCOMPARE(found, std::string("clip.mp4+clip.srt d01/UPPER.TXT d01/a-b.PNG d01/a.b.jpg+a.b.txt "
                                "d01/a.txt d01/both.jpg+both.txt d01.jpg+d01.txt x.heic! zz.txt "));
    const PostScan whole = scan_posts(root_); // the same, at once
    QCOMPARE(whole.posts.size(), std::size_t(8));
    QCOMPARE(whole.errors.size(), std::size_t(1));
    QCOMPARE(whole.posts.front().id, std::string("clip"));
  }

  // Pulled one by one, over inputs of all kinds; what is wrong with one does not end the stream.
  void oneStreamOverAllInputs() {
    write_file(root_ / "folder" / "a.jpg", "x");
    write_file(root_ / "list.csv", "image,text\n,first\n,\n,second\n");
    write_file(root_ / "alone.txt", "x");
    PostScanner scanner(
        {root_ / "gone", root_ / "list.csv", root_ / "folder", root_ / "alone.txt"});
    std::vector<std::string> ids;
    for (std::uint64_t place = 0; auto item = scanner.next(); ++place) {
      QCOMPARE(item->place, place);
      ids.push_back(item->error ? "!" : item->source.id);
    }
    QCOMPARE(ids, (std::vector<std::string>{"!", "list:2", "!", "list:4", "a", "alone"}));
    QVERIFY(!scanner.next()); // the end stays the end
  }

  void anyFileName() {
    const std::vector<std::string> all_names = {
        "a\nb.jpg", "tab\t.jpg", "naïve 😀.jpg", "\xFF\xFE.jpg", "-rf.jpg", "=1+2.jpg", "'\".jpg"};
    for (const std::string &name : all_names) {
      write_file(root_ / name, "x");
      write_file((root_ / name).replace_extension(".txt"), "x");
    }
    std::set<std::string> found;
    for (const ScanItem &item : all({root_})) {
      found.insert(item.source.image.filename().string());
      QVERIFY(!item.source.text_file.empty());
    }
    QCOMPARE(found, std::set<std::string>(all_names.begin(), all_names.end()));
  }

  void patterns() {
    write_file(root_ / "keep" / "a.jpg", "x");
    write_file(root_ / "keep" / "b.png", "x");
    write_file(root_ / "keep" / "deep" / "c.jpg", "x");
    write_file(root_ / "skip" / "d.jpg", "x");
    ScanOptions options;
    options.include = {"*.jpg"};
    QCOMPARE(names(all({root_}, options)), (std::vector<std::string>{"a.jpg", "c.jpg", "d.jpg"}));
    options.exclude = {"skip"};
    QCOMPARE(names(all({root_}, options)), (std::vector<std::string>{"a.jpg", "c.jpg"}));
    options.include = {"keep/*.jpg"};
    options.exclude = {"keep/deep"};
    QCOMPARE(names(all({root_}, options)), (std::vector<std::string>{"a.jpg"}));
    options.include = {"*.bmp"};
    QVERIFY(all({root_}, options).empty()); // patterns that fit nothing are no error
  }

  void linksThatLoopEnd() {
    write_file(root_ / "a" / "x.jpg", "x");
    fs::create_directory_symlink(root_, root_ / "a" / "up");
    fs::create_directory_symlink("self", root_ / "self");
    fs::create_directory_symlink(root_ / "a", root_ / "again");
    fs::create_symlink(root_ / "gone.jpg", root_ / "dangling.jpg");
    const auto items = all({root_});
    QCOMPARE(names(items), (std::vector<std::string>{"x.jpg", "dangling.jpg"}));
  }

  void foldersBehindLinksAreRead() {
    write_file(root_ / "else" / "x.jpg", "x");
    fs::create_directory(root_ / "here");
    fs::create_directory_symlink(root_ / "else", root_ / "here" / "link");
    QCOMPARE(names(all({root_ / "here"})), (std::vector<std::string>{"x.jpg"}));
    QCOMPARE(names(all({root_ / "here", root_ / "here"})), (std::vector<std::string>{"x.jpg"}));
    QCOMPARE(scan_posts(root_ / "here").posts.size(), std::size_t(1)); // opened in the window, too
  }

  void whatIsNotThereIsAnItem() {
    fs::create_directory(root_ / "empty");
    write_file(root_ / "x.pdf", "x");
    const auto items = all({root_ / "gone", root_ / "empty", root_ / "x.pdf"});
    QCOMPARE(items.size(), std::size_t(3));
    QVERIFY(items[0].error && items[0].error->code == ErrorCode::not_found);
    QVERIFY(items[1].error && items[1].error->message.find("no posts") != std::string::npos);
    QVERIFY(items[2].error && items[2].error->code == ErrorCode::unsupported);
  }

  void foldersWithoutPermission() {
    if (::geteuid() == 0)
      QSKIP("root may read every folder");
    write_file(root_ / "locked" / "x.jpg", "x");
    write_file(root_ / "open.jpg", "x");
    fs::permissions(root_ / "locked", fs::perms::none);
    const auto items = all({root_});
    fs::permissions(root_ / "locked", fs::perms::owner_all);
    QCOMPARE(items.size(), std::size_t(2));
    QVERIFY(items[0].error && items[0].error->code == ErrorCode::unreadable);
  }

  void rowsOfLists() {
    write_file(root_ / "list.csv",
               "id,image,text\n1,a.jpg,good\n2,,\"two\nlines\"\n3,,\n4,a.jpg,again\n");
    const auto items = all({root_ / "list.csv"});
    QCOMPARE(items.size(), std::size_t(4));
    QCOMPARE(items[0].source.image, root_ / "a.jpg");
    QCOMPARE(items[1].source.text.value(), std::string("two\nlines"));
    QVERIFY(items[2].error && items[2].error->code == ErrorCode::missing_pair);
    QCOMPARE(items[3].source.image, root_ / "a.jpg"); // the same file again is another row
    std::set<std::string> keys;
    for (const ScanItem &item : items)
      keys.insert(item.key);
    QCOMPARE(keys.size(), items.size());
  }

  // Every item is in exactly one shard, wherever the folder is mounted, and all agree on the
  // places.
  void shardsShareTheWork() {
    make_posts(root_ / "one", 60);
    fs::copy(root_ / "one", root_ / "two", fs::copy_options::recursive);
    const auto whole = all({root_ / "one"});
    std::set<std::string> seen;
    for (int index = 1; index <= 4; ++index) {
      ScanOptions options;
      options.shard = {index, 4};
      const auto part = all({root_ / "one"}, options), elsewhere = all({root_ / "two"}, options);
      QCOMPARE(names(part), names(elsewhere));
      QVERIFY(part.size() > 5); // about a quarter
      for (const ScanItem &item : part) {
        QVERIFY(seen.insert(item.key).second);
        QCOMPARE(whole[item.place].key, item.key);
      }
    }
    QCOMPARE(seen.size(), whole.size());
  }

  void shardsAreWrittenAsTwoNumbers() {
    const auto good = parse_shard("2/4");
    QVERIFY(good.ok() && good->index == 2 && good->count == 4 && good->text() == "2/4");
    for (const char *bad :
         {"", "2", "0/4", "5/4", "2/0", "-1/4", "2/4/6", "a/b", "2/ 4", "1/999999999"})
      QVERIFY2(!parse_shard(bad).ok(), bad);
  }

  // The visitor waits, and so does the scan: nothing piles up, and it may stop at any time.
  void stopsWhenToldTo() {
    make_posts(root_, 30);
    int taken = 0;
    scan({root_}, {}, [&](const ScanItem &) { return ++taken < 5; });
    QCOMPARE(taken, 5);
    CancelToken cancel;
    taken = 0;
    scan(
        {root_}, {},
        [&](const ScanItem &) {
          if (++taken == 7)
            cancel.cancel();
          return true;
        },
        cancel);
    QCOMPARE(taken, 7);
  }

  // A long list is read row by row; its longest row is bounded.
  void longLists() {
    std::string list = "text\n";
    for (int i = 0; i < 60'000; ++i)
      list += "row " + std::to_string(i) + ", a text of some length\n";
    list += "\"" + std::string(5 << 20, 'x') + "\"\nlast\n";
    write_file(root_ / "long.csv", list);
    const auto items = all({root_ / "long.csv"});
    QCOMPARE(items.size(), std::size_t(60'002));
    QCOMPARE(items[59'999].source.text.value(), std::string("row 59999"));
    QVERIFY(items[60'000].error && items[60'000].error->code == ErrorCode::too_large);
    QCOMPARE(items.back().source.text.value(), std::string("last"));
    std::string lines;
    for (int i = 0; i < 60'000; ++i)
      lines += "{\"text\": \"row " + std::to_string(i) + "\"}\n";
    write_file(root_ / "long.jsonl",
               lines + "{\"text\": \"" + std::string(5 << 20, 'x') + "\"}\n{\"text\":\"last\"}");
    const auto objects = all({root_ / "long.jsonl"});
    QCOMPARE(objects.size(), std::size_t(60'002));
    QVERIFY(objects[60'000].error && objects[60'000].error->code == ErrorCode::too_large);
    QCOMPARE(objects.back().source.text.value(), std::string("last"));
  }
};

QTEST_GUILESS_MAIN(TestScan)
#include "test_scan.moc"
