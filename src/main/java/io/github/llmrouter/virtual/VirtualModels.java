package io.github.llmrouter.virtual;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.llmrouter.chat.Fault;
import io.github.llmrouter.chat.FaultException;
import io.github.llmrouter.config.Config;
import io.github.llmrouter.dialect.Dialect;
import io.github.llmrouter.dialect.Operation;
import io.github.llmrouter.gateway.Call;
import io.github.llmrouter.gateway.Conversation;
import io.github.llmrouter.gateway.Gateway;
import io.github.llmrouter.gateway.Reply;
import io.github.llmrouter.usage.Prices;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Serves calls to virtual models: decides, lets the chosen model answer, and if that fails decides again. For any number of threads. */
public final class VirtualModels {

    private static final int CONVERSATIONS = 20_000;
    private static final String ALIAS = "alias:";

    private final Gateway gateway;
    private final Overlay overlay;
    private final Prices prices;
    private final InstantSource clock;
    private final RouterModel asking;
    private final Cache<String, Kept> kept = Caffeine.newBuilder()
            .maximumSize(CONVERSATIONS)
            .executor(Runnable::run)
            .build();

    /** A conversation's decision, for a while. */
    private record Kept(Decision decision, long untilMillis) {}

    /** @param chat the dialect in which router models are asked */
    public VirtualModels(Gateway gateway, Dialect chat, Overlay overlay, Prices prices, InstantSource clock) {
        this.gateway = gateway;
        this.overlay = overlay;
        this.prices = prices;
        this.clock = clock;
        this.asking = new RouterModel(gateway, chat);
    }

    /**
     * Answers the call, virtual or not, as {@link Gateway#serve} does.
     *
     * @throws FaultException an error that nobody could cure, for the client's dialect to word
     */
    public void serve(Call call, Reply reply) {
        Config config = gateway.snapshot().config();
        Config.VirtualModel virtual = find(config, call.model());
        if (virtual == null || !call.caller().mayUse(call.model())) {
            gateway.serve(call, reply);
        } else {
            serve(config, virtual, call, reply);
        }
    }

    private static Config.@Nullable VirtualModel find(Config config, String name) {
        if (config.virtualModels().isEmpty()) {
            return null;
        }
        boolean smart = name.isBlank()
                || name.equals("smart")
                        && !config.models().containsKey(name)
                        && !config.groups().containsKey(name);
        String meant = smart
                        && config.defaultModel() != null
                        && !config.virtualModels().containsKey(name)
                ? config.defaultModel()
                : name;
        return config.virtualModels().get(meant.startsWith(ALIAS) ? meant.substring(ALIAS.length()) : meant);
    }

    private void serve(Config config, Config.VirtualModel virtual, Call call, Reply reply) {
        Demand demand = Demand.of(call.tree());
        String conversation = virtual.name() + '\n' + Conversation.thread(call);
        List<Candidate> all = Candidates.of(config, virtual, prices);
        List<String> failed = new ArrayList<>();
        Story story = new Story(call, clock);
        while (true) {
            List<Candidate> fit = Candidates.fit(virtual, all, demand, failed);
            Decision decision = decide(virtual, call, reply, demand, conversation, all, fit, failed);
            Events.applied(call, decision, failed.size() + 1);
            story.tries(decision);
            AnswerReply answer = new AnswerReply(reply, DecisionHeaders.of(virtual, call, decision));
            FaultException fault = null;
            try {
                gateway.serve(
                        call.to(decision.target(), decision.effort() == null ? call.effort() : decision.effort())
                                .once(),
                        answer);
            } catch (FaultException e) {
                fault = e;
            }
            HeldReply error = answer.error();
            if (fault == null && error == null) {
                story.answered();
                return;
            }
            int status = error != null
                    ? error.status()
                    : Objects.requireNonNull(fault).fault().kind().status();
            Events.failed(call, decision, failed.size() + 1, status);
            story.failed(status);
            kept.invalidate(conversation);
            failed.add(decision.target());
            boolean last = failed.size() >= virtual.attempts() || failed.size() >= all.size();
            if (last || reply.begun() || !Blame.theModel(fault, error)) {
                story.ends(reply.begun());
                end(fault, error, reply);
                return;
            }
        }
    }

    private static void end(@Nullable FaultException fault, @Nullable HeldReply error, Reply reply) {
        if (error != null) {
            error.replay(reply);
        } else if (fault != null) {
            throw fault;
        }
    }

    private Decision decide(
            Config.VirtualModel virtual,
            Call call,
            Reply reply,
            Demand demand,
            String conversation,
            List<Candidate> all,
            List<Candidate> fit,
            List<String> failed) {
        Kept before = kept.getIfPresent(conversation);
        if (before != null
                && before.untilMillis > clock.millis()
                && fit.stream().anyMatch(candidate -> candidate.name().equals(before.decision.target()))) {
            Events.kept(call, before.decision);
            return before.decision;
        }
        if (call.operation() != Operation.GENERATE) {
            // Counting tokens is not worth a question.
            return Rules.decide(virtual.name(), demand, fit);
        }
        Question question =
                new Question(virtual.name(), virtual.goal(), fit, failed, demand, call.tree(), call.stream());
        Decision decision = routerModel(virtual, all)
                .map(name -> asking.decide(virtual, call, reply, name, question))
                .orElseGet(() -> Rules.decide(virtual.name(), demand, fit));
        Events.decided(call, decision);
        if (!virtual.cache().isZero()) {
            kept.put(
                    conversation,
                    new Kept(decision, clock.millis() + virtual.cache().toMillis()));
        }
        return decision;
    }

    /**
     * The operator's choice, else the configuration's, else the cheapest candidate. An operator's choice that is gone is replaced by
     * none: nobody else was meant to decide, so rules do.
     */
    private Optional<String> routerModel(Config.VirtualModel virtual, List<Candidate> all) {
        Optional<String> chosen = overlay.routerModel();
        return chosen.isPresent()
                ? chosen.filter(this::exists)
                : Optional.ofNullable(virtual.routerModel())
                        .filter(this::exists)
                        .or(() -> Candidates.cheapest(all).map(Candidate::name));
    }

    private boolean exists(String name) {
        Config config = gateway.snapshot().config();
        return config.models().containsKey(name) || config.groups().containsKey(name);
    }

    /** How many questions to router models are not over yet; some come too late for their call. */
    public int deciding() {
        return asking.underWay();
    }

    /** What operators see and choose. */
    public RouterChoice choice() {
        return RouterChoice.of(gateway.snapshot().config(), overlay, prices);
    }

    /**
     * Lets a model choose for all virtual models, from the next request on.
     *
     * @param name null for the configuration's choice
     * @throws FaultException if there is no such candidate
     * @throws java.io.IOException if the choice cannot be kept
     */
    public void choose(@Nullable String name) throws java.io.IOException {
        if (name != null && choice().models().stream().noneMatch(row -> row.id().equals(name))) {
            throw new FaultException(Fault.invalid("Router model '" + name + "' is not available", "router_model_id")
                    .withCode("invalid_router_model"));
        }
        overlay.routerModel(name);
    }
}
