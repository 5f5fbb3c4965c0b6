package io.github.llmrouter.gateway;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.routing.Router;

/** Everything one request needs to know, compiled from one {@link Config}. Never changed, only replaced. */
public record Snapshot(Config config, Router router) {}
