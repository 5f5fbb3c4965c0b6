package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.config.ConfigException;
import io.github.llmrouter.routing.Name;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The router's MBean. */
record RouterBean(LlmRouter router, String owner) implements RouterMXBean {

    @Override
    public String getOwner() {
        return owner;
    }

    @Override
    public boolean isReady() {
        return router.notReady() == null;
    }

    @Override
    public String getReasonNotReady() {
        return Objects.requireNonNullElse(router.notReady(), "");
    }

    @Override
    public int getRequestsUnderWay() {
        return router.calls().size();
    }

    @Override
    public List<String> getNames() {
        return router.gateway().snapshot().router().names().stream()
                .map(Name::name)
                .toList();
    }

    @Override
    public String getConfigurationHash() {
        return router.configurationHash();
    }

    @Override
    public String reload() {
        return Jmx.audited(router, "reload", () -> {
            try {
                router.reload();
                return "";
            } catch (ConfigException e) {
                return String.valueOf(e.getMessage());
            }
        });
    }

    @Override
    public int drain(int seconds) {
        return Jmx.audited(router, "drain", () -> router.drain(Duration.ofSeconds(seconds)));
    }

    @Override
    public void resume() {
        Jmx.audited(router, "resume", () -> {
            router.resume();
            return "";
        });
    }
}
