package dev.tenancy.guides;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A repository's pages, held against its tests and against each other. */
record Docs(Path root, Map<Path, Page> pages, List<Region> regions) {

    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", ".git");

    static Docs of(Path root) throws IOException {
        Map<Path, Page> pages = new TreeMap<>();
        for (Path file : files(root, name -> name.endsWith(".md"))) {
            pages.put(file, Page.parse(Files.readString(root.resolve(file))));
        }
        List<Region> regions = new ArrayList<>();
        for (Path file : files(root, name -> name.endsWith("Test.java"))) {
            regions.addAll(Region.of(file, Files.readString(root.resolve(file))));
        }
        return new Docs(root, pages, regions);
    }

    /** Snippets that no test has as a region, and regions that no page shows. */
    List<String> strayCode() {
        Set<String> run = regions.stream().map(Region::code).collect(Collectors.toSet());
        Set<String> shown =
                pages.values().stream().flatMap(page -> page.java().stream()).collect(Collectors.toSet());
        List<String> stray = new ArrayList<>();
        pages.forEach((file, page) -> page.java().stream()
                .filter(snippet -> !run.contains(snippet))
                .forEach(snippet -> stray.add(file + " shows Java that is no region of a test:\n" + snippet)));
        regions.stream()
                .filter(region -> !shown.contains(region.code()))
                .forEach(region -> stray.add(region.file() + " has the region '" + region.name()
                        + "', which no page shows as it is:\n" + region.code()));
        return stray;
    }

    /** Relative links that lead nowhere. */
    List<String> brokenLinks() {
        List<String> broken = new ArrayList<>();
        pages.forEach((file, page) -> page.links().stream()
                .filter(link -> !resolves(file, link))
                .forEach(link -> broken.add(file + " links to " + link)));
        return broken;
    }

    /** Pages in docs to which no other page links. */
    List<Path> unlinked() {
        Set<Path> linked = new HashSet<>();
        pages.forEach((file, page) -> page.links().stream()
                .map(link -> file.resolveSibling(link.split("#", 2)[0]).normalize())
                .filter(to -> !to.equals(file))
                .forEach(linked::add));
        return pages.keySet().stream()
                .filter(file -> file.startsWith("docs") && !linked.contains(file))
                .toList();
    }

    private boolean resolves(Path from, String link) {
        String[] parts = link.split("#", 2);
        Path to = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]).normalize();
        return Files.exists(root.resolve(to))
                && (parts.length == 1
                        || pages.containsKey(to) && pages.get(to).anchors().contains(parts[1]));
    }

    private static List<Path> files(Path root, Predicate<String> wanted) throws IOException {
        try (Stream<Path> all = Files.find(
                root,
                20,
                (path, file) ->
                        file.isRegularFile() && wanted.test(path.getFileName().toString()))) {
            return all.map(root::relativize)
                    .filter(path -> NOT_OURS.stream().noneMatch(name -> contains(path, name)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean contains(Path path, String name) {
        for (Path part : path) {
            if (part.toString().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
