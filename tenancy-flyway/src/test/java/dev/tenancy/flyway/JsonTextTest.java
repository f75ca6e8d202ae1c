package dev.tenancy.flyway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void members_keep_their_order_and_empty_ones_are_left_out() {
        assertThat(new JsonText()
                        .with("b", 1L)
                        .with("a", Optional.of(List.of(Map.of("x", true), Map.of())))
                        .with("none", Optional.empty())
                        .with("no number", OptionalInt.empty())
                        .with("null", Arrays.asList((Object) null)))
                .hasToString("{\"b\":1,\"a\":[{\"x\":true},{}],\"null\":[null]}");
    }

    @Test
    void what_would_end_a_text_or_is_no_text_is_escaped() {
        assertThat(new JsonText().with("\"", "a\"b\\c/d\n\t\u0000\u001f é \uD83D\uDE00 \u2028"))
                .hasToString("{\"\\\"\":\"a\\\"b\\\\c/d\\u000a\\u0009\\u0000\\u001f é \uD83D\uDE00 \u2028\"}");
    }
}
