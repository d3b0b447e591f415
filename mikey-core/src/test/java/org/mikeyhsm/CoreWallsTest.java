package org.mikeyhsm;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
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
import javax.crypto.spec.SecretKeySpec;

/** The walls of mikey-core: packages' arrows, key octets, no PKCS#11. */
@AnalyzeClasses(packages = "org.mikeyhsm", importOptions = ImportOption.DoNotIncludeTests.class)
class CoreWallsTest {
  private static final String SOFTWARE = "org.mikeyhsm.jca.software..";

  @ArchTest
  static final ArchRule ARROWS_POINT_DOWN =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.mikeyhsm..")
          .layer("engine.observe")
          .definedBy("org.mikeyhsm.engine.observe..")
          .layer("engine.sdp")
          .definedBy("org.mikeyhsm.engine.sdp..")
          .layer("engine")
          .definedBy("org.mikeyhsm.engine")
          .layer("mode")
          .definedBy("org.mikeyhsm.mode..")
          .layer("session")
          .definedBy("org.mikeyhsm.session..")
          .layer("sdp")
          .definedBy("org.mikeyhsm.sdp..")
          .layer("trust")
          .definedBy("org.mikeyhsm.trust..")
          .layer("jca")
          .definedBy("org.mikeyhsm.jca..")
          .layer("crypto.sakke")
          .definedBy("org.mikeyhsm.crypto.sakke..")
          .layer("crypto.eccsi")
          .definedBy("org.mikeyhsm.crypto.eccsi..")
          .layer("crypto.field")
          .definedBy("org.mikeyhsm.crypto.field..")
          .layer("custody")
          .definedBy("org.mikeyhsm.custody..")
          .layer("message")
          .definedBy("org.mikeyhsm.message..")
          .whereLayer("engine.observe")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("engine.sdp")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("engine")
          .mayOnlyBeAccessedByLayers("engine.observe", "engine.sdp")
          .whereLayer("mode")
          .mayOnlyBeAccessedByLayers("engine")
          .whereLayer("session")
          .mayOnlyBeAccessedByLayers("mode", "engine")
          .whereLayer("sdp")
          .mayOnlyBeAccessedByLayers("engine.sdp")
          .whereLayer("trust")
          .mayOnlyBeAccessedByLayers("mode", "engine")
          .whereLayer("jca")
          .mayOnlyBeAccessedByLayers("mode", "session", "engine")
          .whereLayer("crypto.sakke")
          .mayOnlyBeAccessedByLayers("jca")
          .whereLayer("crypto.eccsi")
          .mayOnlyBeAccessedByLayers("jca")
          .whereLayer("crypto.field")
          .mayOnlyBeAccessedByLayers("crypto.sakke", "crypto.eccsi")
          .whereLayer("custody")
          .mayOnlyBeAccessedByLayers("mode", "session", "jca", "engine", "engine.observe");

  @ArchTest
  static final ArchRule OPTIONAL_LIBRARIES_ARE_FOR_OBSERVERS =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.mikeyhsm.engine.observe..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "org.slf4j..");

  @ArchTest
  static final ArchRule PROTOCOL_NEVER_NAMES_THE_SOFTWARE_PROVIDER =
      noClasses()
          .that()
          .resideOutsideOfPackage(SOFTWARE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SOFTWARE);

  @ArchTest
  static final ArchRule ONLY_THE_SOFTWARE_PROVIDER_READS_KEYS =
      noClasses()
          .that()
          .resideOutsideOfPackage(SOFTWARE)
          .should()
          .callMethodWhere(target(name("getEncoded")).and(target(owner(assignableTo(Key.class)))));

  @ArchTest
  static final ArchRule ONLY_THE_SOFTWARE_PROVIDER_MAKES_RAW_KEYS =
      noClasses()
          .that(resideOutsideOfPackage(SOFTWARE))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(SecretKeySpec.class);

  @ArchTest
  static final ArchRule MATHEMATICS_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("org.mikeyhsm.crypto..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.mikeyhsm.jca..", "org.mikeyhsm.custody..", "org.mikeyhsm.message..");

  @ArchTest
  static final ArchRule CORE_KNOWS_NO_PKCS11 =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "iaik..", "org.xipki..", "sun.security.pkcs11..", "org.mikeyhsm.hsm..");

  @ArchTest
  static final ArchRule NO_STATIC_MUTABLE_STATE = fields().that().areStatic().should().beFinal();
}
