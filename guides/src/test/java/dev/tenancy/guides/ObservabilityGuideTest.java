package dev.tenancy.guides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tenancy.Tenancy;
import dev.tenancy.TenantId;
import dev.tenancy.TenantLayout;
import dev.tenancy.test.PostgresExtension;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import javax.sql.DataSource;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What docs/observability.md shows is what runs here. */
class ObservabilityGuideTest {

    @RegisterExtension
    static final PostgresExtension postgres =
            PostgresExtension.builder().tenants("acme").build();

    private static final TenantId ACME = TenantId.of("acme");

    private final DataSource dataSource = postgres.appDataSource();
    private final TenantLayout layout = postgres.layout();

    @Test
    void each_log_line_of_a_unit_of_work_names_the_tenant() {
        // region mdc
        Tenancy tenancy = Tenancy.builder(dataSource)
                .layout(layout)
                .listener(tenant -> {
                    MDC.MDCCloseable mdc = MDC.putCloseable("tenant", tenant.value());
                    return (duration, failure) -> mdc.close();
                })
                .build();
        // endregion
        Logger logger = (Logger) LoggerFactory.getLogger("app");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);

        tenancy.useTransaction(ACME, dsl -> logger.info("inside"));
        logger.info("outside");

        assertThat(lines.list)
                .extracting(line -> line.getMDCPropertyMap().get("tenant"))
                .containsExactly("acme", null);
    }

    @Test
    void a_timer_counts_what_was_committed_and_what_failed() {
        MeterRegistry meters = new SimpleMeterRegistry();
        // region timer
        Tenancy tenancy = Tenancy.builder(dataSource)
                .layout(layout)
                .listener(tenant -> (duration, failure) -> Timer.builder("tenancy.work")
                        .tag(
                                "outcome",
                                failure == null
                                        ? "committed"
                                        : failure.getClass().getSimpleName())
                        .register(meters)
                        .record(duration))
                .build();
        // endregion
        tenancy.useTransaction(ACME, dsl -> dsl.fetch("select 1"));
        assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> dsl.fetch("select 1 / 0")))
                .isInstanceOf(DataAccessException.class);

        assertThat(meters.get("tenancy.work")
                        .tag("outcome", "committed")
                        .timer()
                        .count())
                .isOne();
        assertThat(meters.get("tenancy.work")
                        .tag("outcome", "DataException")
                        .timer()
                        .count())
                .isOne();
    }

    @Test
    void a_span_has_the_tenant_and_the_failure() {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        List<SpanData> spans;
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build()) {
            Tracer tracer = provider.get("app");
            Tenancy tenancy = traced(tracer);
            tenancy.useTransaction(
                    ACME, dsl -> tracer.spanBuilder("inside").startSpan().end());
            assertThatThrownBy(() -> tenancy.useTransaction(ACME, dsl -> dsl.fetch("select 1 / 0")))
                    .isInstanceOf(DataAccessException.class);
            spans = exporter.getFinishedSpanItems();
        }
        assertThat(spans).extracting(SpanData::getName).containsExactly("inside", "unit of work", "unit of work");
        SpanData work = spans.get(1);
        SpanData failed = spans.get(2);
        assertThat(spans.get(0).getParentSpanId()).isEqualTo(work.getSpanId());
        assertThat(work.getAttributes().get(AttributeKey.stringKey("tenant.id")))
                .isEqualTo("acme");
        assertThat(work.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(failed.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(failed.getEvents()).hasSize(1);
    }

    private Tenancy traced(Tracer tracer) {
        // region span
        Tenancy tenancy = Tenancy.builder(dataSource)
                .layout(layout)
                .listener(tenant -> {
                    Span span = tracer.spanBuilder("unit of work")
                            .setAttribute("tenant.id", tenant.value())
                            .startSpan();
                    Scope scope = span.makeCurrent();
                    return (duration, failure) -> {
                        if (failure != null) {
                            span.recordException(failure).setStatus(StatusCode.ERROR);
                        }
                        scope.close();
                        span.end();
                    };
                })
                .build();
        // endregion
        return tenancy;
    }
}
