#include "compare/compare_table.h"

#include "batch/rows/csv_cell.h"
#include "batch/rows/highlights.h"
#include "reading/report.h"
#include "theme/colours.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <functional>

namespace affect::ui {
namespace {

struct Compare {
  Q_DECLARE_TR_FUNCTIONS(Compare)
};

using Models = std::vector<ComparedModel>;
/// A model's cell of a row, or none where it has nothing to say.
using CellOf = std::function<std::optional<CompareCell>(const Reading &)>;
/// What two readings must share in order not to differ; compared as text.
using KeyOf = std::function<QString(const Reading &)>;

const QString nothing = QStringLiteral("\u2014");

CompareCell number_cell(double value, const QString &text, std::optional<double> share = {}) {
  return {text, value, share, {}};
}

CompareCell label_cell(const PolarityProbabilities &probabilities) {
  const Polarity polarity = polarity_of(probabilities);
  const QString text =
      QStringLiteral("%1 %2 %3")
          .arg(sign_of(polarity), label_of(polarity),
               percent(static_cast<double>(probabilities[static_cast<std::size_t>(polarity)])));
  return {text, {}, {}, polarity};
}

QString words_of(const Reading &reading) {
  QStringList words;
  for (const Highlight &one : top_words(reading))
    words << QString::fromStdString(one.name);
  return words.join(QStringLiteral(", "));
}

class Rows {
public:
  explicit Rows(const Models &models) : models_(models) {}

  void heading(const QString &name) { heading_ = name; }

  // A row whose numbers differ from notable_difference on.
  void numbers(const QString &name, const CellOf &cell) {
    add(name, {}, cell, [](const std::vector<const CompareCell *> &said, const auto &) {
      const auto [least, most] = std::minmax_element(
          said.begin(), said.end(),
          [](const CompareCell *a, const CompareCell *b) { return *a->value < *b->value; });
      return *(*most)->value - *(*least)->value >= notable_difference - 1e-6;
    });
  }

  // A row that differs where the keys do; without a key it is never marked.
  void texts(const QString &name, const CellOf &cell, const KeyOf &key = {},
             const QString &tip = {}) {
    add(name, tip, cell, [&key](const auto &, const std::vector<const Reading *> &by) {
      return key && std::any_of(by.begin(), by.end(),
                                [&](const Reading *one) { return key(*one) != key(*by[0]); });
    });
  }

  std::vector<CompareRow> take() { return std::move(rows_); }

private:
  template <typename Differs>
  void add(const QString &name, const QString &tip, const CellOf &cell, const Differs &differs) {
    CompareRow row{name, tip, {}, false};
    std::vector<std::optional<CompareCell>> cells;
    for (const ComparedModel &model : models_)
      cells.push_back(model.reading ? cell(*model.reading) : std::nullopt);
    std::vector<const CompareCell *> said;
    std::vector<const Reading *> by;
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (cells[i]) {
        said.push_back(&*cells[i]);
        by.push_back(models_[i].reading.get());
      }
    if (said.empty())
      return;
    row.differs = said.size() > 1 && differs(said, by);
    for (auto &each : cells)
      row.cells.push_back(each ? std::move(*each) : CompareCell{nothing, {}, {}, {}});
    if (!heading_.isEmpty())
      rows_.push_back({std::exchange(heading_, {}), {}, {}, false});
    rows_.push_back(std::move(row));
  }

  const Models &models_;
  std::vector<CompareRow> rows_;
  QString heading_;
};

void add_result(Rows &rows) {
  rows.heading(Compare::tr("Result"));
  rows.texts(
      Compare::tr("Polarity"), [](const Reading &r) { return label_cell(r.probabilities); },
      [](const Reading &r) {
        return QString::number(static_cast<int>(polarity_of(r.probabilities)));
      });
  for (const Polarity polarity : {Polarity::positive, Polarity::neutral, Polarity::negative})
    rows.numbers(label_of(polarity), [polarity](const Reading &r) {
      const auto p = static_cast<double>(r.probabilities[static_cast<std::size_t>(polarity)]);
      CompareCell cell = number_cell(p, percent(p), p);
      cell.polarity = polarity;
      return cell;
    });
  rows.numbers(Compare::tr("Valence"), [](const Reading &r) {
    const auto valence = static_cast<double>(intensity_of(r));
    return number_cell(valence, signed_number(valence));
  });
}

void add_modalities(Rows &rows) {
  rows.heading(Compare::tr("Each part alone"));
  for (const Modality which : {Modality::text, Modality::image}) {
    rows.texts(
        label_of(which),
        [which](const Reading &r) -> std::optional<CompareCell> {
          const UnimodalReading *one = r.modality(which);
          if (!one)
            return std::nullopt;
          if (one->presence != Presence::present)
            return CompareCell{presence_line(*one), {}, {}, {}};
          return one->probabilities ? std::optional(label_cell(*one->probabilities)) : std::nullopt;
        },
        [which](const Reading &r) {
          const UnimodalReading *one = r.modality(which);
          return one->presence != Presence::present ? presence_line(*one)
                                                    : sign_of(polarity_of(*one->probabilities));
        });
    rows.numbers(Compare::tr("Weight of the %1").arg(label_of(which).toLower()),
                 [which](const Reading &r) -> std::optional<CompareCell> {
                   const UnimodalReading *one = r.modality(which);
                   if (!one || !one->weight)
                     return std::nullopt;
                   const auto weight = static_cast<double>(*one->weight);
                   return number_cell(weight, QString::number(weight, 'f', 2), weight);
                 });
  }
  rows.texts(
      Compare::tr("Agreement"),
      [](const Reading &r) -> std::optional<CompareCell> {
        if (agreement_line(r).isEmpty())
          return std::nullopt;
        return CompareCell{r.disagreement ? Compare::tr("\u2260 its parts disagree")
                                          : Compare::tr("= no contradiction"),
                           {},
                           {},
                           {}};
      },
      [](const Reading &r) { return QString::number(r.disagreement); });
  rows.texts(
      Compare::tr("Top words"),
      [](const Reading &r) -> std::optional<CompareCell> {
        const QString words = words_of(r);
        return words.isEmpty() ? std::nullopt : std::optional(CompareCell{words, {}, {}, {}});
      },
      [](const Reading &r) {
        QStringList words = words_of(r).split(QStringLiteral(", "));
        words.sort();
        return words.join(u' ');
      },
      Compare::tr("The words the image attends to most, where the system attends between words and "
                  "regions"));
}

void add_facts(Rows &rows) {
  rows.heading(Compare::tr("Read by"));
  const auto fact = [&](const QString &name, const auto &of, const QString &tip = {}) {
    const auto cell = [of](const Reading &reading) { return CompareCell{of(reading), {}, {}, {}}; };
    rows.texts(name, cell, {}, tip);
  };
  fact(Compare::tr("System"), [](const Reading &r) { return QString::fromStdString(r.system); });
  fact(Compare::tr("Text encoder"),
       [](const Reading &r) { return encoder_text(r.text_encoder, r.text_tuned_blocks); });
  fact(Compare::tr("Image encoder"),
       [](const Reading &r) { return encoder_text(r.image_encoder, r.image_tuned_blocks); });
  fact(Compare::tr("Device"),
       [](const Reading &r) { return QString::fromStdString(r.device + ", " + r.precision); });
  rows.texts(
      Compare::tr("Time"),
      [](const Reading &r) {
        return number_cell(r.elapsed_ms, Compare::tr("%1 ms").arg(QString::number(
                                             r.elapsed_ms, 'f', r.elapsed_ms < 10 ? 1 : 0)));
      },
      {},
      Compare::tr("What models with the same encoders have in common is computed once; the later "
                  "ones are faster"));
}

// A model's state where it has no reading.
QString state_of(const ComparedModel &model) {
  return model.error ? Compare::tr("could not be read") : Compare::tr("not read");
}

} // namespace

std::vector<CompareRow> compare_rows(const Models &models) {
  Rows rows(models);
  add_result(rows);
  add_modalities(rows);
  add_facts(rows);
  return rows.take();
}

QString compare_as_text(const Models &models) {
  QStringList header{Compare::tr("Model")};
  for (const ComparedModel &model : models)
    header << (model.reading ? model.bundle
                             : QStringLiteral("%1 (%2)").arg(model.bundle, state_of(model)));
  QString text = header.join(u'\t') + u'\n';
  for (const CompareRow &row : compare_rows(models)) {
    if (row.heading())
      continue;
    QStringList cells{(row.differs ? QStringLiteral("\u2260 ") : QString()) + row.name};
    for (const CompareCell &cell : row.cells)
      cells << QString(cell.text).replace(u'\t', u' ');
    text += cells.join(u'\t') + u'\n';
  }
  return text;
}

QString compare_as_csv(const Models &models) {
  std::string csv;
  const auto line = [&csv](const std::vector<std::string> &cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0)
        csv += ',';
      append_csv_cell(csv, cells[i]);
    }
    csv += "\r\n";
  };
  std::vector<std::string> header{csv_text(Compare::tr("Model").toStdString())};
  for (const ComparedModel &model : models)
    header.push_back(csv_text(model.bundle.toStdString()));
  header.push_back(Compare::tr("differs").toStdString());
  line(header);
  for (const CompareRow &row : compare_rows(models)) {
    if (row.heading())
      continue;
    std::vector<std::string> cells{csv_text(row.name.toStdString())};
    for (const CompareCell &cell : row.cells) {
      if (cell.value)
        cells.push_back(csv_number(*cell.value));
      else // a polarity without its sign, which a spreadsheet would take for arithmetic
        cells.push_back(cell.polarity          ? label_of(*cell.polarity).toStdString()
                        : cell.text == nothing ? std::string()
                                               : csv_text(cell.text.toStdString()));
    }
    cells.push_back(row.differs ? "true" : "false");
    line(cells);
  }
  return QString::fromStdString(csv);
}

} // namespace affect::ui
