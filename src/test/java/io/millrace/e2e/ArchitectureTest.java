package io.millrace.e2e;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between the modules, and who may know which library. */
class ArchitectureTest {
  private static final String[] CLOUD_SDKS = {
    "com.amazonaws..",
    "software.amazon..",
    "com.google.cloud..",
    "com.azure..",
    "com.microsoft.azure.."
  };

  private static JavaClasses millrace;

  @BeforeAll
  static void importClasses() {
    millrace =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.millrace");
  }

  @Test
  void arrowsPointDownwards() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("records")
        .definedBy("io.millrace.records..")
        .layer("artifacts")
        .definedBy("io.millrace.artifacts..")
        .layer("transforms")
        .definedBy("io.millrace.transforms..")
        .layer("model")
        .definedBy("io.millrace.model..")
        .layer("jobs")
        .definedBy("io.millrace.jobs..")
        .whereLayer("jobs")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("model")
        .mayOnlyBeAccessedByLayers("jobs")
        .whereLayer("transforms")
        .mayOnlyBeAccessedByLayers("jobs", "model")
        .whereLayer("artifacts")
        .mayOnlyBeAccessedByLayers("jobs", "model", "transforms")
        .whereLayer("records")
        .mayOnlyBeAccessedByLayers("jobs", "model", "transforms")
        .check(millrace);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("io.millrace.(*).(*)..").should().beFreeOfCycles().check(millrace);
  }

  @Test
  void framingAndCodecKnowNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage("io.millrace.records")
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.millrace.records"))
        .check(millrace);
  }

  @Test
  void theDataSourceKnowsSparkAndWhatSparkBrings() {
    classes()
        .that()
        .resideInAPackage("io.millrace.records.spark..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "java..",
                "io.millrace.records..",
                "org.apache.spark..",
                "scala..",
                "org.apache.hadoop..",
                "org.slf4j..",
                "com.github.luben.zstd.."))
        .check(millrace);
  }

  @Test
  void packagesOfTheDataSourceFormNoCycles() {
    slices().matching("io.millrace.records.spark.(*)..").should().beFreeOfCycles().check(millrace);
  }

  @Test
  void tensorFlowStaysInTheModelAndTheGraphPackages() {
    noClasses()
        .that(
            not(
                resideInAnyPackage(
                    "io.millrace.model..",
                    "io.millrace.transforms.graph..",
                    "io.millrace.serving..")))
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.tensorflow..")
                .and(
                    not(
                        resideInAnyPackage(
                            "org.tensorflow.metadata..",
                            "org.tensorflow.data_validation..",
                            "org.tensorflow.model_analysis.."))))
        .check(millrace.that(resideInAPackage("io.millrace..")));
  }

  @Test
  void sparkStaysOutOfArtifacts() {
    noClasses()
        .that()
        .resideInAnyPackage("io.millrace.artifacts..", "io.millrace.serving..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..")
        .check(millrace);
  }

  @Test
  void hadoopStaysBehindTheStorageInterface() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.millrace.artifacts.storage..", "io.millrace.records.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.hadoop.fs..")
        .check(millrace);
  }

  @Test
  void noCloudSdkIsUsed() {
    noClasses().should().dependOnClassesThat().resideInAnyPackage(CLOUD_SDKS).check(millrace);
  }
}
