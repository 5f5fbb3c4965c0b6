package io.github.llmrouter.virtual;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators set while the router runs: kept in a file beside the configuration, which itself is never written. For any thread. */
public final class Overlay {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.virtual");
    private static final String ROUTER_MODEL = "router_model_id";

    private final Path file;
    private volatile @Nullable String routerModel;

    private Overlay(Path file) {
        this.file = file;
    }

    /** Of this configuration file: {@code llm-router.yaml} has {@code llm-router.overlay.json}. */
    public static Overlay beside(Path config) {
        String name = String.valueOf(config.getFileName());
        int dot = name.lastIndexOf('.');
        Overlay overlay =
                new Overlay(config.resolveSibling((dot < 1 ? name : name.substring(0, dot)) + ".overlay.json"));
        try {
            JsonNode saved = Json.read(Files.readAllBytes(overlay.file));
            overlay.routerModel = saved.path(ROUTER_MODEL).textValue();
        } catch (NoSuchFileException e) {
            // Nothing was set yet.
        } catch (IOException e) {
            LOG.log(Level.WARNING, "{0} cannot be read and is not heeded: {1}", overlay.file, e.getMessage());
        }
        return overlay;
    }

    /** The router model that an operator chose for all virtual models. */
    public Optional<String> routerModel() {
        return Optional.ofNullable(routerModel);
    }

    /**
     * Chooses, for the next request on.
     *
     * @param name null for the configuration's choice
     * @throws IOException if the choice cannot be kept; then nothing changes
     */
    public void routerModel(@Nullable String name) throws IOException {
        Json json = Json.object();
        byte[] bytes = (name == null ? json.withNull(ROUTER_MODEL) : json.with(ROUTER_MODEL, name))
                .node()
                .toPrettyString()
                .concat("\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        Path next = file.resolveSibling(file.getFileName() + ".tmp");
        Files.write(next, bytes);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        routerModel = name;
    }
}
