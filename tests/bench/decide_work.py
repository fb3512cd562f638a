# SPDX-License-Identifier: MIT
"""Decisions, in a process of their own."""
from lab import Lab, processes


def run(folder, work, tenants):
    """A function that returns the nanoseconds one takes."""
    program = Lab(folder).built('tests/bench/bench-decide')

    def measured():
        return float(processes.call([program, work, str(tenants)]))
    return measured
