package io.github.llmrouter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.chat.Event;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.chat.Losses;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.dialect.Tap;
import io.github.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever an upstream or a client sends: a valid answer or a valid error, never another exception. */
class FuzzTest {

    /** More with {@code -Dfuzz.rounds}. */
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1_000);

    @Test
    void mangledAnswersEndInAnAnswerOrAnError() {
        Random random = new Random(1);
        List<Path> files = Fixtures.answers();
        for (int i = 0; i < ROUNDS && !files.isEmpty(); i++) {
            byte[] body = mangled(Fixtures.bytes(files.get(i % files.size())), random);
            List<Event> events = Fixtures.stream(body);
            assertThat(events.getLast()).isInstanceOfAny(Event.Ended.class, Event.Failed.class);
            Fixtures.written(events, Fixtures.asked(i % 2 == 0));
            Tap tap = new Gemini().tap(Operation.GENERATE, true);
            tap.see(body, 0, body.length);
            tap.end();
            new Gemini().readFault(400 + random.nextInt(200), name -> "x", body);
        }
    }

    @Test
    void mangledRequestsAreReadOrRefused() {
        Random random = new Random(2);
        List<Path> files = RequestTest.requests();
        for (int i = 0; i < ROUNDS && !files.isEmpty(); i++) {
            byte[] body = mangled(Fixtures.bytes(files.get(i % files.size())), random);
            String model = i % 2 == 0 ? "gemini-2.0-flash" : "gemini-3-pro";
            try {
                var chat = Fixtures.request(Json.read(body), model, new Losses());
                Fixtures.write(chat, Fixtures.aim(model));
            } catch (IOException | FaultException e) {
                continue;
            }
        }
    }

    /** Swaps pieces of the body for others of it, and single bytes. */
    private static byte[] mangled(byte[] body, Random random) {
        byte[] out = body.clone();
        for (int n = random.nextInt(4); n >= 0 && out.length > 40; n--) {
            if (random.nextBoolean()) {
                out[random.nextInt(out.length)] = (byte) "{}[]\",:0na ".charAt(random.nextInt(11));
            } else {
                int length = 1 + random.nextInt(20);
                System.arraycopy(
                        body, random.nextInt(body.length - length), out, random.nextInt(out.length - length), length);
            }
        }
        return out;
    }
}
