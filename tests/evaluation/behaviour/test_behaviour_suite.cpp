#include "evaluation/behaviour/behaviour_templates.h"
#include "source_dir.h"

#include <QtTest>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace affect;

namespace {

std::string content_of(const std::string &file) {
  std::ifstream in(source_dir() / file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

BehaviourTemplates templates_of(const std::string &file) {
  auto templates = parse_behaviour_templates(content_of(file));
  if (!templates.ok())
    qFatal("%s: %s", file.c_str(), templates.error().message.c_str());
  return std::move(*templates);
}

std::string lower(std::string text) {
  for (char &c : text)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::set<std::string> lexicon_of(const BehaviourTemplates &templates) {
  std::set<std::string> words;
  for (const auto &[name, list] : templates.words)
    for (const std::string &word : list)
      words.insert(lower(word));
  return words;
}

// Without those that are slots and nothing else, such as an emoji alone.
std::set<std::string> texts_of(const BehaviourTemplates &templates) {
  std::set<std::string> texts;
  for (const auto &capability : templates.capabilities)
    for (const BehaviourTemplate &one : capability)
      for (const SlottedText &text : one.texts) {
        std::string words, whole;
        for (std::size_t i = 0; i < text.texts.size(); ++i) {
          words += text.texts[i];
          whole += text.texts[i];
          if (i < text.slots.size())
            whole += "{" + text.slots[i].list + "}";
        }
        if (words.find_first_not_of(" ,.:!?@#") != std::string::npos)
          texts.insert(lower(whole));
      }
  return texts;
}

std::vector<std::string> common(const std::set<std::string> &a, const std::set<std::string> &b) {
  std::vector<std::string> result;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(result));
  return result;
}

} // namespace

/// The shipped templates: what a model learns from, and what it is tested by.
class TestBehaviourSuite : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void theSuiteSharesNothingWithWhatIsLearnt_data() {
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << "en";
    QTest::newRow("Chinese") << "zh";
  }
  void theSuiteSharesNothingWithWhatIsLearnt() {
    QFETCH(QString, language);
    const std::string name = language.toStdString();
    const auto train = templates_of("resources/behaviours/train_" + name + ".json");
    const auto suite = templates_of("tests/behaviour/suite_" + name + ".json");
    QCOMPARE(train.language, name);
    QCOMPARE(suite.language, name);
    const auto words = common(lexicon_of(train), lexicon_of(suite));
    QVERIFY2(words.empty(), words.empty() ? "" : ("shared word: " + words[0]).c_str());
    const auto texts = common(texts_of(train), texts_of(suite));
    QVERIFY2(texts.empty(), texts.empty() ? "" : ("shared template: " + texts[0]).c_str());
    QVERIFY(texts_of(train).size() > 400 && lexicon_of(train).size() > 400);
  }

  void theSuiteIsWhatItsTemplatesGive() {
    std::string lines;
    for (const char *file : {"tests/behaviour/suite_en.json", "tests/behaviour/suite_zh.json"})
      for (const BehaviourTest &test : expand(templates_of(file)))
        lines += line_of(test) + "\n";
    // Made by: affectscope-cli data behaviours suite_en.json suite_zh.json --out suite.jsonl
    QVERIFY(content_of("tests/behaviour/suite.jsonl") == lines);
  }

  void theSuiteIsLarge() {
    const auto read = parse_behaviour_tests(content_of("tests/behaviour/suite.jsonl"));
    QVERIFY(read.errors.empty());
    std::map<std::string, std::map<std::string, int>> tests; // by language and capability
    std::set<std::string> texts;
    for (const BehaviourTest &test : read.tests) {
      ++tests[test.language][test.capability];
      texts.insert(test.texts.begin(), test.texts.end());
    }
    QCOMPARE(tests.size(), std::size_t(2));
    for (const auto &[language, capabilities] : tests) {
      QVERIFY(capabilities.size() >= 40);
      for (const auto &[capability, count] : capabilities)
        QVERIFY2(count >= 50, (language + " " + capability).c_str());
    }
    for (const auto &[capability, count] : tests["zh"]) // the same words for both languages
      QVERIFY2(tests["en"].contains(capability), capability.c_str());
    QVERIFY(texts.size() > 8000);
  }

  void theExamplesOfTheDocumentAreRead() {
    std::string document = content_of("docs/behaviour.md");
    const std::size_t begin = document.find("    {\n     \"language\""),
                      end = document.find("\n    }\n");
    QVERIFY(begin != std::string::npos && end != std::string::npos);
    const auto templates = parse_behaviour_templates(document.substr(begin, end + 6 - begin));
    QVERIFY2(templates.ok(), templates.ok() ? "" : templates.error().message.c_str());
    QVERIFY(expand(*templates).size() > 10);
    std::string line = document.substr(document.find("    {\"capability\""));
    line = line.substr(0, line.find("\n\n"));
    std::replace(line.begin(), line.end(), '\n', ' ');
    QCOMPARE(parse_behaviour_tests(line).tests.size(), std::size_t(1));
  }

  void whatIsLearntHasLabels() {
    // A test of the kind up says nothing of a label, so a few of them must do.
    for (const char *name : {"en", "zh"}) {
      const auto tests =
          expand(templates_of("resources/behaviours/train_" + std::string(name) + ".json"));
      const auto labelled =
          std::count_if(tests.begin(), tests.end(),
                        [](const BehaviourTest &test) { return test.kind == BehaviourKind::is; });
      QVERIFY(static_cast<double>(labelled) > 0.8 * static_cast<double>(tests.size()));
    }
  }
};

QTEST_GUILESS_MAIN(TestBehaviourSuite)
#include "test_behaviour_suite.moc"
