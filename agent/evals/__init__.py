"""Benchmarks that others have made, run by the loop on devices of ours."""
