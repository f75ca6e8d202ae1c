package dev.tenancy.integration;

/** Sections C and D of the catalogue, at each level of isolation. */
abstract class CasesContract implements ContextCasesContract, JooqCasesContract {}
