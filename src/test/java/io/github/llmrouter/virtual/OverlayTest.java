package io.github.llmrouter.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's choice outlives the router, in a file of its own. */
class OverlayTest {

    @TempDir
    private Path folder;

    @Test
    void aChoiceIsKeptBesideTheConfigurationWhichIsNotTouched() throws IOException {
        Path config = Files.writeString(folder.resolve("router.yaml"), "model_list: []\n");
        Overlay.beside(config).routerModel("strong");

        assertThat(Overlay.beside(config).routerModel()).contains("strong");
        assertThat(config).hasContent("model_list: []\n");
        assertThat(folder.resolve("router.overlay.json")).exists();
        Overlay.beside(config).routerModel(null);
        assertThat(Overlay.beside(config).routerModel()).isEmpty();
    }

    @Test
    void aDamagedFileIsNotHeeded() throws IOException {
        Files.writeString(folder.resolve("router.overlay.json"), "{");

        assertThat(Overlay.beside(folder.resolve("router.yaml")).routerModel()).isEmpty();
    }
}
