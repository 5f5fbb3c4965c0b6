package io.github.llmrouter.cli;

import io.github.llmrouter.config.Config;
import java.net.URI;

/** What the server says when it is ready. */
final class Greeting {

    private Greeting() {}

    static String text(URI uri, Config config) {
        String ready = "llm-router " + Version.text() + " answers on " + uri + "\n";
        return config.server().demo() == 0 ? ready : ready + DEMO.replace("{uri}", uri.toString());
    }

    private static final String DEMO = """

        Try it; no key is needed:

          curl -N {uri}/v1/chat/completions -H 'content-type: application/json' \\
            -d '{"model": "demo", "stream": true, "messages": [{"role": "user", "content": "Hello"}]}'

          curl -N {uri}/v1/responses -H 'content-type: application/json' \\
            -d '{"model": "demo", "stream": true, "input": "Hello"}'

          curl -N {uri}/v1/messages -H 'content-type: application/json' \\
            -d '{"model": "demo", "stream": true, "max_tokens": 100, "messages": [{"role": "user", "content": "Hello"}]}'

          curl -N '{uri}/v1beta/models/demo:streamGenerateContent?alt=sse' -H 'content-type: application/json' \\
            -d '{"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}'

        Ctrl-C ends it.
        """;
}
