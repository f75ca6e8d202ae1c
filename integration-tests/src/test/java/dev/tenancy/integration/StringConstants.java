package dev.tenancy.integration;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/** The string literals of a class, which ArchUnit does not know: read from its class file (JVMS 4.4). */
final class StringConstants {

    private StringConstants() {}

    static Set<String> of(JavaClass type) {
        try (DataInputStream in = new DataInputStream(
                type.getSource().orElseThrow().getUri().toURL().openStream())) {
            in.skipNBytes(8);
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> read(DataInputStream in) throws IOException {
        String[] texts = new String[in.readUnsignedShort()];
        Set<Integer> literals = new HashSet<>();
        for (int i = 1; i < texts.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts[i] = in.readUTF();
                case 8 -> literals.add(in.readUnsignedShort());
                case 7, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                case 5, 6 -> {
                    in.skipNBytes(8);
                    // a long or a double takes two places
                    i++;
                }
                default -> throw new IOException("Unknown constant tag " + tag);
            }
        }
        Set<String> strings = new HashSet<>();
        literals.forEach(index -> strings.add(texts[index]));
        return strings;
    }
}
