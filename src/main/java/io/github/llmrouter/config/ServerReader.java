package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Cors;
import io.github.llmrouter.config.Config.Proxy;
import io.github.llmrouter.config.Config.Server;
import io.github.llmrouter.config.Config.Timeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads {@code server}, and the parts of it that a provider may have for itself. */
final class ServerReader {

    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(300), Duration.ofSeconds(120));
    private static final long BODY_LIMIT = 32 << 20;

    /** A body is one array. */
    private static final long MOST_BODY = Integer.MAX_VALUE - 8;

    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 10_000;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private final Document document;
    private final Values values;

    ServerReader(Document document) {
        this.document = document;
        this.values = new Values(document);
    }

    Server read(Fields server, Fields file) {
        List<String> exceptions = server.read("no_proxy", this::exceptions, List.of());
        Long connections = server.whole("max_connections", 1, 1_000_000);
        Duration heartbeat = server.timeout("heartbeat");
        Long port = server.whole("port", 1, 65535);
        Long demo = file.whole("demo", 1, 65535);
        return new Server(
                timeouts(server, TIMEOUTS),
                server.read("body_limit", this::bodyLimit, BODY_LIMIT),
                server.read("grace", values::duration, GRACE),
                cors(server),
                server.flag("compression", true),
                server.read("echo_model", this::echo, false),
                server.read("proxy", node -> proxy(node, exceptions)),
                server.read("certificates", node -> values.all(node, this::certificate), List.of()),
                connections == null ? CONNECTIONS : connections.intValue(),
                heartbeat == null ? HEARTBEAT : heartbeat,
                server.read("data_dir", this::directory),
                server.flag("open_metrics", false),
                port == null ? 0 : port.intValue(),
                demo == null ? 0 : demo.intValue());
    }

    /** The {@code timeouts} of any mapping that has some; what it does not say is as {@code others}. */
    static Timeouts timeouts(Fields owner, Timeouts others) {
        Fields timeouts = owner.fields("timeouts", Shape.TIMEOUTS);
        Duration connect = timeouts.timeout("connect");
        Duration firstByte = timeouts.timeout("first_byte");
        Duration idle = timeouts.timeout("idle");
        return new Timeouts(
                connect == null ? others.connect() : connect,
                firstByte == null ? others.firstByte() : firstByte,
                idle == null ? others.idle() : idle);
    }

    @Nullable
    Proxy proxy(Node node, List<String> exceptions) {
        String url = new References(document).text(node);
        try {
            return url == null ? null : Proxies.parse(url, exceptions);
        } catch (IllegalArgumentException e) {
            document.problem(node, String.valueOf(e.getMessage()), "like http://user:password@host:3128");
            return null;
        }
    }

    private @Nullable List<String> exceptions(Node node) {
        if (node instanceof SequenceNode) {
            return values.texts(node);
        }
        String text = values.text(node);
        return text == null ? null : Proxies.list(text);
    }

    private @Nullable Long bodyLimit(Node node) {
        Long size = values.size(node);
        if (size != null && (size < 1 || size > MOST_BODY)) {
            document.misfit(node, "must be from 1 B to less than 2 GiB", null);
            return null;
        }
        return size;
    }

    private Cors cors(Fields server) {
        Fields cors = server.fields("cors", Shape.CORS);
        List<String> origins = cors.read("origins", values::texts, List.of("*"));
        boolean credentials = cors.flag("credentials", false);
        if (credentials && origins.contains("*")) {
            document.problem(
                    cors.at("credentials"), "credentials must not be open to every origin", "list the origins by name");
        }
        return new Cors(origins, credentials);
    }

    private @Nullable Boolean echo(Node node) {
        return switch (values.text(node)) {
            case "upstream" -> false;
            case "requested" -> true;
            case null -> null;
            default -> {
                document.misfit(node, "must be 'upstream' or 'requested'", null);
                yield null;
            }
        };
    }

    private @Nullable Path directory(Node node) {
        String text = values.text(node);
        if (text == null) {
            return null;
        }
        Path path = document.resolve(text);
        if (Files.exists(path) && !Files.isDirectory(path)) {
            document.problem(node, "'" + text + "' is no directory", "a relative path begins at this file's folder");
            return null;
        }
        return path;
    }

    private @Nullable Path certificate(Node node) {
        String text = values.text(node);
        if (text == null) {
            return null;
        }
        Path path = document.resolve(text);
        document.dependsOn(path);
        if (!Files.isReadable(path)) {
            document.problem(
                    node, "there is no readable file '" + text + "'", "a relative path begins at this file's folder");
        }
        return path;
    }
}
