package dev.tenancy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A map that keeps the most recently used. Making a value must be fast: it happens under the lock, once a key. */
final class BoundedCache<K, V> {

    private final Map<K, V> entries;

    BoundedCache(int bound) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > bound;
            }
        };
    }

    synchronized V get(K key, Function<? super K, ? extends V> maker) {
        V value = entries.get(key);
        if (value == null) {
            value = maker.apply(key);
            entries.put(key, value);
        }
        return value;
    }

    synchronized void remove(K key) {
        entries.remove(key);
    }
}
