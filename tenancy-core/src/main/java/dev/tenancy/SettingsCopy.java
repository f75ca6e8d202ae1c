package dev.tenancy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.MappedTable;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.conf.SettingsTools;

/** Settings of one's own. jOOQ's clone shares the mapped schemas, so a change to one of them would re-route everybody. */
final class SettingsCopy {

    private SettingsCopy() {}

    static Settings of(Settings settings) {
        Settings copy = SettingsTools.clone(settings);
        RenderMapping mapping = copy.getRenderMapping();
        if (mapping != null) {
            mapping.setSchemata(each(mapping.getSchemata(), SettingsCopy::of));
        }
        return copy;
    }

    private static MappedSchema of(MappedSchema mapped) {
        MappedSchema copy = (MappedSchema) mapped.clone();
        copy.setTables(each(mapped.getTables(), table -> (MappedTable) table.clone()));
        return copy;
    }

    private static <T> List<T> each(List<T> all, UnaryOperator<T> copy) {
        List<T> copies = new ArrayList<>(all);
        copies.replaceAll(copy);
        return copies;
    }
}
