package io.github.llmrouter.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.config.Config;
import io.github.llmrouter.config.Config.AccessKey;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final AccessKey BLUE = new AccessKey("blue", "key-blue", List.of("gpt"), List.of(), true);
    private static final AccessKey RED = new AccessKey("red", "key-rot-ü", List.of(), List.of(), false);
    private static final AccessKey OPERATOR = new AccessKey("operator", "key-admin", List.of(), List.of(), false);

    private final Access access = Access.of(new Config.Access(List.of(BLUE, RED), List.of(OPERATOR)));

    private static String caller(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Known known -> known.caller().name();
            case Verdict.Missing missing -> "missing";
            case Verdict.Wrong wrong -> "wrong";
        };
    }

    @Test
    void aKeyTellsWhoCalls() {
        assertThat(access.check(List.of("key-blue")))
                .isEqualTo(new Verdict.Known(Caller.key("blue", List.of("gpt"), List.of(), true)));
        assertThat(caller(access.check(List.of("key-rot-ü")))).isEqualTo("red");
    }

    @Test
    void aMissingKeyIsNotAWrongOne() {
        assertThat(caller(access.check(List.of()))).isEqualTo("missing");
        assertThat(caller(access.check(List.of("key-blu")))).isEqualTo("wrong");
        assertThat(caller(access.check(List.of("key-blue ")))).isEqualTo("wrong");
        assertThat(caller(access.check(List.of("KEY-BLUE")))).isEqualTo("wrong");
    }

    @Test
    void oneRightKeyAmongWrongOnesIsEnough() {
        assertThat(caller(access.check(List.of("stale", "key-rot-ü", "other")))).isEqualTo("red");
    }

    @Test
    void withoutKeysTheRouterIsOpen() {
        Access open = Access.of(new Config.Access(List.of(), List.of(OPERATOR)));

        assertThat(open.open()).isTrue();
        assertThat(caller(open.check(List.of("whatever")))).isEqualTo("anonymous");
        assertThat(caller(open.check(List.of()))).isEqualTo("anonymous");
        assertThat(access.open()).isFalse();
    }

    @Test
    void adminKeysAndClientKeysAreDifferentThings() {
        assertThat(access.admin(List.of("key-admin"))).map(Caller::name).contains("operator");
        assertThat(access.admin(List.of("key-blue"))).isEmpty();
        assertThat(caller(access.check(List.of("key-admin")))).isEqualTo("wrong");
    }

    @Test
    void withoutAdminKeysNobodyIsOperator() {
        Access none = Access.of(new Config.Access(List.of(), List.of()));

        assertThat(none.admin(List.of("key-admin"))).isEmpty();
        assertThat(none.admin(List.of())).isEmpty();
    }

    @Test
    void aCallerMayUseWhatItsKeyNames() {
        Caller blue = Caller.key("blue", List.of("gpt"), List.of(), false);

        assertThat(blue.mayUse("gpt")).isTrue();
        assertThat(blue.mayUse("claude")).isFalse();
        assertThat(Caller.ANONYMOUS.mayUse("claude")).isTrue();
    }

    @Test
    void noKeyIsKeptInTheClear() {
        assertThat(Arrays.stream(Keys.class.getDeclaredFields()).map(Field::getType))
                .doesNotContain(String.class, AccessKey.class);
        assertThat(access.check(List.of("key-blue")).toString()).doesNotContain("key-blue");
    }
}
