package io.github.llmrouter.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.routing.Failure.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is to blame for an error. */
class FailureTest {

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {
                "INVALID",
                "CONTEXT_TOO_LONG",
                "METHOD_NOT_ALLOWED",
                "TOO_LARGE",
                "UNSUPPORTED_MEDIA",
                "UNPROCESSABLE",
                "CLIENT_GONE"
            })
    void whatTheClientDidIsNoFailureOfATarget(Fault.Kind kind) {
        assertThat(Failure.of(Fault.of(kind, "x"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHENTICATED, bad key, AUTH",
        "BILLING, pay, BILLING",
        "NOT_FOUND, no such model, NOT_FOUND",
        "RATE_LIMITED, slow down, RATE_LIMITED",
        "TIMEOUT, too late, NETWORK",
        "OVERLOADED, Overloaded, TEMPORARY",
        "UPSTREAM, eof, TEMPORARY",
        "CONFLICT, again, TEMPORARY",
        "NOT_IMPLEMENTED, no embeddings here, UNSUPPORTED",
        "FORBIDDEN, Your credit balance is too low, BILLING",
        "FORBIDDEN, Blocked by our usage policies, POLICY",
        "FORBIDDEN, API key not valid, AUTH",
        "FORBIDDEN, Your project cannot use this model, FORBIDDEN",
    })
    void kindsOfFaultsAreKindsOfFailures(Fault.Kind fault, String message, Kind kind) {
        assertThat(Failure.of(Fault.of(fault, message)).orElseThrow().kind()).isEqualTo(kind);
    }

    /** Decision 8; the texts are those of the vendors. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOT_FOUND | No such File object: file-abc123",
                "NOT_FOUND | Container with id 'cntr_1' not found.",
                "NOT_FOUND | Conversation with id 'conv_1' not found.",
                "NOT_FOUND | File not found: file_011",
                "FORBIDDEN | CachedContent not found (or permission denied)",
                "FORBIDDEN | You do not have permission to access the File abc or it may not exist.",
            })
    void whatTheClientNamesAndTheUpstreamDoesNotHaveIsNoFailureOfATarget(Fault.Kind kind, String message) {
        assertThat(Failure.of(Fault.of(kind, message))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The model `gpt-9` does not exist or you do not have access to it.",
                "model: claude-9",
                "models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.",
                "The API deployment for this resource does not exist.",
                "Requested entity was not found.",
                "404 page not found",
            })
    void aModelThatIsNotThereIsAFailureOfItsTarget(String message) {
        assertThat(Failure.of(Fault.of(Fault.Kind.NOT_FOUND, message))
                        .orElseThrow()
                        .kind())
                .isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void retryAfterIsKept() {
        Fault fault = Fault.of(Fault.Kind.RATE_LIMITED, "x").withRetryAfter(Duration.ofSeconds(3));
        assertThat(Failure.of(fault).orElseThrow().retryAfter()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void onlyARefusedContentIsNotTriedElsewhere() {
        for (Kind kind : Kind.values()) {
            assertThat(kind.fallsBack()).isEqualTo(kind != Kind.POLICY);
        }
    }
}
