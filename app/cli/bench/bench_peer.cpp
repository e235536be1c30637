#include "bench/bench_peer.h"

#include "nn/state.h"

#include <nlohmann/json.hpp>

namespace affect::cli {
namespace {

using nlohmann::json;

constexpr int longest_answer = 30 * 60 * 1000; // ms

Error broken(const std::string &what) {
  return make_error(ErrorCode::internal,
                    "The peer program " + what + "; what it said stands above.");
}

Result<json> parsed(const std::string &line) {
  json answer = json::parse(line, nullptr, false);
  if (!answer.is_object())
    return broken("answered with no line of JSON");
  return answer;
}

} // namespace

Result<std::unique_ptr<BenchPeer>> BenchPeer::start(const std::string &command, int threads,
                                                    const char *precision) {
  QStringList words = QProcess::splitCommand(QString::fromStdString(command));
  if (words.isEmpty())
    return make_error(ErrorCode::usage,
                      "--peer needs a program, e.g. \"python3 tests/bench/peer/encoders.py\".");
  const QString program = words.takeFirst();
  words << QStringLiteral("--threads") << QString::number(threads) << QStringLiteral("--precision")
        << QString::fromLatin1(precision);
  std::unique_ptr<BenchPeer> peer(new BenchPeer);
  peer->process_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  peer->process_.start(program, words);
  if (!peer->process_.waitForStarted())
    return make_error(ErrorCode::not_found, "The peer program cannot be started; check --peer.",
                      program.toStdString());
  return peer;
}

BenchPeer::~BenchPeer() {
  process_.closeWriteChannel();
  if (process_.state() != QProcess::NotRunning && !process_.waitForFinished(10000))
    process_.kill();
  process_.waitForFinished();
}

Result<std::string> BenchPeer::ask(const std::string &line) {
  process_.write((line + "\n").c_str());
  while (!process_.canReadLine())
    if (!process_.waitForReadyRead(longest_answer))
      return broken("ended or did not answer");
  return process_.readLine().toStdString();
}

Result<bool> BenchPeer::open(const BenchSubject &subject, const std::filesystem::path &inputs) {
  StateDict state;
  for (std::size_t i = 0; i < subject.batches.size(); ++i) {
    const BenchBatch &batch = subject.batches[i];
    const std::string end = "." + std::to_string(i);
    if (batch.ids.defined())
      state["ids" + end] = batch.ids, state["mask" + end] = batch.mask;
    else
      state["pixels" + end] = batch.pixels;
  }
  AFFECT_CHECK(write_state(inputs, state, false));
  AFFECT_TRY(line, ask(json{{"open", std::filesystem::absolute(subject.folder).string()},
                            {"side", subject.side},
                            {"inputs", inputs.string()}}
                           .dump()));
  AFFECT_TRY(answer, parsed(line));
  if (answer.contains("ready"))
    library_ = answer["ready"].get<std::string>();
  return answer.contains("ready");
}

Result<Elapsed> BenchPeer::run() {
  AFFECT_TRY(line, ask(R"({"run":true})"));
  AFFECT_TRY(answer, parsed(line));
  const Elapsed elapsed{answer.value("wall", 0.0), answer.value("cpu", 0.0)};
  if (elapsed.wall <= 0 || elapsed.cpu <= 0)
    return broken("did not say how long it took");
  return elapsed;
}

Result<StateDict> BenchPeer::outputs(const std::filesystem::path &file) {
  AFFECT_TRY(line, ask(json{{"outputs", file.string()}}.dump()));
  AFFECT_TRY(answer, parsed(line));
  if (!answer.contains("written"))
    return broken("did not write its outputs");
  return read_state(file);
}

} // namespace affect::cli
