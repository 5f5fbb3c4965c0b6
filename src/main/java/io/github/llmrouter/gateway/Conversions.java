package io.github.llmrouter.gateway;

import io.github.llmrouter.translation.Continuity;
import java.time.InstantSource;

/** What all translations share. For any thread. */
public record Conversions(Continuity continuity, InstantSource clock) {}
