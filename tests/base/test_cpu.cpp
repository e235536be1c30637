#include "base/cpu.h"

#include <QTest>

using affect::better_blas_kernels;

class TestCpu : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void anUnknownProcessorGetsKernelsItHas();
  void aChoiceOnPurposeIsLeftAlone();
  void thereIsAProcessor();
};

void TestCpu::anUnknownProcessorGetsKernelsItHas() {
  QCOMPARE(better_blas_kernels("Prescott", true, true), "SkylakeX");
  QCOMPARE(better_blas_kernels("Prescott", false, true), "Haswell");
  QCOMPARE(better_blas_kernels("Generic", true, true), "SkylakeX");
  QVERIFY(!better_blas_kernels("Prescott", false, false));
}

void TestCpu::aChoiceOnPurposeIsLeftAlone() {
  for (const char *name :
       {"SkylakeX", "Cooperlake", "SapphireRapids", "Haswell", "Zen", "Sandybridge", ""})
    QVERIFY(!better_blas_kernels(name, true, true));
}

void TestCpu::thereIsAProcessor() { QVERIFY(affect::processor_count() >= 1); }

QTEST_APPLESS_MAIN(TestCpu)
#include "test_cpu.moc"
