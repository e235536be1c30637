#include "base/hash.h"
#include "fake_service.h"
#include "fixtures.h"
#include "models_dialog/card_view.h"
#include "models_dialog/model_details.h"
#include "models_dialog/model_table.h"
#include "models_dialog/models_dialog.h"
#include "shell/actions.h"
#include "shell/main_window.h"
#include "widgets/notice.h"
#include "widgets/paths.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDropEvent>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTextTable>
#include <QToolButton>
#include <QUrl>

#include <fstream>
#include <memory>

using namespace affect;
using namespace affect::ui;
namespace fs = std::filesystem;

namespace {

void write(const fs::path &file, const std::string &bytes) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

// The smallest file of weights: one number.
std::string weights() {
  std::string header = R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size());
  return bytes + header + std::string(4, '\0');
}

fs::path make_encoder(const fs::path &folder) {
  write(folder / "config.json", R"({"model_type": "bert"})");
  write(folder / "model.safetensors", weights());
  write(folder / "vocab.txt", "[PAD]\n");
  write(folder / "README.md",
        "---\nlicense: mit\n---\n# Tiny\n\nSee [the page](https://example.org/tiny).\n");
  return folder;
}

fs::path make_bundle(const fs::path &folder, const std::string &encoder) {
  write(folder / "model.safetensors", weights());
  BundleManifest manifest;
  manifest.id = folder.filename().string();
  manifest.system = "multiscale";
  manifest.text = manifest.image = {encoder, "00"};
  manifest.text_width = manifest.image_width = manifest.regions = 4;
  manifest.weights_sha256 = sha256_of(weights());
  if (!write_manifest(folder, manifest).ok())
    qFatal("cannot write a fixture");
  return folder;
}

} // namespace

class TestModelsDialog : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = to_path(folder_->path());
    qputenv("XDG_DATA_HOME", (path_ / "data").c_str());
    user_ = path_ / "data" / "affectscope" / "models";
    QSettings().clear();
    language_.apply(QStringLiteral("en"));
    theme_.apply(ThemeChoice::light);
    dialog_ = std::make_unique<ModelsDialog>();
    dialog_->show();
    QTRY_VERIFY(dialog_->table()->rowCount() >= 3);
  }

  void cleanup() { dialog_.reset(); }

  void theProgramsModelsAreListedWithTheirCards() {
    select(QStringLiteral("bundle/multiscale-mvsa"));
    QVERIFY(dialog_->details()->card()->toPlainText().contains(QStringLiteral("MVSA-Single")));
    QVERIFY(dialog_->details()->as_text().contains(QStringLiteral("compact-text")));
    QVERIFY(!button("remove_model")->isEnabled());
    QVERIFY(button("remove_model")->toolTip().contains(QStringLiteral("program")));
    QVERIFY(button("use_model")->isEnabled());
    select(QStringLiteral("encoder/compact-text"));
    QVERIFY(!button("use_model")->isVisible());
    dialog_->details()->copy();
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("compact-text")));
    QVERIFY2(!QApplication::clipboard()->text().contains(QChar(0x200B)),
             "what is copied can be pasted anywhere");
  }

  void aDroppedFolderIsImportedVerifiedAndRemoved() {
    const fs::path source = make_encoder(path_ / "tiny");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(from_path(source))});
    drop(data);
    QTRY_VERIFY(row("encoder/tiny") >= 0);
    QTRY_COMPARE(selected(), QStringLiteral("tiny"));
    QVERIFY(!dialog_->notice()->isError());
    QVERIFY(fs::exists(user_ / "encoders" / "tiny" / "import.json"));
    QVERIFY2(!dialog_->details()->card()->toPlainText().contains(QStringLiteral("license")),
             "no YAML in the card");

    QTRY_VERIFY(button("verify_model")->isEnabled());
    QTest::mouseClick(button("verify_model"), Qt::LeftButton);
    QTRY_COMPARE(state("encoder/tiny"), QStringLiteral("Verified"));
    write(user_ / "encoders" / "tiny" / "vocab.txt", "other");
    QTRY_VERIFY(button("verify_model")->isEnabled());
    QTest::mouseClick(button("verify_model"), Qt::LeftButton);
    QTRY_COMPARE(state("encoder/tiny"), QStringLiteral("Changed"));
    QVERIFY(dialog_->notice()->isError());
    QVERIFY(dialog_->findChild<QLabel *>(QStringLiteral("checks"))
                ->text()
                .contains(QStringLiteral("vocab.txt")));

    QTRY_VERIFY(button("remove_model")->isEnabled());
    QTest::mouseClick(button("remove_model"), Qt::LeftButton);
    auto *confirm = dialog_->findChild<QPushButton *>(QStringLiteral("confirm_remove"));
    QVERIFY(confirm);
    QTest::mouseClick(confirm, Qt::LeftButton);
    QTRY_COMPARE(row("encoder/tiny"), -1);
    QVERIFY(!fs::exists(user_ / "encoders" / "tiny"));
    QVERIFY(fs::exists(source));
  }

  void aLinkAndATakenName() {
    const fs::path source = make_encoder(path_ / "tiny");
    dialog_->findChild<QCheckBox *>(QStringLiteral("link_model"))->setChecked(true);
    dialog_->importFolders({from_path(source)});
    QTRY_VERIFY(row("encoder/tiny") >= 0);
    QVERIFY(fs::is_symlink(user_ / "encoders" / "tiny"));
    QTRY_VERIFY(!dialog_->busy());
    dialog_->importFolders({from_path(source)});
    QInputDialog *ask = nullptr;
    QTRY_VERIFY((ask = dialog_->findChild<QInputDialog *>()));
    QVERIFY(ask->labelText().contains(QStringLiteral("tiny")));
    ask->setTextValue(QStringLiteral("../evil"));
    ask->accept();
    QTRY_VERIFY(dialog_->notice()->isError());
    QTRY_VERIFY(!dialog_->busy());
    dialog_->importFolders({from_path(source)});
    QTRY_VERIFY((ask = dialog_->findChild<QInputDialog *>()) && ask->isVisible());
    ask->setTextValue(QStringLiteral("tiny-too"));
    ask->accept();
    QTRY_VERIFY(row("encoder/tiny-too") >= 0);
  }

  void refusalsAreSentences() {
    const QString nothing = from_path(path_ / "empty");
    fs::create_directories(path_ / "empty");
    dialog_->importFolders({nothing});
    QTRY_VERIFY(dialog_->notice()->isError());
    QVERIFY2(dialog_->notice()->sentence().contains(QStringLiteral("config.json")),
             qPrintable(dialog_->notice()->sentence()));
    QMimeData words;
    words.setText(QStringLiteral("just words"));
    drop(words);
    QVERIFY(dialog_->notice()->sentence().contains(QStringLiteral("folder")));
    // A bundle whose encoder is not there is installed and says what it lacks.
    dialog_->importFolders({from_path(make_bundle(path_ / "lonely", "absent-encoder"))});
    QTRY_VERIFY(row("bundle/lonely") >= 0);
    QTRY_COMPARE(state("bundle/lonely"), QStringLiteral("Encoder missing"));
    QVERIFY(dialog_->notice()->sentence().contains(QStringLiteral("absent-encoder")));
    select(QStringLiteral("bundle/lonely"));
    QVERIFY(!button("use_model")->isEnabled());
  }

  void anEncoderInUseByABundleStays() {
    dialog_->importFolders(
        {from_path(make_encoder(path_ / "tiny")), from_path(make_bundle(path_ / "mine", "tiny"))});
    QTRY_VERIFY(row("bundle/mine") >= 0);
    QTRY_VERIFY(!dialog_->busy());
    select(QStringLiteral("encoder/tiny"));
    QTest::mouseClick(button("remove_model"), Qt::LeftButton);
    QVERIFY(dialog_->notice()->isError());
    QVERIFY(dialog_->notice()->sentence().contains(QStringLiteral("mine")));
    QVERIFY(!dialog_->findChild<QMessageBox *>());
    QVERIFY(fs::exists(user_ / "encoders" / "tiny"));
  }

  void aNewerModelIsShownAsSuch() {
    write(user_ / "future" / "manifest.json", R"({"format": 99})");
    dialog_->hide();
    dialog_->show();
    QTRY_VERIFY(row("bundle/future") >= 0);
    QCOMPARE(state("bundle/future"), QStringLiteral("Too new"));
    select(QStringLiteral("bundle/future"));
    auto *problem = dialog_->findChild<QLabel *>(QStringLiteral("model_problem"));
    QVERIFY(problem->isVisible());
    QVERIFY(problem->text().contains(QStringLiteral("newer version")));
    QVERIFY(!button("use_model")->isEnabled());
  }

  void cardsLoadNothingAndAskBeforeTheyOpen() {
    CardView card;
    card.setCard(QStringLiteral("# T\n\n![p](file:///etc/hostname) <script>x</script>\n\n| a | b "
                                "|\n|---|---|\n| 1 | 2 |\n"));
    QVERIFY(card.toPlainText().contains(QStringLiteral("script"))); // text, not markup
    for (const char *file : {"file:///etc/hostname", "/etc/hostname", "/dev/zero"})
      for (const auto type : {QTextDocument::ImageResource, QTextDocument::StyleSheetResource}) {
        const QVariant loaded = card.document()->resource(type, QUrl(QLatin1String(file)));
        QVERIFY(loaded.toByteArray().isEmpty());
        QVERIFY(loaded.value<QImage>().width() <= 1);
      }
    QSignalSpy opened(&card, &CardView::opened);
    Q_EMIT card.anchorClicked(QUrl(QStringLiteral("file:///etc/passwd")));
    QVERIFY(!card.findChild<QMessageBox *>());
    Q_EMIT card.anchorClicked(QUrl(QStringLiteral("https://example.org/x")));
    auto *box = card.findChild<QMessageBox *>();
    QVERIFY(box && box->informativeText().contains(QStringLiteral("example.org")));
    box->reject();
    QCOMPARE(opened.count(), 0);
    QCOMPARE(CardView::without_front_matter(QStringLiteral("---\na: b\n---\nrest")),
             QStringLiteral("rest"));
    QCOMPARE(CardView::without_front_matter(QStringLiteral("--- no end")),
             QStringLiteral("--- no end"));
    card.setCard(QString());
    QVERIFY(card.toPlainText().contains(QStringLiteral("no card")));
  }

  void everythingSpeaksChinese() {
    language_.apply(QStringLiteral("zh_CN"));
    QTRY_COMPARE(dialog_->windowTitle(), QStringLiteral("模型"));
    for (const QPushButton *each : dialog_->findChildren<QPushButton *>())
      if (!each->text().isEmpty())
        QVERIFY2(has_chinese(each->text()), qPrintable(each->text()));
    for (int column = 0; column < ModelTable::columns; ++column)
      QVERIFY(has_chinese(
          dialog_->table()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()));
    for (QWidget *each : dialog_->findChildren<QWidget *>())
      if (each->focusPolicy() != Qt::NoFocus && each->isVisible() &&
          !each->accessibleName().isEmpty())
        QVERIFY(has_chinese(each->accessibleName()) || qobject_cast<QLineEdit *>(each));
  }

  void theWindowReadsWithTheModelChosen() {
    dialog_.reset();
    FakeService service;
    MainWindow window(&service, &theme_, &language_);
    window.show();
    service.announce();
    Fixtures fixtures;
    window.openPaths({make_post(fixtures, QStringLiteral("one"), QStringLiteral("I love this")),
                      make_post(fixtures, QStringLiteral("two"), QStringLiteral("sad"))});
    PostSession *session = window.workspace()->session();
    QTRY_VERIFY(session->shown());
    QTRY_COMPARE(window.workspace()->background()->remaining(), 0);
    const int before = service.answered();
    window.actions()->models->trigger();
    ModelsDialog *dialog = window.modelsDialog();
    QVERIFY(dialog && dialog->isVisible());
    QTRY_VERIFY(dialog->table()->row_of(QStringLiteral("bundle/multiscale-mvsa")) >= 0);
    dialog->select(QStringLiteral("bundle/multiscale-mvsa"));
    auto *use = dialog->findChild<QPushButton *>(QStringLiteral("use_model"));
    QTest::mouseClick(use, Qt::LeftButton);
    QTRY_VERIFY(dialog->notice()->sentence().contains(QStringLiteral("multiscale-mvsa")));
    QVERIFY(!use->isEnabled());
    QTRY_VERIFY(service.answered() >
                before); // the open post at once, the other one in the background
    QTRY_VERIFY(session->shown());
    QTRY_COMPARE(window.workspace()->background()->remaining(), 0);
    QCOMPARE(window.workspace()->items()->at(1).state, ItemState::read);
    QVERIFY(QSettings()
                .value(QStringLiteral("model"))
                .toString()
                .endsWith(QStringLiteral("multiscale-mvsa")));
    Q_EMIT dialog->useRequested(QStringLiteral("broken"));
    QTRY_VERIFY(dialog->notice()->isError());
    QVERIFY(session->shown()); // of the model before, which goes on
  }

private:
  static bool has_chinese(const QString &text) {
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.script() == QChar::Script_Han; });
  }
  QPushButton *button(const char *name) {
    return dialog_->findChild<QPushButton *>(QLatin1String(name));
  }
  int row(const char *key) { return dialog_->table()->row_of(QLatin1String(key)); }
  void select(const QString &key) {
    QVERIFY(dialog_->table()->row_of(key) >= 0);
    dialog_->select(key);
  }
  QString selected() {
    return dialog_->view()->currentIndex().siblingAtColumn(ModelTable::name).data().toString();
  }
  QString state(const char *key) {
    return row(key) < 0 ? QString()
                        : dialog_->table()->index(row(key), ModelTable::state).data().toString();
  }
  void drop(const QMimeData &data) {
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(dialog_.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(dialog_.get(), &drop);
  }

  Fixtures fixtures_;
  Theme theme_;
  Language language_;
  std::unique_ptr<QTemporaryDir> folder_;
  fs::path path_, user_;
  std::unique_ptr<ModelsDialog> dialog_;
};

QTEST_MAIN(TestModelsDialog)
#include "test_models_dialog.moc"
