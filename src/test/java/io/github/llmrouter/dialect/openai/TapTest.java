package io.github.llmrouter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.Usage;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Tap;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TapTest {

    private static final String ROLE = "data:"
        + " {\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n";
    private static final String TEXT = "data:"
            + " {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}],\"usage\":null}\n\n";
    private static final String FINISH =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\": \"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":5,\"total_tokens\":13,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":3}}}\n\n";

    @Test
    void roleAndEmptyTextAreNoContent() {
        assertThat(stream(ROLE).content()).isFalse();
        assertThat(stream(ROLE + TEXT).content()).isTrue();
    }

    @Test
    void streamIsCompleteWithItsFinishReasonOrTheDoneMarker() {
        assertThat(stream(ROLE + TEXT).complete()).isFalse();
        assertThat(stream(ROLE + TEXT + FINISH).complete()).isTrue();
        assertThat(stream(ROLE + TEXT + "data:[DONE]\n\n").complete()).isTrue();
    }

    @Test
    void everyChoiceMustFinish() {
        String second = TEXT.replace("\"index\":0", "\"index\":1");
        assertThat(stream(TEXT + second + FINISH).complete()).isFalse();
        assertThat(stream(TEXT + second + FINISH + FINISH.replace("\"index\":0", "\"index\":1"))
                        .complete())
                .isTrue();
    }

    @Test
    void usageIsHeardInTheLastChunk() {
        assertThat(stream(ROLE + TEXT + FINISH + USAGE).usage()).isEqualTo(Usage.of(5, 3, 0, 0, 5, 0));
    }

    @Test
    void errorInsideTheStreamIsAFault() {
        Tap tap =
                stream(TEXT + "data: {\"error\":{\"message\":\"sorry\",\"type\":\"server_error\",\"code\":null}}\n\n");
        assertThat(tap.fault()).isNotNull();
        assertThat(tap.fault().kind()).isEqualTo(Fault.Kind.INTERNAL);
        assertThat(tap.complete()).isFalse();
    }

    @Test
    void wordsInTheTextAreNoMembers() {
        Tap tap = stream(TEXT
                + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\\\"error\\\":\\\"no\\\""
                + " \\\"finish_reason\\\":\\\"stop\\\"\"},\"finish_reason\":null}]}\n\n");
        assertThat(tap.fault()).isNull();
        assertThat(tap.complete()).isFalse();
    }

    @Test
    void wholeAnswerIsHeard() {
        Tap tap = new OpenAi().tap(Operation.GENERATE, false);
        see(tap, "{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2},\"service_tier\":\"flex\"}");
        assertThat(tap.complete()).isTrue();
        assertThat(tap.usage()).isNotNull();
        assertThat(tap.usage().tier()).isEqualTo("flex");
        assertThat(tap.usage().total()).isEqualTo(3);
    }

    @Test
    void wholeErrorInsideA200IsAFault() {
        Tap tap = new OpenAi().tap(Operation.EMBED, false);
        see(tap, "{\"error\":{\"message\":\"busy\",\"code\":503}}");
        assertThat(tap.fault()).isNotNull();
        assertThat(tap.fault().kind()).isEqualTo(Fault.Kind.OVERLOADED);
        assertThat(tap.content()).isFalse();
    }

    private static Tap stream(String text) {
        Tap tap = new OpenAi().tap(Operation.GENERATE, true);
        see(tap, text);
        return tap;
    }

    private static void see(Tap tap, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (byte one : bytes) {
            tap.see(new byte[] {one}, 0, 1);
        }
        tap.end();
    }
}
