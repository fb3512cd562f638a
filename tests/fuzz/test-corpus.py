#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Give each fuzz target its corpus: seeds, and what once broke something."""

import os
import subprocess
import sys


def main():
    corpus = os.path.join(os.environ.get("srcdir", "."), "tests/fuzz/corpus")
    names = sorted(os.listdir(corpus))
    good = True
    print("1..%d" % len(names))
    for number, name in enumerate(names, 1):
        folder = os.path.join(corpus, name)
        files = [os.path.join(folder, file) for file in
                 sorted(os.listdir(folder))]
        done = subprocess.run(["tests/fuzz/fuzz-" + name] + files, text=True,
                              stdout=subprocess.PIPE, errors="replace",
                              stderr=subprocess.STDOUT, timeout=300)
        if done.returncode != 0:
            print("# " + done.stdout.replace("\n", "\n# "))
            good = False
        print("%s %d - %s, %d files" % (
            "ok" if done.returncode == 0 else "not ok", number, name,
            len(files)))
    return 0 if good else 1


sys.exit(main())
