#include "models_dialog/card_view.h"

#include "theme/colours.h"

#include <QDesktopServices>
#include <QEvent>
#include <QMessageBox>
#include <QPushButton>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>

namespace affect::ui {
namespace {

// Qt's own headings are twice as large as the text; a card is read in a narrow pane.
void calm_headings(QTextDocument *document, qreal points) {
  for (QTextBlock block = document->begin(); block.isValid(); block = block.next()) {
    const int level = block.blockFormat().headingLevel();
    QTextCursor cursor(block);
    QTextBlockFormat format;
    format.setTopMargin(level > 0 && block != document->begin() ? 14 : 2);
    format.setBottomMargin(level > 0 ? 4 : 6);
    if (!cursor.currentTable() && !block.textList())
      cursor.mergeBlockFormat(format);
    if (level == 0)
      continue;
    cursor.select(QTextCursor::BlockUnderCursor);
    QTextCharFormat text;
    text.setProperty(QTextFormat::FontSizeAdjustment, 0);
    text.setFontPointSize(points * (level == 1 ? 1.3 : level == 2 ? 1.12 : 1.0));
    text.setFontWeight(QFont::DemiBold);
    cursor.mergeCharFormat(text);
  }
}

void draw_tables(QTextFrame *frame) {
  for (QTextFrame *child : frame->childFrames())
    if (auto *table = qobject_cast<QTextTable *>(child)) {
      QTextTableFormat format = table->format();
      format.setBorder(1);
      format.setBorderCollapse(true);
      format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
      format.setBorderBrush(colours().border);
      format.setCellPadding(4);
      format.setTopMargin(4);
      format.setBottomMargin(8);
      table->setFormat(format);
    }
}

} // namespace

CardView::CardView(QWidget *parent) : QTextBrowser(parent) {
  setObjectName(QStringLiteral("card"));
  setOpenLinks(false);
  setFrameShape(QFrame::NoFrame);
  document()->setDocumentMargin(10);
  setTabChangesFocus(true);
  connect(this, &QTextBrowser::anchorClicked, this, &CardView::ask);
}

QString CardView::without_front_matter(const QString &markdown) {
  if (!markdown.startsWith(QStringLiteral("---\n")) &&
      !markdown.startsWith(QStringLiteral("---\r\n")))
    return markdown;
  const qsizetype end = markdown.indexOf(QStringLiteral("\n---"), 3);
  if (end < 0)
    return markdown;
  const qsizetype line = markdown.indexOf(u'\n', end + 4);
  return line < 0 ? QString() : markdown.mid(line + 1);
}

void CardView::setCard(const QString &markdown) {
  const QString plain = without_front_matter(markdown);
  if (plain == markdown_ && !plain.isEmpty())
    return; // the reader keeps the place
  markdown_ = plain;
  render();
}

void CardView::render() {
  if (markdown_.trimmed().isEmpty()) {
    setPlainText(tr("This model has no card (MODEL_CARD.md or README.md)."));
    return;
  }
  document()->setMarkdown(markdown_,
                          QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) |
                              QTextDocument::MarkdownNoHTML);
  calm_headings(document(), font().pointSizeF());
  draw_tables(document()->rootFrame());
  moveCursor(QTextCursor::Start);
}

QVariant CardView::loadResource(int type, const QUrl &) {
  // An empty answer would make the document read the file itself, even a device without end.
  if (type != QTextDocument::ImageResource)
    return QByteArrayLiteral("");
  QImage nothing(1, 1, QImage::Format_ARGB32);
  nothing.fill(Qt::transparent);
  return nothing;
}

void CardView::ask(const QUrl &address) {
  if (address.scheme() != QStringLiteral("https") && address.scheme() != QStringLiteral("http")) {
    if (!address.fragment().isEmpty() && address.path().isEmpty())
      scrollToAnchor(address.fragment());
    return;
  }
  auto *box = new QMessageBox(QMessageBox::Question, tr("Open address"),
                              tr("Open this address in the browser?"), QMessageBox::Cancel, this);
  box->setAttribute(Qt::WA_DeleteOnClose);
  box->setTextFormat(Qt::PlainText);
  box->setInformativeText(
      QString::fromLatin1(address.toEncoded().left(400))); // as it is, without look-alike letters
  auto *open = box->addButton(tr("Open"), QMessageBox::AcceptRole);
  box->setDefaultButton(QMessageBox::Cancel);
  connect(open, &QPushButton::clicked, this, [this, address] {
    Q_EMIT opened(address);
    QDesktopServices::openUrl(address);
  });
  box->open();
}

void CardView::changeEvent(QEvent *event) {
  QTextBrowser::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LanguageChange)
    render();
}

} // namespace affect::ui
