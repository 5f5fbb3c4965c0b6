package io.github.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static final String STREAM = "\uFEFF: hello\nevent: a\ndata: {\"x\":\"é漢😀\"}\n\n"
            + "data:one\ndata: two\ndata\n\nid: 7\nretry: 10\n: ping\n\n"
            + "data:  two spaces\n\n{\n  \"error\": {\n    \"code\": 503\n  }\n}\n\ndata: [DONE]\n\ndata: last";

    private static final List<Frame> FRAMES = List.of(
            new Frame("a", "{\"x\":\"é漢😀\"}"),
            new Frame("", "one\ntwo\n"),
            new Frame("", " two spaces"),
            new Frame("", "{\n  \"error\": {\n    \"code\": 503\n  }\n}"),
            new Frame("", "[DONE]"),
            new Frame("", "last"));

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyCutPositionGivesTheSameFrames(String lineEnd) throws IOException {
        byte[] bytes = STREAM.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<Frame> frames = new ArrayList<>();
            FrameReader reader = new FrameReader(frames::add);
            reader.read(bytes, 0, cut);
            reader.read(bytes, cut, bytes.length - cut);
            reader.end();
            assertThat(frames).as("cut at %d", cut).isEqualTo(FRAMES);
        }
    }

    @Test
    void singleBytesGiveTheSameFrames() throws IOException {
        List<Frame> frames = new ArrayList<>();
        FrameReader reader = new FrameReader(frames::add);
        for (byte b : STREAM.getBytes(StandardCharsets.UTF_8)) {
            reader.read(new byte[] {b});
        }
        reader.end();
        assertThat(frames).isEqualTo(FRAMES);
    }
}
