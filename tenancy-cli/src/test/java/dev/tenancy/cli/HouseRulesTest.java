package dev.tenancy.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class HouseRulesTest {

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.tenancy.cli");

    @Test
    void the_main_class_is_the_only_public_one() {
        classes().that(not(name(Main.class.getName()))).should().notBePublic().check(OURS);
    }

    @Test
    void classes_are_final() {
        classes()
                .that()
                .areTopLevelClasses()
                .and()
                .areNotInterfaces()
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(OURS);
    }

    @Test
    void names_say_what_a_class_is() {
        noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Service)")
                .check(OURS);
    }

    @Test
    void the_command_line_sends_no_sql_of_its_own() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.jooq\\.(DSLContext|impl\\..*)|java\\.sql\\.(Connection|.*Statement)")
                .check(OURS);
    }
}
