package io.github.llmrouter.virtual;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.RunningRouter;
import io.github.llmrouter.ScriptedUpstream;
import io.github.llmrouter.Side;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router model that is slower than the calls it should decide about. */
class LateDecisionTest {

    @Test
    void isInTheBooksThoughTheRouterStopsMeanwhile(@TempDir Path directory) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (ScriptedUpstream upstream = new ScriptedUpstream((request, line) -> {
            if (request.text().contains("\"slow\"")) {
                line.await(over);
            } else {
                Side.OPENAI.play(request, line);
            }
        })) {
            RunningRouter router = new RunningRouter("""
                server: {data_dir: "%2$s"}
                model_list:
                  - {model_name: slow, llm_params: {api_type: openai, model: slow, api_base: "%1$s/v1", api_key: k}}
                  - {model_name: good, llm_params: {api_type: openai, model: good, api_base: "%1$s/v1", api_key: k}}
                router_settings:
                  virtual_models: [{name: auto, candidates: [good], router_model: slow, timeout: 100ms}]
                """.formatted(upstream.base(), directory));
            assertThat(router.post("/v1/chat/completions", Side.OPENAI.body("auto", false))
                            .statusCode())
                    .isEqualTo(200);
            router.close();
            over.countDown();
        }
        List<String> models = new ArrayList<>();
        JdbcDataSource books = new JdbcDataSource();
        books.setURL("jdbc:h2:file:" + directory.resolve("usage"));
        books.setUser("sa");
        try (Connection connection = books.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT model FROM usage_entry")) {
            while (rows.next()) {
                models.add(rows.getString(1));
            }
        }
        // It is asked twice.
        assertThat(models).containsExactlyInAnyOrder("slow", "slow", "good");
    }
}
