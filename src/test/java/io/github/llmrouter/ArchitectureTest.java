package io.github.llmrouter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The drawing, executed; and where each library has its one home. */
@AnalyzeClasses(packages = "io.github.llmrouter", importOptions = ArchitectureTest.MainOnly.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.llmrouter";
    private static final String CLI = "io.github.llmrouter.cli..";

    @ArchTest
    static final ArchRule packagesUseEachOtherAsDrawn = classes()
            .that()
            .resideOutsideOfPackages(ROOT, CLI)
            .should(adhereToPlantUmlDiagram(
                    ArchitectureTest.class.getResource("/architecture.puml"), consideringOnlyDependenciesInDiagram()));

    @ArchTest
    static final ArchRule nobodyUsesTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CLI);

    /** The singleton is for those whom the container calls; everybody else is handed what they need. */
    @ArchTest
    static final ArchRule onlyTheEdgesKnowTheSingleton = only("io.github.llmrouter", "api", "admin", "cli");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.github.llmrouter.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dialectsDoNotKnowEachOther =
            slices().matching("io.github.llmrouter.dialect.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule theHubKnowsNoJakartaApi = noClasses()
            .that()
            .resideInAPackage("..chat..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jakarta..");

    @ArchTest
    static final ArchRule onlyUpstreamCallsByJakartaRest = only("jakarta.ws.rs.client..", "upstream");

    @ArchTest
    static final ArchRule onlyTheEdgesSpeakJakartaRest = only("jakarta.ws.rs..", "api", "admin", "upstream");

    @ArchTest
    static final ArchRule upstreamServesNothing = noClasses()
            .that()
            .resideInAPackage("..upstream..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs.container..", "jakarta.servlet..", "org.glassfish.jersey.server..");

    @ArchTest
    static final ArchRule onlyTheConfigurationIsYaml = only("org.yaml.snakeyaml..", "config");

    @ArchTest
    static final ArchRule onlySelectorsAreJq = only("net.thisptr.jackson.jq..", "routing");

    @ArchTest
    static final ArchRule onlyTheCommandLineIsPicocli = only("picocli..", "cli");

    @ArchTest
    static final ArchRule onlyTheGatewayIsTraced = only("io.opentelemetry..", "gateway");

    @ArchTest
    static final ArchRule onlyTheStandAloneServerIsJetty = only("org.eclipse.jetty..", "cli");

    @ArchTest
    static final ArchRule onlyTheDemoIsServedByTheJdk = only("com.sun.net.httpserver..", "demo");

    @ArchTest
    static final ArchRule everybodyLogsBySystemLogger = only("java.util.logging..", "cli");

    @ArchTest
    static final ArchRule nobodyLogsBySlf4j = only("org.slf4j..");

    /** Below the root, this library is used by these packages alone. */
    private static ArchRule only(String library, String... packages) {
        String[] homes = new String[packages.length + 1];
        homes[0] = ROOT;
        for (int i = 0; i < packages.length; i++) {
            homes[i + 1] = ROOT + "." + packages[i] + "..";
        }
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    /** What is shipped. */
    static final class MainOnly implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test/") && !location.contains("/test-classes/");
        }
    }
}
