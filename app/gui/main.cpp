#include "base/cpu.h"
#include "service/inference_service.h"
#include "service/model_choice.h"
#include "shell/main_window.h"
#include "theme/language.h"
#include "theme/theme.h"
#include "widgets/paths.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QSettings>

namespace {

struct Options {
  QStringList files;
  QString model, language, theme, device;
  bool samples = false;
};

Options parse(const QCoreApplication &app) {
  QCommandLineParser parser;
  parser.setApplicationDescription(
      QCoreApplication::translate("main", "Reads the sentiment of posts and shows why."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(
      QStringLiteral("files"),
      QCoreApplication::translate("main", "Pictures, texts, lists or folders to open."),
      QStringLiteral("[files…]"));
  const auto valued = [&](const char *name, const QString &help, const char *value) {
    parser.addOption({QString::fromLatin1(name), help, QString::fromLatin1(value)});
  };
  valued("model",
         QCoreApplication::translate("main", "Model to read with: a bundle's name or folder."),
         "name");
  valued("device", QCoreApplication::translate("main", "auto, cpu or cuda."), "device");
  valued("lang", QCoreApplication::translate("main", "Language: en or zh_CN."), "code");
  valued("theme", QCoreApplication::translate("main", "system, light or dark."), "name");
  parser.addOption(
      {QStringLiteral("samples"), QCoreApplication::translate("main", "Open the sample posts.")});
  parser.process(app);
  const QSettings settings;
  const auto chosen = [&](const char *option, const char *kept) {
    const QString name = QString::fromLatin1(option);
    return parser.isSet(name) ? parser.value(name)
                              : settings.value(QString::fromLatin1(kept)).toString();
  };
  return {parser.positionalArguments(),
          parser.value(QStringLiteral("model")),
          chosen("lang", "language"),
          chosen("theme", "theme"),
          parser.value(QStringLiteral("device")),
          parser.isSet(QStringLiteral("samples"))};
}

} // namespace

int main(int argc, char **argv) {
  affect::use_fast_blas(argv);
  affect::keep_freed_memory();
  QApplication app(argc, argv);
  QApplication::setApplicationName(QStringLiteral("affectscope"));
  QApplication::setOrganizationName(QStringLiteral("affectscope"));
  QApplication::setApplicationVersion(QStringLiteral(AFFECTSCOPE_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("affectscope"));
  const Options options = parse(app);

  using namespace affect;
  ui::Theme theme;
  ui::Language language;
  language.apply(options.language);
  theme.apply(ui::Theme::from_name(options.theme));
  QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/affectscope.svg")));

  AnalyzerOptions engine;
  engine.bundle = ui::to_path(ui::first_model(options.model));
  if (!options.device.isEmpty())
    engine.device = options.device.toStdString();
  ui::InferenceService service(engine);
  ui::MainWindow window(&service, &theme, &language);
  window.show();
  if (options.samples)
    window.openSamples();
  window.openPaths(options.files);
  return QApplication::exec();
}
