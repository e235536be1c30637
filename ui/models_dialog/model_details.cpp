#include "models_dialog/model_details.h"

#include "models_dialog/card_view.h"
#include "models_dialog/words.h"
#include "widgets/elided_label.h"
#include "widgets/paths.h"

#include <QClipboard>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace affect::ui {
namespace {

// One line that can be selected and copied by mouse and keyboard, however long; the tooltip has the
// whole.
QLineEdit *fact_field(const QString &value) {
  auto *field = new QLineEdit(value);
  field->setObjectName(QStringLiteral("fact"));
  field->setReadOnly(true);
  field->setFrame(false);
  field->setCursorPosition(0);
  field->setToolTip(value);
  return field;
}

} // namespace

ModelDetails::ModelDetails(QWidget *parent) : QWidget(parent) {
  title_ = new ElidedLabel(Qt::ElideMiddle);
  title_->setObjectName(QStringLiteral("title"));
  subtitle_ = new QLabel;
  subtitle_->setObjectName(QStringLiteral("muted"));
  problem_ = new QLabel;
  problem_->setObjectName(QStringLiteral("model_problem"));
  checks_ = new QLabel;
  checks_->setObjectName(QStringLiteral("checks"));
  for (QLabel *label : {problem_, checks_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->hide();
  }
  card_heading_ = new QLabel;
  card_heading_->setObjectName(QStringLiteral("heading"));
  card_ = new CardView;
  card_->setMinimumHeight(140);
  facts_ = new QFormLayout;
  facts_->setContentsMargins(0, 4, 0, 4);
  facts_->setHorizontalSpacing(14);
  facts_->setVerticalSpacing(4);
  facts_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
  column_ = new QVBoxLayout(this);
  column_->setContentsMargins(14, 0, 0, 0);
  column_->setSpacing(6);
  column_->addWidget(title_);
  column_->addWidget(subtitle_);
  column_->addWidget(problem_);
  column_->addLayout(facts_);
  column_->addWidget(checks_);
  column_->addWidget(card_heading_);
  column_->addWidget(card_, 1);
  retranslate();
}

void ModelDetails::add_fact(const QString &name, const QString &value) {
  if (value.isEmpty())
    return;
  lines_.emplace_back(name, value);
  auto *label = new QLabel(name);
  label->setObjectName(QStringLiteral("muted"));
  QLineEdit *fact = fact_field(value);
  fact->setAccessibleName(name);
  facts_->addRow(label, fact);
}

void ModelDetails::show_model(const InstalledModel &model, const Verification *verification) {
  const auto text = [](const std::string &value) { return QString::fromStdString(value); };
  title_->setFullText(text(model.id));
  QStringList kind{word_of(model.kind)};
  if (!model.architecture.empty())
    kind << text(model.architecture);
  if (model.bytes > 0)
    kind << size_text(model.bytes);
  subtitle_->setText(kind.join(QStringLiteral(" · ")));
  problem_->setText(problem_of(model));
  problem_->setVisible(model.problem.has_value());

  while (facts_->rowCount() > 0)
    facts_->removeRow(0);
  lines_.clear();
  QStringList encoders, needed_by;
  for (const auto &encoder : model.encoders)
    encoders
        << (encoder.tuned_blocks > 0
                ? tr("%1 (last blocks tuned: %2)").arg(text(encoder.id)).arg(encoder.tuned_blocks)
                : text(encoder.id));
  encoders.removeDuplicates();
  for (const std::string &bundle : model.needed_by)
    needed_by << text(bundle);
  add_fact(tr("Encoders"), encoders.join(QStringLiteral(", ")));
  add_fact(tr("Needed by"), needed_by.join(QStringLiteral(", ")));
  add_fact(tr("Trained on"), text(model.data));
  add_fact(tr("Folder"), from_path(model.folder));
  add_fact(tr("Linked to"), from_path(model.link));
  add_fact(tr("SHA-256"), text(model.sha256));
  if (!model.user)
    add_fact(tr("Origin"), tr("Came with the program"));
  else if (model.imported.empty())
    add_fact(tr("Origin"), tr("Put there by you"));
  else
    add_fact(tr("Origin"),
             tr("Imported on %1 from %2").arg(text(model.imported), text(model.source)));

  QStringList checks;
  if (verification)
    for (const CheckedFile &file : verification->files) {
      const bool fine = file.state == FileState::fine,
                 unknown = file.state == FileState::unrecorded;
      checks << QStringLiteral("%1 %2").arg(fine      ? u"✓"_qs
                                            : unknown ? u"·"_qs
                                                      : u"⚠"_qs,
                                            sentence_of(file));
    }
  checks_->setText(checks.join(u'\n'));
  checks_->setVisible(!checks.isEmpty());
  card_->setCard(text(model.card));
}

QString ModelDetails::as_text() const {
  QString all = title_->fullText() + u'\n' + subtitle_->text() + u'\n';
  for (const auto &[name, value] : lines_)
    all += QStringLiteral("%1: %2\n").arg(name, value);
  if (!checks_->text().isEmpty())
    all += checks_->text() + u'\n';
  return all;
}

void ModelDetails::copy() const { QGuiApplication::clipboard()->setText(as_text()); }

void ModelDetails::retranslate() {
  card_heading_->setText(tr("Model card"));
  card_->setAccessibleName(tr("Model card"));
  checks_->setAccessibleName(tr("Result of the check"));
}

} // namespace affect::ui
