package io.github.llmrouter.virtual;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.Dialects;
import io.github.llmrouter.upstream.Answer;
import io.github.llmrouter.upstream.Upstream;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Knows what providers list as their models. A list that cannot be read leaves the last one in force.
 *
 * <p>Threading: one virtual thread named {@code llm-router-discovery} reads the lists again and again; it ends with {@link #close()}.
 */
public final class Discovery implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.virtual");
    private static final int LARGEST = 16 << 20;
    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final Duration RARELY = Duration.ofDays(1);

    private final Upstream upstream;
    private final Dialects dialects;
    private final Map<String, JsonNode> lists = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private volatile @Nullable Thread thread;

    public Discovery(Upstream upstream, Dialects dialects) {
        this.upstream = upstream;
        this.dialects = dialects;
    }

    /**
     * Reads the lists now and from time to time; waits a little for the first ones.
     *
     * @param config what is configured at the moment
     * @param changed told when a list has changed
     */
    public void start(Supplier<Config> config, Runnable changed) {
        CountDownLatch first = new CountDownLatch(1);
        thread = Thread.ofVirtual().name("llm-router-discovery").start(() -> run(config, changed, first));
        try {
            if (!providers(config.get()).isEmpty()) {
                first.await(FIRST.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Supplier<Config> config, Runnable changed, CountDownLatch first) {
        while (!closed) {
            Config now = config.get();
            boolean news = false;
            for (String provider : providers(now)) {
                news |= read(now, Objects.requireNonNull(now.providers().get(provider)));
            }
            if (news) {
                changed.run();
            }
            first.countDown();
            LockSupport.parkNanos(pause(now).toNanos());
        }
    }

    /** The configuration has changed: the lists are read again. */
    public void again() {
        LockSupport.unpark(thread);
    }

    private static Duration pause(Config config) {
        return config.virtualModels().values().stream()
                .filter(virtual -> virtual.discover() != null)
                .map(Config.VirtualModel::refresh)
                .min(Duration::compareTo)
                .orElse(RARELY);
    }

    private static Set<String> providers(Config config) {
        Set<String> providers = new TreeSet<>();
        config.virtualModels().values().forEach(virtual -> {
            if (virtual.discover() != null && config.providers().containsKey(virtual.discover())) {
                providers.add(virtual.discover());
            }
        });
        return providers;
    }

    /**
     * Reads the lists once and has them in force, for whoever does not {@link #start}.
     *
     * @return the providers whose list cannot be read, and why
     */
    public Map<String, String> once(Config config) {
        Map<String, String> unread = new TreeMap<>();
        for (String provider : providers(config)) {
            try {
                lists.put(
                        provider,
                        fetch(config, Objects.requireNonNull(config.providers().get(provider))));
            } catch (IOException e) {
                unread.put(provider, String.valueOf(e.getMessage()));
            }
        }
        return unread;
    }

    /** Whether a model is one to talk with, and not for embeddings, pictures or speech. */
    public static boolean chats(Config.Model model) {
        return Candidate.of(model.name(), model, (any, usage) -> Optional.empty())
                .chats();
    }

    private boolean read(Config config, Config.Provider provider) {
        try {
            JsonNode models = fetch(config, provider);
            return !models.equals(lists.put(provider.name(), models));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The models of {0} cannot be listed: {1}", provider.name(), e.getMessage());
            return false;
        }
    }

    private JsonNode fetch(Config config, Config.Provider provider) throws IOException {
        String path = dialects.of(provider.dialect()).modelsPath();
        String base = provider.base().toString();
        URI uri = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
        String secret =
                provider.keys().isEmpty() ? "" : provider.keys().getFirst().secret();
        Map<String, String> headers =
                new LinkedHashMap<>(dialects.of(provider.dialect()).headers(secret, Map.of()));
        headers.putAll(provider.rewriteHeader());
        try (Answer answer = upstream.get(config.server(), provider, uri, headers)) {
            if (!answer.ok()) {
                throw new IOException("status " + answer.status());
            }
            JsonNode list = Json.read(answer.body().readNBytes(LARGEST));
            JsonNode models = list.has("data") ? list.get("data") : list.path("models");
            if (!models.isArray()) {
                throw new IOException("it is no list of models");
            }
            return models;
        }
    }

    /** The configuration with what its providers listed; what is configured goes before what is discovered. */
    public Config extend(Config config) {
        Set<String> providers = providers(config);
        if (providers.isEmpty() || lists.isEmpty()) {
            return config;
        }
        Map<String, Config.Model> models = new LinkedHashMap<>(config.models());
        for (String name : providers) {
            JsonNode list = lists.get(name);
            Config.Provider provider = config.providers().get(name);
            if (list != null && provider != null) {
                models.replaceAll(
                        (known, model) -> model.provider().name().equals(name) ? Listed.completed(model, list) : model);
                list.forEach(entry -> Listed.model(entry, provider, config)
                        .ifPresent(model -> models.putIfAbsent(model.name(), model)));
            }
        }
        return config.withModels(java.util.Collections.unmodifiableMap(models));
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
