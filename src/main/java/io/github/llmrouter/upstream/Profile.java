package io.github.llmrouter.upstream;

import io.github.llmrouter.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that decides how connections are made: providers that agree on it share one client and its pool. */
record Profile(
        Config.@Nullable Proxy proxy, Duration connect, Duration read, List<Path> certificates, int maxConnections) {}
