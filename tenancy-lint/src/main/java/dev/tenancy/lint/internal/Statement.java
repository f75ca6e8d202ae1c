package dev.tenancy.lint.internal;

import java.util.List;

/**
 * One statement of a script.
 *
 * @param text from its first token to its last, comments between included, the semicolon not
 * @param start where it begins in the script, in characters from 0
 * @param line the line its first token is on, from 1
 * @param tokens its tokens, without comments and the semicolon; at least one
 */
public record Statement(String text, int start, int line, List<Token> tokens) {

    /**
     * Copies the list.
     *
     * @param text its text
     * @param start where it begins
     * @param line its line
     * @param tokens its tokens
     */
    public Statement {
        tokens = List.copyOf(tokens);
    }

    /**
     * Whether it begins so.
     *
     * @param words words or symbols, in any case
     * @return whether its first tokens are these
     */
    public boolean starts(String... words) {
        return has(0, words);
    }

    /**
     * Whether these tokens follow each other somewhere in it.
     *
     * @param words words or symbols, in any case
     * @return whether there is a place where its tokens are these
     */
    public boolean contains(String... words) {
        return indexOf(words) >= 0;
    }

    /**
     * Where these tokens follow each other first.
     *
     * @param words words or symbols, in any case
     * @return the index of the first of them in {@link #tokens}, or -1
     */
    public int indexOf(String... words) {
        for (int from = 0; from + words.length <= tokens.size(); from++) {
            if (has(from, words)) {
                return from;
            }
        }
        return -1;
    }

    /**
     * Whether it is so at one place.
     *
     * @param from an index of {@link #tokens}, 0 at least
     * @param words words or symbols, in any case
     * @return whether the tokens from there on are these
     */
    public boolean has(int from, String... words) {
        if (from + words.length > tokens.size()) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (!tokens.get(from + i).is(words[i])) {
                return false;
            }
        }
        return true;
    }
}
