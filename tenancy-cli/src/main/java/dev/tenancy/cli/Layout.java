package dev.tenancy.cli;

import dev.tenancy.Isolation;
import dev.tenancy.SchemaNaming;
import dev.tenancy.TenantLayout;
import java.util.Locale;

/** The layout that the settings describe; what they leave out is as the library has it. */
final class Layout {

    private Layout() {}

    static TenantLayout of(Settings settings) {
        TenantLayout.Builder layout = TenantLayout.builder();
        settings.get(Setting.SCHEMA_PREFIX).map(SchemaNaming::prefix).ifPresent(layout::naming);
        settings.get(Setting.ROLE_PREFIX).ifPresent(layout::rolePrefix);
        settings.get(Setting.SHARED_SCHEMA).ifPresent(layout::sharedSchema);
        settings.get(Setting.TEMPLATE_SCHEMA).ifPresent(layout::templateSchema);
        settings.get(Setting.ISOLATION).map(Layout::isolation).ifPresent(layout::isolation);
        return layout.build();
    }

    private static Isolation isolation(String value) {
        try {
            return Isolation.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw SettingException.wrong(Setting.ISOLATION, value, "role or qualified");
        }
    }
}
