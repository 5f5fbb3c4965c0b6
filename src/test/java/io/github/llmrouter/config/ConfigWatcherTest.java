package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {

    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();
    private Path file;
    private ConfigWatcher watcher;

    @BeforeEach
    void aLoadedFile() throws IOException {
        file = Files.writeString(folder.resolve("llm-router.yaml"), "one");
        watcher = ConfigWatcher.idle(
                file, bytes("one"), content -> told.add(new String(content, StandardCharsets.UTF_8)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void look() {
        for (int i = 0; i < 3; i++) {
            watcher.poll();
        }
    }

    @Test
    void nothingIsToldOfAFileThatStaysAsItWasLoaded() {
        look();

        assertThat(told).isEmpty();
    }

    @Test
    void aChangeIsToldOnceAndOnlyWhenItHasSettled() throws IOException {
        look();
        Files.writeString(file, "tw");
        assertThat(watcher.poll()).isFalse();
        Files.writeString(file, "two");
        assertThat(watcher.poll()).isFalse();
        assertThat(watcher.poll()).isTrue();
        look();

        assertThat(told).containsExactly("two");
    }

    @Test
    void aChangeBetweenLoadingAndTheFirstLookIsTold() throws IOException {
        Files.writeString(file, "two");
        look();

        assertThat(told).containsExactly("two");
    }

    @Test
    void anEditThatKeepsSizeAndTimeIsSeen() throws IOException {
        look();
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "ONE");
        Files.setLastModifiedTime(file, time);
        look();

        assertThat(told).containsExactly("ONE");
    }

    @Test
    void aTouchIsNoChange() throws IOException {
        look();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        look();

        assertThat(told).isEmpty();
    }

    @Test
    void aSwappedLinkIsAChange() throws IOException {
        Path first = Files.createDirectory(folder.resolve("v1"));
        Path second = Files.createDirectory(folder.resolve("v2"));
        Files.writeString(first.resolve("c.yaml"), "one");
        Files.writeString(second.resolve("c.yaml"), "two");
        Path data = Files.createSymbolicLink(folder.resolve("data"), first);
        watcher = ConfigWatcher.idle(data.resolve("c.yaml"), bytes("one"), content -> told.add(new String(content)));
        look();
        Path next = Files.createSymbolicLink(folder.resolve("data.next"), second);
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        look();

        assertThat(told).containsExactly("two");
    }

    @Test
    void aFileThatIsGoneIsWaitedFor() throws IOException {
        look();
        Files.delete(file);
        look();
        assertThat(told).isEmpty();
        Files.writeString(file, "two");
        look();

        assertThat(told).containsExactly("two");
    }

    @Test
    void aChangedSecretTellsTheUnchangedConfiguration() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "a");
        watcher.alsoWatch(List.of(secret));
        look();
        assertThat(told).isEmpty();
        Files.writeString(secret, "b");
        look();

        assertThat(told).containsExactly("one");
    }

    @Test
    void aSecretThatIsNoLongerReferredToIsNotWatched() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "a");
        watcher.alsoWatch(List.of(secret));
        watcher.alsoWatch(List.of());
        look();
        Files.writeString(secret, "b");
        look();

        assertThat(told).isEmpty();
    }

    @Test
    void aSecretThatAppearsIsAChange() throws IOException {
        Path secret = folder.resolve("secret");
        watcher.alsoWatch(List.of(secret));
        look();
        Files.writeString(secret, "b");
        look();

        assertThat(told).containsExactly("one");
    }

    @Test
    void aListenerThatThrowsIsCalledAgainForTheNextChange() throws IOException {
        Logger logger = Logger.getLogger("io.github.llmrouter.config");
        logger.setLevel(Level.OFF);
        watcher = ConfigWatcher.idle(file, bytes("one"), content -> {
            told.add(new String(content));
            throw new IllegalStateException("a listener that fails");
        });
        Files.writeString(file, "two");
        look();
        Files.writeString(file, "three");
        look();

        logger.setLevel(null);
        assertThat(told).containsExactly("two", "three");
    }

    @Test
    void theThreadTellsAndEndsWhenClosed() throws Exception {
        var heard = new CountDownLatch(1);
        try (var running = ConfigWatcher.start(file, bytes("one"), content -> heard.countDown())) {
            assertThat(running).isNotNull();
            Files.writeString(file, "two");
            assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("llm-router-config");
    }
}
