package dev.tenancy.wire;

import java.util.List;

/**
 * What crossed the wire.
 *
 * @param roundTrips how often the client waited for an answer: the server said that it is ready again
 * @param statements each Execute and each simple Query
 * @param transactions how many ended, those of single statements too
 * @param connections how many were opened
 * @param bytes both ways
 * @param texts of what was prepared or sent as simple Query, in order; one that was prepared before is not in it again
 */
public record Traffic(
        int roundTrips, int statements, int transactions, int connections, long bytes, List<String> texts) {}
