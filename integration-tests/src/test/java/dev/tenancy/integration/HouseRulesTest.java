package dev.tenancy.integration;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tenancy.Tenancy;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultDSLContext;
import org.junit.jupiter.api.Test;

/**
 * What visibility cannot say, for all published modules on this module's class path. Most rules name the classes that do a
 * thing, instead of forbidding it to the others, so that none holds because nothing was looked at.
 */
class HouseRulesTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tenancy");

    private static final JavaClasses CORE = OURS.that(
            DescribedPredicate.describe("in the core", c -> c.getPackageName().equals(Tenancy.class.getPackageName())));

    /** The queries of a request path, and those of the self-check. */
    private static final Set<String> SQL_CLASSES = Set.of("CatalogQueries", "InspectionQueries");

    /**
     * A statement that we send: lower case, since what a message advises is upper case; with its second word, since a
     * sentence may begin with the first one.
     */
    private static final Predicate<String> SQL = Pattern.compile(
                    "\\s*(?:"
                            + "select\\b.*(?:\\bfrom\\b|\\(|\\d).*|with \\w+ as .*|values\\s*\\(.*|"
                            + "insert into .*|update .* set .*|delete from .*|merge into .*|"
                            + "set (?:local|session|role|transaction)\\b.*|(?:reset|show) \\S+|"
                            + "savepoint .*|lock table .*|(?:grant|revoke) .* (?:on|to|from)\\s.*|"
                            + "(?:create|alter|drop) (?:or replace |unique |if exists )*"
                            + "(?:database|schema|role|table|view|index|function|procedure|type|domain|sequence|extension)\\s.*)",
                    Pattern.DOTALL)
            .asMatchPredicate();

    @Test
    void one_class_of_the_core_asks_jooq_for_a_context() {
        assertThat(thatAccess(access -> access.getTargetOwner().isEquivalentTo(DSL.class)
                        && access.getName().equals("using")))
                .containsExactly("CatalogQueries");
    }

    @Test
    void the_context_of_a_tenant_is_the_only_one_of_its_own_kind() {
        assertThat(thatAccess(access -> access.getTargetOwner().isEquivalentTo(DefaultDSLContext.class)
                        && access.getName().equals("<init>")))
                .containsExactly("TenantDSLContext");
    }

    @Test
    void sql_text_is_in_classes_of_its_own() {
        Set<String> known = new HashSet<>();
        SQL_CLASSES.forEach(name -> known.addAll(StringConstants.of(CORE.get("dev.tenancy." + name))));

        assertThat(CORE.stream()
                        .filter(type -> SQL_CLASSES.contains(type.getSimpleName()) || hasSql(type, known))
                        .filter(type -> StringConstants.of(type).stream().anyMatch(SQL))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(SQL_CLASSES);
    }

    @Test
    void one_class_has_a_thread_local() {
        assertThat(OURS.stream()
                        .filter(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(to -> to.getTargetClass().isAssignableTo(ThreadLocal.class)))
                        .map(JavaClass::getSimpleName))
                .containsExactly("ThreadMarker");
    }

    @Test
    void the_core_depends_on_jooq_and_the_jdk_alone() {
        classes()
                .that()
                .resideInAPackage("dev.tenancy")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.tenancy", "org.jooq..", "org.jspecify..", "java..", "javax.sql..")
                .check(OURS);
    }

    @Test
    void names_say_what_a_class_is() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Service")
                .check(OURS);
    }

    @Test
    void classes_are_final_or_abstract() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .doNotHaveModifier(ABSTRACT)
                .should()
                .haveModifier(FINAL)
                .check(OURS);
    }

    /** The compiler copies a known constant to where it is used. */
    private static boolean hasSql(JavaClass type, Set<String> known) {
        return StringConstants.of(type).stream()
                .filter(text -> !known.contains(text))
                .anyMatch(SQL);
    }

    private static Set<String> thatAccess(Predicate<JavaAccess<?>> what) {
        Set<String> names = new TreeSet<>();
        for (JavaClass type : CORE) {
            if (type.getAccessesFromSelf().stream().anyMatch(what)) {
                names.add(outermost(type).getSimpleName());
            }
        }
        return names;
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(HouseRulesTest::outermost).orElse(type);
    }
}
