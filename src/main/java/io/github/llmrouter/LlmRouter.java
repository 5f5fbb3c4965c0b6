package io.github.llmrouter;

import io.github.llmrouter.access.Access;
import io.github.llmrouter.admin.Audit;
import io.github.llmrouter.admin.Metrics;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.ConfigException;
import io.github.llmrouter.config.ConfigSource;
import io.github.llmrouter.demo.DemoUpstream;
import io.github.llmrouter.dialect.Dialects;
import io.github.llmrouter.dialect.anthropic.Anthropic;
import io.github.llmrouter.dialect.gemini.Gemini;
import io.github.llmrouter.dialect.openai.OpenAi;
import io.github.llmrouter.dialect.responses.Responses;
import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.gateway.Conversions;
import io.github.llmrouter.gateway.Gateway;
import io.github.llmrouter.gateway.Reply;
import io.github.llmrouter.gateway.Snapshot;
import io.github.llmrouter.gateway.Watch;
import io.github.llmrouter.routing.Memory;
import io.github.llmrouter.routing.Router;
import io.github.llmrouter.routing.Standings;
import io.github.llmrouter.translation.Continuity;
import io.github.llmrouter.upstream.Upstream;
import io.github.llmrouter.usage.Books;
import io.github.llmrouter.usage.Database;
import io.github.llmrouter.usage.Ledger;
import io.github.llmrouter.usage.PriceTable;
import io.github.llmrouter.usage.RequestLog;
import io.github.llmrouter.virtual.Discovery;
import io.github.llmrouter.virtual.Overlay;
import io.github.llmrouter.virtual.VirtualModels;
import io.github.llmrouter.wire.Json;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The router: wired once at start, closed once at stop. For any number of threads.
 *
 * <p>Threading: it owns the watch, the books of usage, the memory of limits, the configuration's watcher and the upstreams' idle-connection threads; all end with {@link
 * #close()}.
 */
public final class LlmRouter implements AutoCloseable {

    /** Where the servlet context keeps it. */
    public static final String ATTRIBUTE = LlmRouter.class.getName();

    private static final Logger LOG = System.getLogger("io.github.llmrouter");

    /** A system property: {@code false} leaves out request log, metrics and usage, only to measure what they cost. */
    private static final String ACCOUNTING = "llm-router.accounting";

    /** One line for each dialect: this is all that a new one needs beside its own folder. */
    public static final Dialects DIALECTS = new Dialects(new OpenAi(), new Responses(), new Anthropic(), new Gemini());

    private final Configuration configuration;
    private final InstantSource clock = InstantSource.system();
    private final Instant since = clock.instant();
    private final Standings standings = new Standings(clock);
    private final Upstream upstream = new Upstream();
    private final Watch watch = new Watch();
    private final CallsUnderWay calls = new CallsUnderWay();
    private final Gateway gateway;
    private final VirtualModels virtualModels;
    private final Dialects dialects;
    private final Discovery discovery;
    private volatile Access access;
    private volatile boolean draining;
    private final Books books;
    private final Metrics metrics = new Metrics();
    private final Audit audit;
    private @Nullable Memory memory;
    private @Nullable DemoUpstream demo;

    private LlmRouter(ConfigSource source, UnaryOperator<Config> overrides, Dialects dialects) {
        this.dialects = dialects;
        this.discovery = new Discovery(upstream, dialects);
        this.configuration = new Configuration(
                source, overrides, dialects.names(), discovery, config -> compile(config, standings, clock));
        Config first = configuration.first().config();
        this.access = Access.of(first.access());
        this.books = new Books(first.server().dataDirectory(), Database.bound(), clock);
        this.audit = new Audit(first.server().dataDirectory(), clock);
        PriceTable prices = PriceTable.load();
        this.gateway = new Gateway(
                configuration.first(),
                dialects,
                standings,
                upstream,
                watch,
                new Conversions(new Continuity(), clock),
                ledger(),
                prices);
        this.virtualModels =
                new VirtualModels(gateway, dialects.of("openai"), Overlay.beside(source.file()), prices, clock);
    }

    private Ledger ledger() {
        boolean accounting = Boolean.parseBoolean(System.getProperty(ACCOUNTING, "true"));
        return Ledger.all(accounting ? List.of(new RequestLog(), metrics, books) : List.of());
    }

    /**
     * Starts. A broken configuration does not keep it from starting: it answers that it is not ready, and mends itself when the file
     * is mended.
     *
     * @param overrides what the command line changes in every configuration that is read
     */
    public static LlmRouter start(ConfigSource source, UnaryOperator<Config> overrides) {
        return start(source, overrides, DIALECTS);
    }

    /** As {@link #start(ConfigSource, UnaryOperator)}, with other dialects than usual. */
    static LlmRouter start(ConfigSource source, UnaryOperator<Config> overrides, Dialects dialects) {
        LlmRouter router = new LlmRouter(source, overrides, dialects);
        router.begin();
        return router;
    }

    private void begin() {
        audit.start(configuration.hash());
        Config config = gateway.snapshot().config();
        prepare(config);
        remember(config);
        configuration.follow(this::take, this::replace, audit);
        boolean broken = configuration.problem() != null;
        int names = gateway.snapshot().router().names().size();
        Json event = Json.object()
                .with("event", broken ? "server_failed" : "server_started")
                .with("models", (long) names);
        LOG.log(broken ? Level.ERROR : Level.INFO, event.toString());
        LOG.log(Level.INFO, "llm-router is up with {0} names from {1}", names, configuration.source());
    }

    /** What must be there before the first call that needs it. */
    private void prepare(Config config) {
        config.warnings().forEach(warning -> LOG.log(Level.WARNING, warning));
        startDemo(config);
        upstream.warm(config);
    }

    /** Requests under way end with the old one. */
    private void take(Snapshot next) {
        prepare(next.config());
        access = Access.of(next.config().access());
        replace(next);
        upstream.retain(next.config());
    }

    private void replace(Snapshot next) {
        gateway.replace(next);
        standings.retain(next.router().targets());
    }

    /** The directory of the first configuration is that of the whole run. */
    private void remember(Config config) {
        books.start();
        Path directory = config.server().dataDirectory();
        if (directory != null) {
            memory = Memory.start(directory.resolve("limits.json"), standings, () -> {
                Snapshot now = gateway.snapshot();
                return new Memory.Now(now.config(), now.router());
            });
        }
    }

    private void startDemo(Config config) {
        if (config.server().demo() > 0 && demo == null) {
            try {
                demo = DemoUpstream.start(config.server().demo());
            } catch (IOException e) {
                LOG.log(Level.ERROR, "the demo upstream cannot start: {0}", e.getMessage());
            }
        }
    }

    /** @throws IllegalArgumentException if a selector is none; the message says where */
    public static Snapshot compile(Config config, Standings standings, InstantSource clock) {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        return new Snapshot(config, Router.compile(config, standings, random, clock));
    }

    /**
     * Reads the configuration again and takes it over, whole or not at all; requests under way end with the old one.
     *
     * @throws ConfigException with every problem; the old configuration stays
     */
    public void reload() throws ConfigException {
        configuration.reload();
    }

    /** SHA-256 of the file that is in force, in hexadecimal; empty if none is. */
    public String configurationHash() {
        return configuration.hash();
    }

    /** Has this done after each configuration that is taken over, on the thread that does so. There can be one such task. */
    public void onChange(Runnable task) {
        configuration.onChange(task);
    }

    public static LlmRouter of(ServletContext context) {
        return (LlmRouter) context.getAttribute(ATTRIBUTE);
    }

    /** Serves a call, to a virtual model or any other; as {@link Gateway#serve}. */
    public void serve(Call call, Reply reply) {
        gateway.traces().within(call, () -> virtualModels.serve(call, reply));
    }

    public VirtualModels virtualModels() {
        return virtualModels;
    }

    public Gateway gateway() {
        return gateway;
    }

    public Access access() {
        return access;
    }

    public Dialects dialects() {
        return dialects;
    }

    public Upstream upstream() {
        return upstream;
    }

    public Standings standings() {
        return standings;
    }

    /** When it was started: tells one deployment from the next. */
    public Instant since() {
        return since;
    }

    /** What was used by whom. */
    public Books books() {
        return books;
    }

    public Metrics metrics() {
        return metrics;
    }

    /** Who did what. */
    public Audit audit() {
        return audit;
    }

    /** The calls that are not over yet. */
    public CallsUnderWay calls() {
        return calls;
    }

    /** Why nothing can be served, null if all is well. */
    public @Nullable String notReady() {
        if (draining) {
            return "the router is shutting down";
        }
        return configuration.problem() == null ? null : "the configuration is broken";
    }

    /**
     * Refuses new calls and lets those under way end for at most {@code grace}; then ends them with an error event. Blocks until then.
     *
     * @return how many had to be ended
     */
    public int drain(Duration grace) {
        draining = true;
        return calls.end(grace, watch, virtualModels::deciding, () -> draining);
    }

    /** Whether new calls are refused because of a {@link #drain}. */
    public boolean draining() {
        return draining;
    }

    /** Takes calls again after a {@link #drain}, or in the middle of one, which then ends no call. */
    public void resume() {
        draining = false;
    }

    @Override
    public void close() {
        drain(gateway.snapshot().config().server().grace());
        configuration.close();
        discovery.close();
        watch.close();
        upstream.close();
        if (memory != null) {
            memory.close();
        }
        books.close();
        audit.close();
        metrics.close();
        if (demo != null) {
            demo.close();
        }
    }
}
