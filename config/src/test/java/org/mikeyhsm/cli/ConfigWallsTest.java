package org.mikeyhsm.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.Key;

/** The walls of the command line: packages' arrows, key octets, PKCS#11 only through tokens. */
@AnalyzeClasses(
    packages = {"org.mikeyhsm.cli", "org.mikeyhsm.config", "org.mikeyhsm.service"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class ConfigWallsTest {
  @ArchTest
  static final ArchRule ARROWS_POINT_DOWN =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.mikeyhsm.cli..")
          .layer("cli")
          .definedBy("org.mikeyhsm.cli")
          .layer("demo")
          .definedBy("org.mikeyhsm.cli.demo")
          .layer("decode")
          .definedBy("org.mikeyhsm.cli.decode")
          .layer("doctor")
          .definedBy("org.mikeyhsm.cli.doctor")
          .layer("exchange")
          .definedBy("org.mikeyhsm.cli.exchange")
          .layer("keys")
          .definedBy("org.mikeyhsm.cli.keys")
          .layer("output")
          .definedBy("org.mikeyhsm.cli.output")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("doctor")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("exchange")
          .mayOnlyBeAccessedByLayers("cli", "doctor", "demo")
          .whereLayer("keys")
          .mayOnlyBeAccessedByLayers("cli", "doctor", "exchange")
          .whereLayer("demo")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("decode")
          .mayOnlyBeAccessedByLayers("cli", "demo");

  @ArchTest
  static final ArchRule THE_CONFIGURATION_KNOWS_NO_COMMAND =
      noClasses()
          .that()
          .resideInAPackage("org.mikeyhsm.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.mikeyhsm.cli..", "org.mikeyhsm.service..");

  /** Whoever embeds an engine gets no command line with it. */
  @ArchTest
  static final ArchRule THE_SERVICE_KNOWS_KEYS_AND_TRUST_ALONE =
      noClasses()
          .that()
          .resideInAPackage("org.mikeyhsm.service..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.mikeyhsm.cli",
              "org.mikeyhsm.cli.demo..",
              "org.mikeyhsm.cli.decode..",
              "org.mikeyhsm.cli.doctor..",
              "org.mikeyhsm.cli.output..",
              "picocli..",
              "org.jitsi..");

  @ArchTest
  static final ArchRule NOBODY_READS_KEYS =
      noClasses()
          .should()
          .callMethodWhere(target(name("getEncoded")).and(target(owner(assignableTo(Key.class)))));

  @ArchTest
  static final ArchRule PKCS11_STAYS_BEHIND_TOKENS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("iaik..", "org.xipki..", "org.mikeyhsm.hsm.cryptoki..");

  @ArchTest
  static final ArchRule NO_STATIC_MUTABLE_STATE = fields().that().areStatic().should().beFinal();
}
