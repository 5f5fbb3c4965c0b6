package io.github.llmrouter.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.dialect.Dialect.Framing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutletTest {

    private static final long LATER = Duration.ofHours(1).toNanos();

    private final ByteArrayOutputStream client = new ByteArrayOutputStream();
    private final Reply reply = new Reply() {
        private boolean begun;

        @Override
        public OutputStream begin(int status, List<Map.Entry<String, String>> headers, boolean stream, long length) {
            begun = true;
            return client;
        }

        @Override
        public boolean begun() {
            return begun;
        }

        @Override
        public boolean clientGone() {
            return false;
        }
    };

    private ClientStream stream;

    private Outlet outlet(Framing framing) {
        byte[] heartbeat = (framing == Framing.SSE ? ": beat\n\n" : "\n").getBytes(StandardCharsets.UTF_8);
        stream = new ClientStream(reply, List.of(), heartbeat, Duration.ofSeconds(15));
        return new Outlet(stream, () -> {}, new ClientStream.Head(200, List::of), framing);
    }

    private static void write(Outlet outlet, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        outlet.write(bytes, 0, bytes.length);
    }

    private void beat(Outlet outlet) {
        stream.beat(System.nanoTime() + LATER);
    }

    private String seen() {
        return client.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: one\n\n", "data: one\r\n\r\n", "event: x\r\ndata: one\n\r\n", "data: one\r\r"})
    void aHeartbeatNeverCutsAnEvent(String event) throws IOException {
        for (int cut = 1; cut < event.length(); cut++) {
            client.reset();
            Outlet outlet = outlet(Framing.SSE);
            write(outlet, event);
            write(outlet, event.substring(0, cut));
            beat(outlet);
            for (char rest : event.substring(cut).toCharArray()) {
                write(outlet, String.valueOf(rest));
            }
            beat(outlet);
            assertThat(seen()).isEqualTo(event + ": beat\n\n" + event + ": beat\n\n");
        }
    }

    @Test
    void aHeartbeatBeforeAnyContentLeavesTheHeldPartAlone() throws IOException {
        Outlet outlet = outlet(Framing.SSE);
        byte[] part = "data: o".getBytes(StandardCharsets.UTF_8);
        outlet.hold(part, 0, part.length);
        assertThat(seen()).isEmpty();
        beat(outlet);
        write(outlet, "ne\n\n");
        assertThat(seen()).isEqualTo(": beat\n\ndata: one\n\n");
    }

    @Test
    void anErrorTakesThePlaceOfAnEventThatIsNotWhole() throws IOException {
        Outlet outlet = outlet(Framing.SSE);
        write(outlet, "data: one\n\ndata: tw");
        outlet.fail("data: error\n\n".getBytes(StandardCharsets.UTF_8));
        assertThat(seen()).isEqualTo("data: one\n\ndata: error\n\n");
    }

    @Test
    void anEventThatIsTooLongToHoldIsPassedInPieces() throws IOException {
        Outlet outlet = outlet(Framing.SSE);
        String start = "data: " + "x".repeat(Outlet.HOLD);
        write(outlet, start);
        assertThat(seen()).isEqualTo(start);
        beat(outlet);
        assertThat(seen()).isEqualTo(start);
        outlet.fail("data: error\n\n".getBytes(StandardCharsets.UTF_8));
        assertThat(seen()).isEqualTo(start + "\n\ndata: error\n\n");
    }

    @Test
    void whatNoEmptyLineEndedIsPassedAtTheEnd() throws IOException {
        Outlet outlet = outlet(Framing.SSE);
        write(outlet, "data: [DONE]\n");
        outlet.finish();
        assertThat(seen()).isEqualTo("data: [DONE]\n");
    }

    @Test
    void elementsOfAnArrayStayWhole() throws IOException {
        Outlet outlet = outlet(Framing.JSON_ARRAY);
        write(outlet, "[{\"a\":\"}\\\"]\"}");
        write(outlet, "\n,\n{\"b\":{");
        beat(outlet);
        assertThat(seen()).isEqualTo("[{\"a\":\"}\\\"]\"}\n");
        write(outlet, "}}");
        write(outlet, "]");
        assertThat(seen()).isEqualTo("[{\"a\":\"}\\\"]\"}\n\n,\n{\"b\":{}}]");
    }

    @Test
    void anErrorBecomesTheLastElementOfAnArrayOrItsOnlyOne() throws IOException {
        Outlet outlet = outlet(Framing.JSON_ARRAY);
        write(outlet, "[{\"a\":1},{\"b");
        outlet.fail(",{\"error\":1}]".getBytes(StandardCharsets.UTF_8));
        assertThat(seen()).isEqualTo("[{\"a\":1},{\"error\":1}]");
        client.reset();
        Outlet empty = outlet(Framing.JSON_ARRAY);
        write(empty, "[");
        beat(empty);
        empty.fail(",{\"error\":1}]".getBytes(StandardCharsets.UTF_8));
        assertThat(seen()).isEqualTo("\n[{\"error\":1}]");
    }
}
