"""Measurements of speed and memory; run by hand, never by the tests' clock."""
