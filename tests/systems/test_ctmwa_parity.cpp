#include "base/random.h"
#include "ctmwa_noise.h"
#include "nn/state.h"
#include "shared_data.h"
#include "systems/ctmwa/published_step.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace affect;
using namespace affect::ctmwa;

namespace {

std::string group_of(const std::string &name) {
  std::string group = name;
  while (!ctmwa_noise().count(group) && group.find('.') != std::string::npos)
    group = group.substr(0, group.rfind('.'));
  return group;
}

PublishedOptions options_of(const std::string &json) {
  const QJsonObject o = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
  const auto value = [&](const char *name) { return o[QLatin1String(name)].toDouble(); };
  PublishedOptions options;
  options.text_width = static_cast<int64_t>(value("input_dim_t"));
  options.image_width = static_cast<int64_t>(value("input_dim_v"));
  options.embedding = static_cast<int64_t>(value("embd_size"));
  options.classes = static_cast<int64_t>(value("output_dim"));
  options.dropout = value("dropout_rate");
  options.trans_tit = value("trans_tit");
  options.trans_iti = value("trans_iti");
  options.trans_it = value("trans_it");
  options.trans_ti = value("trans_ti");
  options.rate = value("lr");
  options.inner_rate = value("inner_lr");
  options.weights_rate = value("wnet_lr");
  options.weight_decay = value("weight_decay");
  return options;
}

void put(StateDict &into, const std::string &prefix, const Tensors &from) {
  for (const auto &[name, tensor] : from)
    into[prefix + name] = tensor.detach().clone();
}

void put_step(StateDict &into, const std::string &prefix, const PublishedTrace &trace,
              const PublishedTrainer &trainer, const Tensors &parameters) {
  put(into, prefix + "support.", trace.support);
  put(into, prefix + "query.", trace.query);
  put(into, prefix + "real.", trace.real);
  put(into, prefix + "virtual_grad.", trace.virtual_grad);
  put(into, prefix + "fast.", trace.fast);
  put(into, prefix + "wnet_grad.", trace.weights_grad);
  put(into, prefix + "grad.", trace.grad);
  put(into, prefix + "grad_clipped.", trace.clipped);
  put(into, prefix + "grad_norm.", trace.norms);
  into[prefix + "grad_norm.net_fusion"] =
      torch::zeros({}); // joins its inputs; the authors clip it, too
  put(into, prefix + "adam_m.", trainer.first_moments());
  put(into, prefix + "adam_v.", trainer.second_moments());
  put(into, prefix + "momentum.", trainer.momentum());
  for (const auto &[name, tensor] : parameters)
    into[prefix + (is_weight_net(name) ? "wnet_after." : "after.") + name] =
        tensor.detach().clone();
}

// Every reference tensor under `prefix` (but for inputs) must have been computed and agree. Returns
// what does not.
QStringList compare(const StateDict &reference, const std::string &prefix,
                    const StateDict &computed, int &compared) {
  QStringList wrong;
  std::map<std::string, double> worst; // as a multiple of the noise
  for (const auto &[name, expected] : reference) {
    const std::string last = name.substr(name.rfind('.') + 1);
    if (name.rfind(prefix, 0) != 0 || last == "text_in" || last == "image_in" || last == "label" ||
        last == "t_label" || last == "v_label" || name.find(".keep.") != std::string::npos)
      continue;
    const auto found = computed.find(name);
    if (found == computed.end() || found->second.numel() != expected.numel()) {
      wrong << QString::fromStdString("not computed: " + name);
      continue;
    }
    ++compared;
    const double difference =
        (found->second.reshape(expected.sizes()) - expected).abs().max().item<double>();
    const std::string group = group_of(name);
    if (!ctmwa_noise().count(group)) {
      wrong << QString::fromStdString("no tolerance for " + name);
      continue;
    }
    const double allowed = ctmwa_noise().at(group);
    worst[group] = std::max(worst[group], allowed > 0 ? difference / allowed : difference);
    if (!(difference <= ctmwa_noise_factor * allowed))
      wrong << QString::fromStdString(name + ": off by " +
                                      std::to_string(difference / std::max(allowed, 1e-30)) +
                                      " times the noise");
  }
  for (const auto &[group, multiple] : worst)
    if (multiple > 1)
      qInfo("%s: %.2f times the noise", group.c_str(), multiple);
  return wrong;
}

// The weights and inputs that are too many to store: number k of a list, element i.
torch::Tensor by_formula(std::uint64_t k, const std::vector<int64_t> &sizes, double bound) {
  const auto values = torch::empty(sizes);
  auto *at = values.data_ptr<float>();
  for (int64_t i = 0; i < values.numel(); ++i) {
    const auto z = Random((k << 32) + static_cast<std::uint64_t>(i)).next();
    at[i] = static_cast<float>((static_cast<double>(z >> 40) - 8388608.0) / 8388608.0 * bound);
  }
  return values;
}

void add_probes(StateDict &into, const StateDict &step) {
  for (const auto &[name, tensor] : step) {
    // full.s1.GROUP.PARAM → full.s1.probe.GROUP.PARAM and full.s1.norm.GROUP.PARAM
    const std::string rest = name.substr(std::string("full.s1.").size());
    const auto flat = tensor.reshape({-1});
    const int64_t k = std::max<int64_t>(1, flat.numel() / 16);
    if (flat.numel() >= 16)
      into["full.s1.probe." + rest] = flat.slice(0, 0, 15 * k + 1, k).clone();
    into["full.s1.norm." + rest] = tensor.to(torch::kFloat64).norm().to(torch::kFloat32);
    into[name] = tensor;
  }
}

struct Reference {
  StateDict state;
  std::map<std::string, std::string> metadata;
};

PublishedBatch batch_of(const StateDict &state, const std::string &phase) {
  PublishedBatch batch;
  batch.text = state.at(phase + ".text_in");
  batch.image = state.at(phase + ".image_in");
  batch.joint = state.at(phase + ".label");
  if (state.count(phase + ".t_label")) {
    batch.text_label = state.at(phase + ".t_label");
    batch.image_label = state.at(phase + ".v_label");
  }
  return batch;
}

Tensors start_of(const StateDict &state, const PublishedOptions &options) {
  Tensors start;
  for (const Shape &shape : published_shapes(options))
    start[shape.name] = state.at("small.init." + shape.name).clone().reshape(shape.sizes);
  return start;
}

} // namespace

class TestCtmwaParity : public QObject {
  Q_OBJECT
  Reference reference;

  bool open(const std::filesystem::path &file) {
    if (!reference.state.empty())
      return true;
    auto state = read_state(file);
    auto metadata = read_metadata(file);
    if (!state.ok() || !metadata.ok())
      return false;
    reference = {std::move(*state), std::move(*metadata)};
    return true;
  }

private Q_SLOTS:
  void init() { torch::manual_seed(1); }

  void theParametersAreTheAuthorsOwn() {
    AFFECT_NEED_SHARED(file, "fixtures/ctmwa/parity.safetensors");
    QVERIFY(open(file));
    std::size_t count = 0;
    const auto options = options_of(reference.metadata.at("small"));
    for (const auto &[name, tensor] : reference.state)
      count += name.rfind("small.init.", 0) == 0;
    const auto shapes = published_shapes(options);
    QCOMPARE(shapes.size(), count);
    for (const Shape &shape : shapes)
      QCOMPARE(reference.state.at("small.init." + shape.name).sizes().vec(), shape.sizes);
  }

  void twoStepsAreThePublishedOnes() {
    AFFECT_NEED_SHARED(file, "fixtures/ctmwa/parity.safetensors");
    QVERIFY(open(file));
    const auto options = options_of(reference.metadata.at("small"));
    const auto parameters = start_of(reference.state, options);
    StateDict computed;
    put(computed, "small.init.", parameters);
    PublishedTrainer trainer(options, parameters);
    for (const std::string prefix : {"small.s1.", "small.s2."}) {
      const auto trace = trainer.step(batch_of(reference.state, prefix + "support"),
                                      batch_of(reference.state, prefix + "query"));
      put_step(computed, prefix, trace, trainer, parameters);
    }
    int compared = 0;
    for (const char *part : {"small.init.", "small.s1.", "small.s2."}) {
      const auto wrong = compare(reference.state, part, computed, compared);
      QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    }
    QVERIFY(compared > 700);
  }

  void forwardPassesOfEveryKindAreThePublishedOnes() {
    AFFECT_NEED_SHARED(file, "fixtures/ctmwa/parity.safetensors");
    QVERIFY(open(file));
    auto options = options_of(reference.metadata.at("small"));
    options.dropout = 0.3;
    const auto parameters = start_of(reference.state, options);
    const auto batch = batch_of(reference.state, "small.s1.support");
    PublishedPass dropout, eval, no_image, no_text;
    dropout.training = true;
    for (const char *name : {"txt_img", "txt_img_txt", "img_txt", "img_txt_img"})
      dropout.keep[name] = reference.state.at("small.dropout.keep." + std::string(name));
    no_image.has_image = torch::zeros({batch.text.size(0)});
    no_text.has_text = torch::zeros({batch.text.size(0)});
    const auto run = [&](const torch::Tensor &text, const torch::Tensor &image,
                         const PublishedPass &pass) {
      return published_forward(parameters, text, image, pass, options);
    };
    const auto zero_text = torch::zeros_like(batch.text),
               zero_image = torch::zeros_like(batch.image);
    const std::map<std::string, Tensors> cases = {
        {"small.dropout.", run(batch.text, batch.image, dropout)},
        {"small.eval.", run(batch.text, batch.image, eval)},
        {"small.zero_image.", run(batch.text, zero_image, eval)},
        {"small.zero_text.", run(zero_text, batch.image, eval)},
        {"small.missing_image.", run(batch.text, zero_image, no_image)},
        {"small.missing_text.", run(zero_text, batch.image, no_text)},
    };
    for (const auto &[prefix, result] : cases) {
      StateDict computed;
      put(computed, prefix, result);
      int compared = 0;
      const auto wrong = compare(reference.state, prefix, computed, compared);
      QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
      QCOMPARE(compared, 11);
    }
  }

  void theFullSizeIsThePublishedOne() {
    AFFECT_NEED_SHARED(file, "fixtures/ctmwa/parity.safetensors");
    AFFECT_NEED_SHARED(list, "fixtures/ctmwa/full-weights.tsv");
    QVERIFY(open(file));
    const auto options = options_of(reference.metadata.at("full"));
    const auto shapes = published_shapes(options);
    QFile bounds(QString::fromStdString(list.string()));
    QVERIFY(bounds.open(QIODevice::ReadOnly));
    const auto lines = bounds.readAll().trimmed().split('\n');
    QCOMPARE(static_cast<std::size_t>(lines.size()), shapes.size());
    Tensors parameters;
    for (std::size_t k = 0; k < shapes.size(); ++k) {
      const auto cells = lines[static_cast<int>(k)].split('\t');
      QCOMPARE(cells[1].toStdString(), shapes[k].name);
      parameters[shapes[k].name] = by_formula(k, shapes[k].sizes, cells[3].toDouble());
    }
    PublishedBatch support, query;
    support.joint = reference.state.at("full.s1.support.label");
    support.text = by_formula(100, {support.joint.size(0), options.text_width}, 1);
    support.image = by_formula(101, {support.joint.size(0), options.image_width}, 1);
    query.joint = reference.state.at("full.s1.query.label");
    query.text_label = reference.state.at("full.s1.query.t_label");
    query.image_label = reference.state.at("full.s1.query.v_label");
    query.text = by_formula(102, {query.joint.size(0), options.text_width}, 1);
    query.image = by_formula(103, {query.joint.size(0), options.image_width}, 1);
    QVERIFY(torch::allclose(support.text, reference.state.at("full.s1.support.text_in"), 0, 1e-7));
    PublishedTrainer trainer(options, parameters);
    StateDict step, computed;
    put_step(step, "full.s1.", trainer.step(support, query), trainer, parameters);
    add_probes(computed, step);
    int compared = 0;
    const auto wrong = compare(reference.state, "full.s1.", computed, compared);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
    QVERIFY(compared > 500);
  }

  // Without reference data: what can be known of the step by itself.
  void theMetaGradientIsThatOfFiniteDifferences() {
    PublishedOptions options;
    options.text_width = 6;
    options.image_width = 5;
    options.embedding = 4;
    options.dropout = 0;
    options.inner_rate = 0.5;
    options.weights_rate = 0; // the weight nets stay, so that a second step sees the same
    Tensors parameters;
    for (const Shape &shape : published_shapes(options))
      parameters[shape.name] = kaiming(shape);
    const auto label = torch::randint(0, 3, {8}, torch::kInt64);
    const PublishedBatch support{torch::randn({8, 6}), torch::randn({8, 5}), label, {}, {}};
    PublishedBatch query = support;
    query.text = torch::randn({8, 6});
    query.text_label = torch::randint(0, 3, {8}, torch::kInt64);
    query.image_label = torch::randint(0, 3, {8}, torch::kInt64);
    const auto query_loss = [&](double bias) {
      Tensors copy;
      for (const auto &[name, tensor] : parameters)
        copy[name] = tensor.clone();
      copy["img_w_net.linear2.bias"] += bias;
      const auto trace = PublishedTrainer(options, copy).step(support, query);
      return std::make_pair(trace.query.at("loss.total").item<double>(),
                            trace.weights_grad.at("img_w_net.linear2.bias").item<double>());
    };
    const double step = 0.05;
    const double expected = (query_loss(step).first - query_loss(-step).first) / (2 * step);
    const double found = query_loss(0).second;
    QVERIFY2(std::abs(found - expected) < 0.05 * std::abs(expected) + 1e-4,
             qPrintable(QStringLiteral("%1 %2").arg(found).arg(expected)));
  }

  void onlyDecayMovesWhatMeetsNoData() {
    PublishedOptions options;
    options.text_width = 6;
    options.image_width = 5;
    options.embedding = 4;
    Tensors parameters;
    for (const Shape &shape : published_shapes(options))
      parameters[shape.name] = kaiming(shape);
    const auto before = parameters.at("txt2img.self_attn.fc_q.weight").clone();
    const auto rows = parameters.at("txt2img.conv.weight").clone();
    const auto label = torch::randint(0, 3, {8}, torch::kInt64);
    const PublishedBatch batch{torch::randn({8, 6}), torch::randn({8, 5}), label, label, label};
    PublishedTrainer(options, parameters).step(batch, batch);
    const double kept = 1 - options.rate * options.weight_decay;
    QVERIFY(
        torch::allclose(parameters.at("txt2img.self_attn.fc_q.weight"), before * kept, 1e-6, 1e-9));
    QVERIFY(torch::allclose(parameters.at("txt2img.conv.weight").select(2, 4),
                            rows.select(2, 4) * kept, 1e-6, 1e-9));
    QVERIFY(!torch::allclose(parameters.at("txt2img.conv.weight").select(2, 2),
                             rows.select(2, 2) * kept, 1e-5, 1e-7));
  }
};

QTEST_GUILESS_MAIN(TestCtmwaParity)
#include "test_ctmwa_parity.moc"
