#include "reading/reading_panel.h"

#include "reading/modality_row.h"
#include "reading/polarity_bars.h"
#include "reading/report.h"
#include "reading/section.h"
#include "reading/selectable_label.h"
#include "reading/semantic_map_view.h"
#include "reading/verdict_header.h"
#include "theme/colours.h"

#include <QEvent>
#include <QLabel>
#include <QStackedWidget>
#include <QStyle>

#include <algorithm>

namespace affect::ui {
namespace {

constexpr int expected_shown = 6, faces_shown = 4;

// One label for the whole table, so that it can be selected and copied in one go.
QString table_of(const QVector<std::pair<QString, QString>> &pairs) {
  QString rows;
  for (const auto &[name, value] : pairs)
    rows += QStringLiteral("<tr><td style='color:%1; padding:0 14px 4px 0'>%2</td><td "
                           "style='padding-bottom:4px'>%3</td></tr>")
                .arg(colours().muted.name(), name.toHtmlEscaped(), value.toHtmlEscaped());
  return QStringLiteral("<table cellspacing='0' cellpadding='0'>%1</table>").arg(rows);
}

} // namespace

ReadingPanel::ReadingPanel(PostSession *session, QWidget *parent)
    : QScrollArea(parent), session_(session) {
  setObjectName(QStringLiteral("reading_panel"));
  setWidgetResizable(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  pages_ = new QStackedWidget;
  empty_ = new QLabel;
  empty_->setObjectName(QStringLiteral("muted"));
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setWordWrap(true);
  empty_->setMargin(20);
  pages_->addWidget(empty_);
  pages_->addWidget(build_content());
  setWidget(pages_);
  connect(session_, &PostSession::opened, this, &ReadingPanel::refresh);
  connect(session_, &PostSession::readingChanged, this, &ReadingPanel::refresh);
  connect(session_, &PostSession::busyChanged, this, &ReadingPanel::refresh);
  connect(session_, &PostSession::failed, this, &ReadingPanel::refresh);
  refresh();
}

QWidget *ReadingPanel::build_content() {
  auto *content = new QWidget;
  auto *column = new QVBoxLayout(content);
  column->setContentsMargins(16, 14, 16, 16);
  column->setSpacing(20);
  verdict_ = new VerdictHeader;
  column->addWidget(verdict_);
  build_probabilities();
  build_modalities();
  map_section_ = new Section;
  map_ = new SemanticMapView;
  map_section_->column()->addWidget(map_);
  expected_section_ = new Section;
  expected_ = selectable_label();
  expected_section_->column()->addWidget(expected_);
  facts_section_ = new Section;
  facts_ = selectable_label();
  facts_section_->column()->addWidget(facts_);
  for (Section *section : {probabilities_section_, modalities_section_, map_section_,
                           expected_section_, facts_section_})
    column->addWidget(section);
  column->addStretch(1);
  return content;
}

void ReadingPanel::build_probabilities() {
  bars_ = new PolarityBars;
  valence_ = selectable_label();
  gauge_ = new ValenceGauge;
  probabilities_section_ = new Section;
  QVBoxLayout *column = probabilities_section_->column();
  column->addWidget(bars_);
  column->addSpacing(6);
  column->addWidget(valence_);
  column->addWidget(gauge_);
}

void ReadingPanel::build_modalities() {
  text_ = new ModalityRow(Modality::text);
  image_ = new ModalityRow(Modality::image);
  audio_ = new ModalityRow(Modality::audio);
  faces_ = selectable_label();
  faces_->setObjectName(QStringLiteral("muted"));
  agreement_ = selectable_label();
  agreement_->setObjectName(QStringLiteral("agreement"));
  modalities_section_ = new Section;
  QVBoxLayout *column = modalities_section_->column();
  column->setSpacing(10);
  for (QWidget *widget :
       std::initializer_list<QWidget *>{text_, image_, faces_, audio_, agreement_})
    column->addWidget(widget);
}

QSize ReadingPanel::minimumSizeHint() const {
  const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, this);
  return {std::max(170, pages_->minimumSizeHint().width() + bar), 120};
}

void ReadingPanel::setUnavailable(const QString &why) {
  unavailable_ = why;
  refresh();
}

void ReadingPanel::refresh() {
  setAccessibleName(tr("Reading panel"));
  const ReadingPtr &shown = session_->shown(), &original = session_->original();
  // While a what-if is read for the first time the original stays; a blank panel would flicker with
  // every letter.
  const ReadingPtr &reading = shown ? shown : original;
  const bool usable = reading && !(session_->changed() && session_->nothingLeft());
  if (usable) {
    show_reading(*reading, session_->changed() && shown && original ? original.get() : nullptr);
    show_page(1);
    return;
  }
  if (!unavailable_.isEmpty())
    empty_->setText(unavailable_);
  else if (session_->key() == 0)
    empty_->setText(tr("Open a post to read it."));
  else if (session_->busy())
    empty_->setText(tr("Reading…"));
  else if (session_->post() && session_->nothingLeft())
    empty_->setText(tr("Nothing is left to read"));
  else
    empty_->setText(tr("This post could not be read."));
  show_page(0);
}

void ReadingPanel::show_page(int page) {
  // The page that is not shown must not make the other one scroll.
  for (int i = 0; i < pages_->count(); ++i) {
    const auto policy = i == page ? QSizePolicy::Preferred : QSizePolicy::Ignored;
    pages_->widget(i)->setSizePolicy(QSizePolicy::Preferred, policy);
  }
  pages_->setCurrentIndex(page);
  updateGeometry();
}

void ReadingPanel::show_reading(const Reading &reading, const Reading *before) {
  verdict_->setReading(reading, before);
  show_valence(reading, before);
  const auto show = [&](ModalityRow *row, Modality modality) {
    row->setReading(reading.modality(modality), session_->whatIf().hides(modality),
                    before ? before->modality(modality) : nullptr);
  };
  show(text_, Modality::text);
  show(image_, Modality::image);
  show(audio_, Modality::audio);
  modalities_section_->setVisible(!reading.modalities.empty());
  show_faces(reading);
  show_agreement(reading);

  map_section_->setVisible(reading.semantic_map.has_value());
  map_->setMap(reading.semantic_map.value_or(SemanticMap()), reading.modalities);
  const auto expected = expected_lines(reading, expected_shown);
  expected_section_->setVisible(!expected.isEmpty());
  expected_->setText(table_of(expected));
  facts_->setText(table_of(facts_of(reading)));
  retranslate_titles();
}

void ReadingPanel::show_valence(const Reading &reading, const Reading *before) {
  const auto valence_in = [](const Reading &one) {
    return static_cast<double>(one.intensity.value_or(valence_of(one.probabilities)));
  };
  const double valence = valence_in(reading);
  std::optional<double> valence_before;
  std::optional<PolarityProbabilities> probabilities_before;
  QString text = tr("Valence %1").arg(signed_number(valence));
  if (before) {
    valence_before = valence_in(*before);
    probabilities_before = before->probabilities;
    text = tr("Valence %1, was %2 (%3)")
               .arg(signed_number(valence), signed_number(*valence_before),
                    signed_number(valence - *valence_before));
  }
  bars_->setProbabilities(reading.probabilities, probabilities_before);
  valence_->setText(text);
  gauge_->setValence(valence, valence_before);
}

void ReadingPanel::retranslate_titles() {
  probabilities_section_->setTitle(tr("Probabilities"));
  modalities_section_->setTitle(tr("Each part alone"));
  map_section_->setTitle(
      tr("By semantic dimension"),
      tr("How much each part weighed in each dimension of the model's common space"));
  expected_section_->setTitle(
      tr("Expected here"),
      tr("What the language model would rather put in a word's place, most surprising first"));
  facts_section_->setTitle(tr("Read by"));
}

void ReadingPanel::show_faces(const Reading &reading) {
  const QStringList lines = face_lines(reading, faces_shown);
  faces_->setVisible(!lines.isEmpty());
  // A single face has nothing to be told apart from.
  faces_->setText((reading.faces.size() == 1 ? lines.mid(0, lines.size() - 1) : lines).join(u'\n'));
  const bool one_of_them = !reading.faces.empty() && !reading.faces.back().read;
  faces_->setToolTip(
      one_of_them || reading.duration_s
          ? tr("Faces are followed over the frames; the one that is largest over all of them is "
               "read")
          : tr("Faces that look ahead are found and their expressions read; what these add stands "
               "beside what the picture as a whole says"));
}

void ReadingPanel::show_agreement(const Reading &reading) {
  const QString line = agreement_line(reading);
  agreement_->setVisible(!line.isEmpty());
  // The sign says it too, for those who do not see the colour.
  agreement_->setText((reading.disagreement ? QStringLiteral("\u2260  ") : QStringLiteral("=  ")) +
                      line);
  agreement_->setProperty("disagree", reading.disagreement);
  // The sheet looks at the property only when the label is polished.
  agreement_->style()->unpolish(agreement_);
  agreement_->style()->polish(agreement_);
}

void ReadingPanel::changeEvent(QEvent *event) {
  if (pages_ && (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange))
    refresh();
  QScrollArea::changeEvent(event);
}

} // namespace affect::ui
