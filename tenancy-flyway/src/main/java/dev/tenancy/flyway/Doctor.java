package dev.tenancy.flyway;

/** draft, filled below */
final class Doctor {
    Doctor(Parts parts, OwnerSession session) {}
    Diagnosis look() { return new Diagnosis(java.util.List.of()); }
}
