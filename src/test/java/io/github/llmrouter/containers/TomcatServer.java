package io.github.llmrouter.containers;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;

/** Apache Tomcat with a CATALINA_BASE of its own, and its manager application for a user {@code manager}. */
class TomcatServer extends ServletServer {

    static final String V10 = "10.1.59";
    static final String V11 = "11.0.24";

    private static final String STOCK = "<Connector port=\"8080\" protocol=\"HTTP/1.1\"";

    private final Path home;
    private final Path context;

    TomcatServer(String version, Path base) {
        super(base);
        home = SERVERS.resolve("apache-tomcat-" + version);
        context = base.resolve("conf/Catalina/localhost/llm-router.xml");
    }

    @Override
    Path configFile() {
        return base.resolve("conf/llm-router.yaml");
    }

    @Override
    List<String> command() throws Exception {
        copy(home.resolve("conf"), base.resolve("conf"));
        for (String directory : List.of("logs", "temp", "webapps", "work")) {
            Files.createDirectories(base.resolve(directory));
        }
        copy(home.resolve("webapps/manager"), base.resolve("webapps/manager"));
        Files.writeString(base.resolve("conf/tomcat-users.xml"), """
            <tomcat-users xmlns="http://tomcat.apache.org/xml">
                <user username="manager" password="secret" roles="manager-script,manager-jmx"/>
                <user username="alice" password="alice" roles="llm-router-admin"/>
                <user username="victor" password="victor" roles="llm-router-viewer"/>
                <user username="bob" password="bob" roles="somebody-else"/>
            </tomcat-users>
            """);
        Path server = base.resolve("conf/server.xml");
        String xml = text(server).replace("<Server port=\"8005\"", "<Server port=\"-1\"");
        int from = xml.indexOf(STOCK);
        int to = xml.indexOf("/>", from) + 2;
        String connector = text(FILES.resolve("tomcat/connector.xml")).replace("8080", Integer.toString(port));
        Files.writeString(server, xml.substring(0, from) + connector + xml.substring(to));
        Path logging = base.resolve("conf/logging.properties");
        Files.writeString(
                logging,
                text(logging).replaceFirst("handlers = ", "handlers = 5audit.org.apache.juli.AsyncFileHandler, ") + "\n"
                        + text(FILES.resolve("tomcat/logging.properties")));
        Files.createDirectories(base.resolve("bin"));
        Files.writeString(
                base.resolve("bin/setenv.sh"),
                text(FILES.resolve("tomcat/setenv.sh"))
                        .replaceAll(
                                "(?m)^#(CATALINA_OPTS.*-Dllm-router.upstream-key=).*$", "$1" + UPSTREAM_KEY + "\""));
        if (database() != null) {
            Files.createDirectories(base.resolve("lib"));
            Files.copy(driver(), base.resolve("lib/h2.jar"), StandardCopyOption.REPLACE_EXISTING);
        }
        return List.of(
                "env",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "CATALINA_BASE=" + base,
                "CATALINA_OPTS=-XX:SoftRefLRUPolicyMSPerMB=0 -Dllm-router.config=" + secondConfig(),
                "bash",
                home.resolve("bin/catalina.sh").toString(),
                "run");
    }

    @Override
    Path accessLog() throws IOException {
        return newest(base.resolve("logs"), "localhost_access_log.*");
    }

    /** What an application gets that the manager deploys: it has no context file of its own. */
    void applyToAllApplications() throws IOException {
        Files.createDirectories(context.getParent());
        Files.writeString(
                context.resolveSibling("context.xml.default"),
                contextXml().replace("docBase=\"${catalina.base}/llm-router.war\"", ""));
    }

    /** Has the manager do something; what it says. */
    String manager(String command) throws Exception {
        String login = Base64.getEncoder().encodeToString("manager:secret".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(uri().resolve("/manager/text/" + command))
                .header("authorization", "Basic " + login)
                .build();
        try (HttpClient client = client()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    Path home() {
        return home;
    }

    /** For applications that the manager deploys, which have no context file. */
    Path secondConfig() {
        return base.resolve("conf/second.yaml");
    }

    @Override
    void deploy() throws IOException {
        Files.copy(WAR, base.resolve("llm-router.war"), StandardCopyOption.REPLACE_EXISTING);
        Files.createDirectories(context.getParent());
        Files.writeString(context, contextXml());
    }

    /** People log in by the realm's accounts. */
    private String contextXml() throws IOException {
        String valve =
                "<Valve className=\"org.apache.catalina.authenticator.BasicAuthenticator\" alwaysUseSession=\"true\"/>";
        String xml = text(FILES.resolve("tomcat/llm-router.xml"));
        if (!xml.contains(valve)) {
            throw new AssertionError("the file has no login valve to switch on");
        }
        xml = xml.replaceFirst("(?s)lasts:\\s*" + valve + "\\s*-->", "lasts -->" + valve);
        if (database() == null) {
            return xml;
        }
        return xml.replaceFirst("(?s)in lib/:\\s*(<Resource.*?/>)\\s*-->", "in lib/ -->$1")
                .replace("org.postgresql.Driver", "org.h2.Driver")
                .replace("jdbc:postgresql://db/llmrouter", database())
                .replace("${llm-router.database-password}", "secret");
    }

    @Override
    void remove() throws IOException {
        Files.delete(context);
    }

    /** As if somebody had copied a newer file to its place. */
    void touch() throws IOException {
        Files.setLastModifiedTime(
                base.resolve("llm-router.war"), java.nio.file.attribute.FileTime.from(java.time.Instant.now()));
    }

    /** Tomcat reloads a context whose file is touched. */
    @Override
    void redeploy() throws IOException {
        Files.setLastModifiedTime(context, java.nio.file.attribute.FileTime.from(java.time.Instant.now()));
    }
}
