package dev.tenancy.flyway;

import java.math.BigInteger;

/**
 * What a history's rows were when they were read, so cheap to compare that a migration does it.
 *
 * @param lastRank the highest, 0 if there is no row
 * @param rows the sum of the numbers of the transactions that wrote them, 0 if there is no row
 */
record Mark(int lastRank, BigInteger rows) {

    static final Mark NONE = new Mark(0, BigInteger.ZERO);
}
