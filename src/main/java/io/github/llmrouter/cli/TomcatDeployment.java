package io.github.llmrouter.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Tomcat's manager, which runs several versions side by side: new requests go to the newest, those under way end on the old one.
 * Its user needs the role {@code manager-script}.
 */
final class TomcatDeployment implements Deployment {

    private final HttpClient client;
    private final URI server;
    private final String authorization;
    private final String path;
    private final String version;
    private List<String> older = List.of();

    /** @param version higher than all before it, as text */
    TomcatDeployment(HttpClient client, URI server, Login login, String path, String version) {
        this.client = client;
        this.server = server;
        this.path = path;
        this.version = version;
        authorization = "Basic "
                + Base64.getEncoder()
                        .encodeToString((login.user() + ":" + login.password()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void install(Path war) throws IOException, InterruptedException, CannotStart {
        older = versions();
        try {
            command(request("deploy?path=" + encoded(path) + "&version=" + version)
                    .PUT(BodyPublishers.ofFile(war)));
        } catch (CannotStart e) {
            if (versions().contains(version)) {
                // It is there, and does not run.
                undeploy(version);
                throw new CannotStart(e.getMessage() + ". Rolled back.");
            }
            throw e;
        }
    }

    /** Those that run at our path; the one without a version is the empty text. */
    private List<String> versions() throws IOException, InterruptedException, CannotStart {
        List<String> versions = new ArrayList<>();
        for (String line : command(request("list").GET()).split("\\R")) {
            String[] fields = line.split(":");
            if (fields.length > 1 && fields[0].equals(path)) {
                String name = fields[fields.length - 1];
                int at = name.indexOf("##");
                versions.add(at < 0 ? "" : name.substring(at + 2));
            }
        }
        return versions;
    }

    @Override
    public void rollBack() throws IOException, InterruptedException, CannotStart {
        undeploy(version);
    }

    @Override
    public void settle() throws IOException, InterruptedException, CannotStart {
        for (String old : older) {
            undeploy(old);
        }
    }

    private void undeploy(String which) throws IOException, InterruptedException, CannotStart {
        String suffix = which.isEmpty() ? "" : "&version=" + encoded(which);
        command(request("undeploy?path=" + encoded(path) + suffix).GET());
    }

    private HttpRequest.Builder request(String command) {
        return HttpRequest.newBuilder(URI.create(server + "/manager/text/" + command))
                .header("authorization", authorization);
    }

    /** The manager answers 200 to nearly everything; what it says begins with OK or FAIL. */
    private String command(HttpRequest.Builder request) throws IOException, InterruptedException, CannotStart {
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String said = answer.body().strip();
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            throw new CannotStart("Tomcat's manager refuses this user; the role manager-script is needed");
        }
        if (answer.statusCode() != 200 || !said.startsWith("OK")) {
            throw new CannotStart("Tomcat's manager: " + answer.statusCode() + " "
                    + said.lines().findFirst().orElse(""));
        }
        return said;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
