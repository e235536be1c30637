#include "batch_dock/batch_setup.h"

#include "batch_dock/run_row.h"
#include "theme/colours.h"
#include "theme/icon.h"
#include "widgets/elided_label.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>

namespace affect::ui {
namespace {

constexpr std::size_t most_shown = 6; // of the runs before

const QColor &text_colour() { return colours().text; }
const QColor &accent_text_colour() { return colours().on_accent; }

// The button that comes next is the one in colour.
void set_primary(QPushButton *button, bool primary) {
  if (button->property("primary").toBool() == primary)
    return;
  button->setProperty("primary", primary);
  button->style()->unpolish(button);
  button->style()->polish(button);
}

} // namespace

BatchSetup::BatchSetup(QWidget *parent) : QWidget(parent) {
  setObjectName(QStringLiteral("batch_setup"));
  title_ = new QLabel;
  title_->setObjectName(QStringLiteral("title"));
  text_ = new QLabel;
  text_->setObjectName(QStringLiteral("muted"));
  text_->setWordWrap(true);
  auto *left = new QVBoxLayout;
  left->setSpacing(7);
  left->addWidget(title_);
  left->addWidget(text_);
  left->addSpacing(2);
  left->addLayout(build_inputs());
  left->addLayout(build_choice());
  left->addStretch(1);
  build_earlier();
  auto *row = new QHBoxLayout(this);
  row->setContentsMargins(14, 10, 14, 8);
  row->setSpacing(28);
  row->addLayout(left, 1);
  row->addWidget(earlier_scroll_, 1);
  retranslate();
}

// Where the posts come from: buttons to add to them, what was added, a button to clear it.
QLayout *BatchSetup::build_inputs() {
  folder_ = new QPushButton;
  folder_->setObjectName(QStringLiteral("add_folder"));
  files_ = new QPushButton;
  files_->setObjectName(QStringLiteral("add_files"));
  files_->setIcon(icon(QStringLiteral("open")));
  inputs_text_ = new ElidedLabel(Qt::ElideMiddle);
  clear_ = new QToolButton;
  clear_->setObjectName(QStringLiteral("clear_inputs"));
  clear_->setIcon(icon(QStringLiteral("close")));
  connect(folder_, &QPushButton::clicked, this, &BatchSetup::chooseFolder);
  connect(files_, &QPushButton::clicked, this, &BatchSetup::chooseFiles);
  connect(clear_, &QToolButton::clicked, this, [this] {
    clearInputs();
    folder_->setFocus();
  });
  auto *row = new QHBoxLayout;
  row->setSpacing(8);
  for (QWidget *widget : std::initializer_list<QWidget *>{folder_, files_, inputs_text_, clear_})
    row->addWidget(widget);
  row->addStretch(1);
  return row;
}

// The model that reads them, and the button that starts.
QLayout *BatchSetup::build_choice() {
  model_label_ = new QLabel;
  model_ = new QComboBox;
  model_->setObjectName(QStringLiteral("batch_model"));
  model_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  model_label_->setBuddy(model_);
  start_ = new QPushButton;
  start_->setObjectName(QStringLiteral("start_batch"));
  start_->setAutoDefault(true); // Enter starts, too
  connect(start_, &QPushButton::clicked, this,
          [this] { Q_EMIT startRequested(inputs_, models()); });
  connect(model_, &QComboBox::activated, this, [this] { model_chosen_ = true; });
  auto *row = new QHBoxLayout;
  row->setSpacing(8);
  for (QWidget *widget : std::initializer_list<QWidget *>{model_label_, model_, start_})
    row->addWidget(widget);
  row->addStretch(1);
  return row;
}

void BatchSetup::build_earlier() {
  earlier_box_ = new QWidget;
  earlier_ = new QVBoxLayout(earlier_box_);
  earlier_->setContentsMargins(0, 2, 0, 0);
  earlier_->setSpacing(1);
  earlier_title_ = new QLabel;
  earlier_title_->setObjectName(QStringLiteral("heading"));
  earlier_->addWidget(earlier_title_);
  earlier_->addStretch(1);
  earlier_scroll_ = new QScrollArea; // so that many runs do not make the page higher
  earlier_scroll_->setWidget(earlier_box_);
  earlier_scroll_->setWidgetResizable(true);
  earlier_scroll_->setFrameShape(QFrame::NoFrame);
  earlier_scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  earlier_scroll_->setFocusPolicy(Qt::NoFocus);
  earlier_scroll_->hide();
}

void BatchSetup::setEarlier(const EarlierRuns &runs) {
  for (RunRow *row : earlier_box_->findChildren<RunRow *>())
    delete row;
  for (std::size_t i = 0; i < std::min(runs.size(), most_shown); ++i) {
    auto *row = new RunRow;
    row->setRun(runs[i]);
    connect(row, &RunRow::resumeRequested, this, &BatchSetup::resumeRequested);
    connect(row, &RunRow::open, this, &BatchSetup::open);
    connect(row, &RunRow::discard, this, &BatchSetup::discard);
    earlier_->insertWidget(static_cast<int>(i) + 1, row);
  }
  earlier_scroll_->setVisible(!runs.empty());
}

void BatchSetup::addInputs(const QStringList &paths) {
  for (const QString &path : paths) {
    const QString whole = QFileInfo(path).absoluteFilePath();
    if (!inputs_.contains(whole))
      inputs_ << whole;
  }
  refresh();
  if (!inputs_.isEmpty() && start_->isEnabled())
    start_->setFocus();
}

void BatchSetup::clearInputs() {
  inputs_.clear();
  refresh();
}

void BatchSetup::setModels(const QStringList &bundles, const QString &current) {
  const QSignalBlocker quiet(model_);
  const QString wanted = model_chosen_ ? model_->currentData().toStringList().join(u'/') : current;
  bundles_ = bundles;
  model_->clear();
  for (const QString &bundle : bundles)
    model_->addItem(bundle, QStringList{bundle});
  if (bundles.size() > 1)
    model_->addItem(tr("All models, to compare them"), bundles);
  for (int i = 0; i < model_->count(); ++i)
    if (model_->itemData(i).toStringList().join(u'/') == wanted)
      model_->setCurrentIndex(i);
  refresh();
}

QStringList BatchSetup::models() const { return model_->currentData().toStringList(); }

void BatchSetup::setStartPossible(bool possible) {
  start_possible_ = possible;
  refresh();
}

void BatchSetup::setRoom(int height) {
  const auto show = [this](bool all) {
    title_->setVisible(all);
    text_->setVisible(all);
    layout()->setContentsMargins(14, all ? 10 : 6, 14, all ? 8 : 6);
    layout()->activate();
  };
  show(true);
  if (layout()->totalHeightForWidth(width()) > height)
    show(false);
}

void BatchSetup::chooseFolder() {
  const QString key = QStringLiteral("folder");
  const QString folder = QFileDialog::getExistingDirectory(
      window(), tr("Analyse a folder of posts"), QSettings().value(key).toString());
  if (folder.isEmpty())
    return;
  QSettings().setValue(key, folder);
  addInputs({folder});
}

void BatchSetup::chooseFiles() {
  const QString key = QStringLiteral("folder");
  const QStringList files = QFileDialog::getOpenFileNames(window(), tr("Analyse files and lists"),
                                                          QSettings().value(key).toString());
  if (files.isEmpty())
    return;
  QSettings().setValue(key, QFileInfo(files.front()).path());
  addInputs(files);
}

void BatchSetup::refresh() {
  const bool any = !inputs_.isEmpty();
  inputs_text_->setFullText(name_of_inputs(inputs_));
  inputs_text_->setToolTip(inputs_.join(u'\n'));
  clear_->setVisible(any);
  start_->setEnabled(any && start_possible_ && model_->count() > 0);
  set_primary(folder_, !start_->isEnabled());
  folder_->setIcon(start_->isEnabled() ? icon(QStringLiteral("folder"), text_colour)
                                       : icon(QStringLiteral("folder"), accent_text_colour));
  set_primary(start_, start_->isEnabled());
  start_->setToolTip(model_->count() == 0 ? tr("No model is installed")
                     : any
                         ? tr("Analyse every post in there; what was done before is not done again")
                         : tr("Add a folder first"));
}

void BatchSetup::changeEvent(QEvent *event) {
  if (event->type() == QEvent::LanguageChange)
    retranslate();
  QWidget::changeEvent(event);
}

void BatchSetup::retranslate() {
  title_->setText(tr("Analyse whole folders"));
  text_->setText(tr("Add folders or lists of posts, or drop them here. The results can be "
                    "filtered, opened and saved as CSV, "
                    "JSON Lines or HTML; a run that is interrupted goes on where it was."));
  const auto name = [](QAbstractButton *button, const QString &text, const QString &tip) {
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text.isEmpty() ? tip
                                             : QString(text).remove(u'&').remove(QChar(0x2026)));
  };
  name(folder_, tr("Add folder…"), tr("Every post in a folder and below it"));
  name(files_, tr("Add files…"), tr("Pictures, clips, texts, or lists of posts (CSV, JSON Lines)"));
  name(clear_, QString(), tr("Take all off again"));
  name(start_, tr("Start"), QString());
  model_label_->setText(tr("Model:"));
  model_->setAccessibleName(tr("Model to analyse with"));
  model_->setToolTip(
      tr("The model that reads the posts of this run; the window's own model stays"));
  if (bundles_.size() > 1)
    model_->setItemText(model_->count() - 1, tr("All models, to compare them"));
  earlier_title_->setText(tr("Earlier runs"));
  refresh();
}

} // namespace affect::ui
