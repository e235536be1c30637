#include "batch/made_posts.h"

#include "base/csv.h"
#include "base/random.h"
#include "batch/journal/journal_reader.h"
#include "source_dir.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <regex>

#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace affect;
namespace fs = std::filesystem;

/// The command line from outside: its files, exit codes and ends.
class TestBatchCli : public QObject {
  Q_OBJECT

  QTemporaryDir made_;
  fs::path root_;

  struct Ended {
    int code = -1;
    QString out, err;
  };
  static QStringList words(std::initializer_list<std::string> arguments) {
    QStringList list;
    for (const std::string &one : arguments)
      list << QString::fromStdString(one);
    return list;
  }
  void start(QProcess &process, const QStringList &arguments) const {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_STATE_HOME"),
                       QString::fromStdString((root_ / "state").string()));
    environment.insert(QStringLiteral("AFFECTSCOPE_MODELS"),
                       QString::fromStdString((source_dir() / "models").string()));
    process.setProcessEnvironment(environment);
    // In fp32, where what a post says does not depend on its company to the last digit.
    const bool reads = !arguments.isEmpty() && arguments.front() == QStringLiteral("analyze");
    const QStringList precision{QStringLiteral("--precision"), QStringLiteral("fp32")};
    process.start(QStringLiteral(AFFECTSCOPE_CLI), reads ? arguments + precision : arguments);
    QVERIFY(process.waitForStarted());
  }
  Ended run(std::initializer_list<std::string> arguments) const {
    QProcess process;
    start(process, words(arguments));
    if (!process.waitForFinished(300'000))
      qFatal("affectscope-cli does not end");
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
  }
  std::string file(const char *name) const { return (root_ / name).string(); }
  static std::string sorted_lines(const std::string &text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
      lines.push_back(line);
    std::sort(lines.begin(), lines.end());
    std::string all;
    for (const std::string &line : lines)
      all += line + "\n";
    return all;
  }

  /// Byte for byte with SkylakeX kernels, of which it is known that a post's numbers do not depend
  /// on its company; with others fractions may differ in their last digit, and nothing else.
  static bool same_report(const std::string &one, const std::string &other) {
    if (one == other || qgetenv("OPENBLAS_CORETYPE") == "SkylakeX")
      return one == other;
    static const std::regex fraction(R"(-?\d+\.\d+)");
    if (std::regex_replace(one, fraction, "#") != std::regex_replace(other, fraction, "#"))
      return false;
    const auto last_digit = [](const std::string &number) {
      return std::pow(10.0, -static_cast<double>(number.size() - number.find('.') - 1));
    };
    std::sregex_iterator a(one.begin(), one.end(), fraction),
        b(other.begin(), other.end(), fraction), end;
    for (; a != end; ++a, ++b)
      if (std::abs(std::stod(a->str()) - std::stod(b->str())) > 5.1 * last_digit(a->str()))
        return false;
    return true;
  }

private Q_SLOTS:
  void init() {
    root_ = fs::path(made_.path().toStdString()) / QTest::currentTestFunction();
    fs::create_directories(root_ / "state");
  }

  void reportsAndExitCodes() {
    make_posts(root_ / "posts", 8);
    const Ended fine = run({"analyze", file("posts"), "--csv", file("r.csv"), "--jsonl",
                            file("r.jsonl"), "--html", file("r.html"), "--bom"});
    QCOMPARE(fine.code, 0);
    QCOMPARE(fine.out.count(u'\n'), 8);
    QVERIFY2(fine.err.isEmpty(), qPrintable(fine.err)); // progress is for terminals
    QVERIFY(read_file(file("r.csv"))
                .starts_with("\xEF\xBB\xBF"
                             "file,kind,"));
    QVERIFY(read_file(file("r.html")).ends_with("</html>\n"));
    QCOMPARE(std::ranges::count(read_file(file("r.jsonl")), '\n'), 8);
    QVERIFY(fs::is_empty(root_ / "state" / "affectscope" /
                         "runs")); // a run that is over leaves no journal
    write_file(root_ / "posts" / "broken.jpg", "\xFF\xD8\xFF");
    const Ended some = run({"analyze", file("posts"), "--csv", file("r.csv")});
    QCOMPARE(some.code, 1);
    QVERIFY(some.err.contains(QStringLiteral("broken.jpg")) &&
            some.err.contains(QStringLiteral("--retry-failed")));
    QVERIFY(read_file(file("r.csv")).find("failed") != std::string::npos);
    QCOMPARE(run({"analyze"}).code, 2);
    QCOMPARE(run({"analyze", file("posts"), "--shard", "5/4"}).code, 2);
    QCOMPARE(run({"analyze", file("posts"), "--retry-failed"}).code, 2);
    QCOMPARE(run({"batch", "report", file("posts")}).code, 2);
    QCOMPARE(run({"analyze", file("gone.jpg")}).code, 1);
  }

  void oneFileAlone() {
    write_file(root_ / "a.bmp", made_picture(1));
    write_file(root_ / "a.txt", "so happy");
    const Ended ended = run({"analyze", file("a.bmp"), "--csv", "/dev/stdout"});
    QCOMPARE(ended.code, 0);
    QVERIFY(ended.out.contains(QStringLiteral("a.bmp")) &&
            ended.out.contains(QStringLiteral("file,kind,model")));
  }

  void patternsAndModels() {
    make_posts(root_ / "posts", 8);
    write_file(root_ / "posts" / "alone.txt", "love");
    const Ended ended =
        run({"analyze", "--model", "multiscale-mvsa,ctmwa-mvsa", "--include", "*.bmp", "--exclude",
             "p0003*", "--csv", file("r.csv"), file("posts")});
    QCOMPARE(ended.code, 0);
    QVERIFY(ended.out.contains(QStringLiteral("say the same of")));
    const std::string csv = read_file(file("r.csv"));
    QCOMPARE(std::ranges::count(csv, '\n'), 1 + 7 * 2);
    QVERIFY(csv.find("p0003") == std::string::npos && csv.find("alone") == std::string::npos);
  }

  void namesAndTextsThatSpreadsheetsWouldRun() {
    write_file(root_ / "posts" / "=1+2\nx.bmp", made_picture(5));
    write_file(root_ / "posts" / "=1+2\nx.txt", "=HYPERLINK(\"http://x\",\"click\") @SUM(1)");
    write_file(root_ / "list.csv",
               "id,text\n\"=cmd|' /C calc'!A0\",\"-2+3 is so sad\"\n\"日本\n語\",love\n");
    QProcess process;
    process.setWorkingDirectory(QString::fromStdString((root_ / "posts").string()));
    start(process, words({"analyze", "=1+2\nx.bmp", file("list.csv"), "--csv", file("r.csv")}));
    QVERIFY(process.waitForFinished(120'000));
    QCOMPARE(process.exitCode(), 0);
    std::ifstream in(file("r.csv"));
    CsvReader reader(in);
    std::vector<std::string> row;
    QVERIFY(reader.next(row) && reader.next(row));
    QCOMPARE(row[0], std::string("'=1+2\nx.bmp"));
    QVERIFY(row[19].empty() || std::string("=+-@").find(row[19][0]) == std::string::npos);
    QVERIFY(reader.next(row));
    QCOMPARE(row[0], std::string("'=cmd|' /C calc'!A0"));
    QVERIFY(reader.next(row));
    QCOMPARE(row[0], std::string("日本\n語"));
    QVERIFY(!reader.next(row));
  }

  // Killed at random moments, and gone on with each time: the reports are those of a run that
  // nobody disturbed.
  void killedAtRandomMoments() {
    bool set = false;
    const int kills = qEnvironmentVariableIntValue("AFFECTSCOPE_KILLS", &set);
    const int wanted = set ? kills : 12;
    make_posts(root_ / "posts", 400);
    write_file(root_ / "posts" / "broken.jpg", "\xFF\xD8\xFF");
    QCOMPARE(run({"analyze", file("posts"), "--journal", file("whole"), "--csv", file("whole.csv")})
                 .code,
             1);
    Random random(20261126);
    int killed = 0, runs_to_the_end = 0;
    while (killed < wanted) {
      QProcess process;
      start(process, words({"analyze", file("posts"), "--journal", file("j"), "--resume", "--csv",
                            file("r.csv")}));
      // From before it has begun until after it has ended, now and then.
      const int wait = 20 + static_cast<int>(random.below(3000));
      if (!process.waitForFinished(wait)) {
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
        ++killed;
        QVERIFY(!fs::exists(file("r.csv"))); // no half a report
        continue;
      }
      QCOMPARE(process.exitCode(), 1);
      QVERIFY(same_report(read_file(file("r.csv")), read_file(file("whole.csv"))));
      ++runs_to_the_end;
      for (const char *name : {"j", "j-wal", "j-shm", "j.lock", "r.csv"})
        fs::remove(file(name));
    }
    const Ended last =
        run({"analyze", file("posts"), "--journal", file("j"), "--resume", "--csv", file("r.csv")});
    QCOMPARE(last.code, 1);
    QVERIFY(same_report(read_file(file("r.csv")), read_file(file("whole.csv"))));
    qInfo("killed %d times, %d runs came to their end", killed, runs_to_the_end + 1);
  }

  void interruptedByCtrlC() {
    make_posts(root_ / "posts", 300);
    QProcess process;
    start(process, words({"analyze", file("posts"), "--csv", file("r.csv")}));
    while (process.bytesAvailable() == 0 && process.waitForReadyRead(60'000))
      ;
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("--resume continues it"));
    QVERIFY(!fs::exists(file("r.csv")));
    const Ended rest = run({"analyze", file("posts"), "--csv", file("r.csv"), "--resume"});
    QCOMPARE(rest.code, 0);
    QVERIFY(rest.out.count(u'\n') < 300); // the rest alone
    QCOMPARE(std::ranges::count(read_file(file("r.csv")), '\n'), 301);
  }

  void twoProcessesOnOneJournal() {
    make_posts(root_ / "posts", 300);
    QProcess first;
    start(first, words({"analyze", file("posts"), "--journal", file("j")}));
    QTRY_VERIFY_WITH_TIMEOUT(fs::exists(file("j.lock")), 60'000);
    QTest::qWait(100);
    const Ended second = run({"analyze", file("posts"), "--journal", file("j"), "--resume"});
    QCOMPARE(second.code, 2);
    QVERIFY2(second.err.contains(QStringLiteral("Another process is working on this journal")),
             qPrintable(second.err));
    QVERIFY(first.waitForFinished(120'000));
    QCOMPARE(first.exitCode(), 0);
    QCOMPARE(run({"batch", "show", file("j")}).code, 0);
  }

  // Shards side by side, joined, say what one run says.
  void shardsByGnuParallel() {
    const QString parallel = QStandardPaths::findExecutable(QStringLiteral("parallel"));
    if (parallel.isEmpty())
      QSKIP("GNU parallel is not installed");
    make_posts(root_ / "posts", 60);
    write_file(root_ / "posts" / "broken.jpg", "\xFF\xD8\xFF");
    QCOMPARE(run({"analyze", file("posts"), "--csv", file("whole.csv")}).code, 1);
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("AFFECTSCOPE_MODELS"),
                       QString::fromStdString((source_dir() / "models").string()));
    environment.insert(QStringLiteral("HOME"), QString::fromStdString(root_.string()));
    process.setProcessEnvironment(environment);
    process.start(parallel, words({"--will-cite",
                                   "-j",
                                   "2",
                                   AFFECTSCOPE_CLI,
                                   "analyze",
                                   file("posts"),
                                   "--precision",
                                   "fp32",
                                   "--shard",
                                   "{}/4",
                                   "--threads",
                                   "1",
                                   "--journal",
                                   file("part-{}.journal"),
                                   "--csv",
                                   file("part-{}.csv"),
                                   ":::",
                                   "1",
                                   "2",
                                   "3",
                                   "4"}));
    QVERIFY(process.waitForFinished(300'000));
    QCOMPARE(process.exitCode(),
             1); // GNU parallel counts the shards that failed: the one with the broken picture
    const Ended merged =
        run({"batch", "merge", file("part-4.journal"), file("part-1.journal"),
             file("part-3.journal"), file("part-2.journal"), "--into", file("all.journal")});
    QVERIFY2(merged.code == 0, qPrintable(merged.err));
    QCOMPARE(run({"batch", "report", file("all.journal"), "--csv", file("all.csv")}).code, 0);
    QVERIFY(same_report(read_file(file("all.csv")), read_file(file("whole.csv"))));
    std::string parts;
    for (int i = 1; i <= 4; ++i) {
      const std::string part = read_file(root_ / ("part-" + std::to_string(i) + ".csv"));
      parts += i == 1 ? part : part.substr(part.find('\n') + 1); // one header
    }
    QVERIFY(same_report(sorted_lines(parts), sorted_lines(read_file(file("whole.csv")))));
    const Ended gap = run(
        {"batch", "merge", file("part-4.journal"), file("part-1.journal"), "--into", file("gap")});
    QCOMPARE(gap.code, 1);
    QVERIFY(gap.err.contains(QStringLiteral("shard 2/4 is missing")));
    QCOMPARE(run({"batch", "merge", file("part-4.journal"), file("part-4.journal"), "--into",
                  file("no")})
                 .code,
             2);
  }

  void outputThatCannotBeWritten() {
    make_posts(root_ / "posts", 2);
    fs::create_directory(root_ / "folder.csv");
    // It is said at once and not when the work is done.
    const Ended folder = run({"analyze", file("posts"), "--csv", file("folder.csv")});
    QCOMPARE(folder.code, 1);
    QVERIFY(folder.out.isEmpty());
    QCOMPARE(run({"analyze", file("posts"), "--html", file("gone/x.html")}).code, 1);
    const fs::path locked = root_ / "locked";
    fs::create_directory(locked);
    const bool mounted =
        ::geteuid() == 0 && ::mount("tmpfs", locked.c_str(), "tmpfs", MS_RDONLY, nullptr) == 0;
    if (::geteuid() != 0)
      fs::permissions(locked, fs::perms::owner_read | fs::perms::owner_exec);
    else if (!mounted)
      QSKIP("root may write anywhere, and no read-only file system can be mounted here");
    const Ended report = run({"analyze", file("posts"), "--jsonl", (locked / "r.jsonl").string()});
    const Ended journal = run({"analyze", file("posts"), "--journal", (locked / "j").string()});
    if (mounted)
      ::umount(locked.c_str());
    QCOMPARE(report.code, 1);
    QVERIFY(report.out.isEmpty() && report.err.contains(QStringLiteral("r.jsonl")));
    QCOMPARE(journal.code, 1);
    QVERIFY(journal.out.isEmpty() && journal.err.contains(QStringLiteral("check its folder")));
  }

  void fullDisk() {
    const fs::path small = root_ / "small";
    fs::create_directory(small);
    if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=300k") != 0)
      QSKIP("a small disk can be made by root alone");
    make_posts(root_ / "posts", 200);
    const std::string journal = (small / "j").string();
    const Ended full =
        run({"analyze", file("posts"), "--journal", journal, "--csv", file("r.csv")});
    const bool no_report = !fs::exists(file("r.csv"));
    const bool grown = ::mount("tmpfs", small.c_str(), "tmpfs", MS_REMOUNT, "size=64m") == 0;
    const Ended rest =
        run({"analyze", file("posts"), "--journal", journal, "--csv", file("r.csv"), "--resume"});
    ::umount(small.c_str());
    QCOMPARE(full.code, 1);
    QVERIFY2(full.err.contains(QStringLiteral("disk")), qPrintable(full.err));
    QVERIFY(no_report && grown);
    QVERIFY2(rest.code == 0, qPrintable(rest.err));
    QCOMPARE(std::ranges::count(read_file(file("r.csv")), '\n'), 201);
  }
};

QTEST_GUILESS_MAIN(TestBatchCli)
#include "test_batch_cli.moc"
