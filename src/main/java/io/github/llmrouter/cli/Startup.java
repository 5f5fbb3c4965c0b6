package io.github.llmrouter.cli;

import io.github.llmrouter.config.Overrides;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the command line tells the web application, as context parameters. */
record Startup(
        Path config, @Nullable String token, @Nullable String proxy) {

    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put(Overrides.CONFIG, config.toString());
        if (token != null) {
            parameters.put(Overrides.TOKEN, token);
        }
        parameters.put(Overrides.PROXY_ENVIRONMENT, "true");
        if (proxy != null) {
            parameters.put(Overrides.PROXY, proxy);
        }
        return parameters;
    }

    @Override
    public String toString() {
        return "Startup[" + config + "]";
    }
}
