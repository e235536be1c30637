// The Batch dock over a journal of many items: how long its answers take, how long its thread is
// kept from the next event, and how much memory it needs.
//
//   QT_QPA_PLATFORM=offscreen bench_batch_dock JOURNAL [ITEMS]
//
// A journal that is not there is made, of ITEMS (1,000,000), nine tenths of them done, one of a
// thousand of these failed.
#include "batch_dock/batch_controller.h"
#include "batch_dock/batch_panel.h"
#include "batch_dock/batch_table.h"
#include "made_journal.h"
#include "theme/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QScrollBar>
#include <QTimer>

#include <cstdio>
#include <functional>

using namespace affect;
using namespace affect::ui;

namespace {

constexpr int chunk = 10'000;

void make(const std::filesystem::path &file, int items) {
  MadeJournal journal(file);
  const int done = items / 10 * 9;
  for (int i = 0; i < items; i += chunk)
    journal.find(std::min(chunk, items - i));
  for (int i = 0; i < done; i += chunk)
    journal.work(std::min(chunk, done - i), 1000);
  journal.end_scan();
}

/// Megabytes.
double resident() {
  QFile status(QStringLiteral("/proc/self/status"));
  if (status.open(QIODevice::ReadOnly))
    for (const QByteArray &line : status.readAll().split('\n'))
      if (line.startsWith("VmRSS:"))
        return line.mid(6).simplified().split(' ').front().toDouble() / 1024;
  return 0;
}

/// How long the thread's loop was away from its events at most, milliseconds.
class Heartbeat {
public:
  Heartbeat() {
    timer_.setTimerType(Qt::PreciseTimer);
    timer_.setInterval(1);
    QObject::connect(&timer_, &QTimer::timeout,
                     [this] { longest_ = std::max(longest_, since_.restart()); });
    since_.start();
    timer_.start();
  }
  qint64 taken() {
    longest_ = std::max(longest_, since_.restart());
    return std::exchange(longest_, 0);
  }

private:
  QTimer timer_;
  QElapsedTimer since_;
  qint64 longest_ = 0;
};

class Bench {
public:
  explicit Bench(const std::filesystem::path &journal) : journal_(journal), panel_(&controller_) {
    panel_.resize(1360, 250);
    panel_.show();
    settle(300);
  }

  void run() {
    std::printf("%-44s %10s %12s %10s\n", "", "ms", "longest ms", "RSS MB");
    report("before", 0);
    const auto nothing = [] {};
    const auto to_the_end = [&] { scroll(1); };
    const auto at_the_end = [&] { return here(model().rowCount() - 1); };
    const auto at_the_start = [&] { return here(0); };
    const auto open = [&] { controller_.open(journal_); };
    measure("open, until the first rows", open, at_the_start);
    const auto counted = [&] { return model().disagreeing() > 0; };
    measure("… until all are counted", nothing, counted);
    settle(3000); // the charts' summary
    report("… and the summary is drawn", 0);
    measure("to the end", to_the_end, at_the_end);
    const auto to_the_start = [&] { drag(); };
    measure("dragged from end to start in 300 steps", to_the_start, at_the_start);
    for (const auto &[filter, name] : {std::pair{affect::ItemFilter::failed, "failed"},
                                       {affect::ItemFilter::waiting, "waiting"},
                                       {affect::ItemFilter::disagreeing, "disagreeing"},
                                       {affect::ItemFilter::done, "done"},
                                       {affect::ItemFilter::all, "all"}}) {
      const std::string title = std::string("filter: ") + name;
      measure(
          title.c_str(), [&] { model().setFilter(filter); },
          [&] { return model().rowCount() > 0 && here(0); });
      measure("  … to its end", to_the_end, at_the_end);
    }
    const auto close = [&] { controller_.close(); };
    const auto empty = [&] { return model().rowCount() == 0; };
    measure("closed", close, empty);
  }

private:
  JournalModel &model() { return *controller_.model(); }
  bool here(int row) {
    return row >= 0 && model().index(row, 0).data(JournalModel::StateRole).isValid();
  }

  void scroll(int share) {
    QScrollBar *bar = panel_.table()->verticalScrollBar();
    QCoreApplication::processEvents(); // the view learns of its rows
    bar->setValue(share * bar->maximum());
  }

  void drag() {
    QScrollBar *bar = panel_.table()->verticalScrollBar();
    for (int step = 300; step >= 0; --step) {
      bar->setValue(static_cast<int>(static_cast<qint64>(bar->maximum()) * step / 300));
      QCoreApplication::processEvents();
    }
  }

  void settle(int ms) {
    QElapsedTimer clock;
    for (clock.start(); clock.elapsed() < ms;)
      QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
  }

  void measure(const char *name, const std::function<void()> &what,
               const std::function<bool()> &done) {
    heart_.taken();
    QElapsedTimer clock;
    clock.start();
    what();
    while (!done() && clock.elapsed() < 120'000)
      QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    const qint64 took = clock.elapsed();
    settle(200); // what follows belongs to it: painting, and what else it set off
    report(name, took);
  }

  void report(const char *name, qint64 took) {
    std::printf("%-44s %10lld %12lld %10.0f\n", name, static_cast<long long>(took),
                static_cast<long long>(heart_.taken()), resident());
    std::fflush(stdout);
  }

  std::filesystem::path journal_;
  BatchController controller_;
  BatchPanel panel_;
  Heartbeat heart_;
};

} // namespace

int main(int argc, char **argv) {
  QApplication app(argc, argv);
  const QStringList arguments = QApplication::arguments();
  if (arguments.size() < 2) {
    std::fprintf(stderr, "bench_batch_dock JOURNAL [ITEMS]\n");
    return 2;
  }
  const std::filesystem::path journal = QFile::encodeName(arguments[1]).toStdString();
  if (!std::filesystem::exists(journal))
    make(journal, arguments.size() > 2 ? arguments[2].toInt() : 1'000'000);
  Theme theme;
  theme.apply(ThemeChoice::light);
  Bench(journal).run();
  return 0;
}
