package io.github.llmrouter.config.foreign;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** What a LiteLLM file says of a model: its {@code model_info}, and prices that may stand in either place. */
final class LiteLlmModelInfo {

    private static final int PER_MILLION = 6;

    private final Source parameters;
    private final Source info;
    private final Remarks remarks;

    LiteLlmModelInfo(Source parameters, Source info, Remarks remarks) {
        this.parameters = parameters;
        this.info = info;
        this.remarks = remarks;
    }

    /** Other keys of it are notes of its owner, which have no effect there either. */
    void write(Draft draft) {
        draft.with("context_window", whole("max_input_tokens", "max_tokens"))
                .with("max_output", whole("max_output_tokens"))
                .with("price", price())
                .with("capabilities", capabilities());
        info.refuse("access_groups", "'models' of an access key says what it may use");
    }

    private @Nullable Node whole(String... keys) {
        for (String key : keys) {
            BigDecimal number = info.number(key);
            if (number != null && number.signum() > 0) {
                return Draft.whole(number.longValue(), info.at(key));
            }
        }
        return null;
    }

    /** Dollars per token there. */
    private Draft price() {
        Draft price = new Draft(parameters.node());
        Node input = price("input_cost_per_token");
        Node output = price("output_cost_per_token");
        Node read = price("cache_read_input_token_cost");
        Node write = price("cache_creation_input_token_cost");
        if (input == null || output == null) {
            Node alone = input == null ? output : input;
            if (alone != null) {
                remarks.warning(
                        alone, "a price wants input_cost_per_token and output_cost_per_token; it is not heeded");
            }
            return price;
        }
        return price.with("input", input)
                .with("output", output)
                .with("cache_read", read)
                .with("cache_write", write);
    }

    private @Nullable Node price(String key) {
        Source owner = parameters.has(key) ? parameters : info;
        BigDecimal number = owner.number(key);
        return number == null || number.signum() < 0
                ? null
                : Draft.number(number.movePointRight(PER_MILLION), owner.at(key));
    }

    private Draft capabilities() {
        Draft capabilities = new Draft(info.node());
        flag("supports_vision", "vision", capabilities);
        flag("supports_function_calling", "tool_calls", capabilities);
        flag("supports_parallel_function_calling", "parallel_tool_calls", capabilities);
        return capabilities;
    }

    private void flag(String key, String word, Draft capabilities) {
        if (info.has(key)) {
            capabilities.with(word, Draft.flag(info.flag(key, false), info.at(key)));
        }
    }
}
