package org.mikeyhsm.hsm;

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
import javax.crypto.spec.SecretKeySpec;

/** The walls of hsm-provider: packages' arrows, the PKCS#11 library, key octets. */
@AnalyzeClasses(packages = "org.mikeyhsm.hsm", importOptions = ImportOption.DoNotIncludeTests.class)
class HsmWallsTest {
  @ArchTest
  static final ArchRule ARROWS_POINT_DOWN =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("org.mikeyhsm.hsm..")
          .layer("observe")
          .definedBy("org.mikeyhsm.hsm.observe..")
          .layer("pool")
          .definedBy("org.mikeyhsm.hsm.pool..")
          .layer("provider")
          .definedBy("org.mikeyhsm.hsm.provider..")
          .layer("provisioning")
          .definedBy("org.mikeyhsm.hsm.provisioning..")
          .layer("mechanism")
          .definedBy("org.mikeyhsm.hsm.mechanism..")
          .layer("token")
          .definedBy("org.mikeyhsm.hsm.token..")
          .layer("cryptoki")
          .definedBy("org.mikeyhsm.hsm.cryptoki..")
          .whereLayer("observe")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("pool")
          .mayOnlyBeAccessedByLayers("observe")
          .whereLayer("provider")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("provisioning")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("mechanism")
          .mayOnlyBeAccessedByLayers("provider", "provisioning")
          .whereLayer("token")
          .mayOnlyBeAccessedByLayers("observe", "pool", "provider", "provisioning", "mechanism")
          .whereLayer("cryptoki")
          .mayOnlyBeAccessedByLayers("pool", "provisioning", "mechanism", "token");

  @ArchTest
  static final ArchRule ONLY_CRYPTOKI_KNOWS_THE_PKCS11_LIBRARY =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.mikeyhsm.hsm.cryptoki..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("iaik..", "org.xipki..", "sun.security.pkcs11..");

  @ArchTest
  static final ArchRule NOBODY_READS_KEYS =
      noClasses()
          .should()
          .callMethodWhere(target(name("getEncoded")).and(target(owner(assignableTo(Key.class)))));

  @ArchTest
  static final ArchRule NOBODY_MAKES_RAW_KEYS =
      noClasses().should().dependOnClassesThat().areAssignableTo(SecretKeySpec.class);

  @ArchTest
  static final ArchRule NO_STATIC_MUTABLE_STATE = fields().that().areStatic().should().beFinal();
}
