"""Runs a program many times, and says of each run how it ended.

usage: again.py RUNS AT_ONCE COMMAND...

For each run, in no order: a line `CODE SECONDS KIB LENGTH` (exit code, how long
it took, the most memory that it held at a time, the length of its output), then
the output itself. What it says on standard error goes to standard error.
"""

import concurrent.futures
import os
import subprocess
import sys
import time


def run(command):
    began = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    with child.stdout:
        output = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, time.monotonic() - began, used.ru_maxrss, output


def main(runs, at_once, *command):
    with concurrent.futures.ThreadPoolExecutor(int(at_once)) as pool:
        for code, seconds, kib, output in pool.map(run, [command] * int(runs)):
            sys.stdout.buffer.write(f"{code} {seconds:.4f} {kib} {len(output)}\n".encode() + output)
            sys.stdout.buffer.flush()


main(*sys.argv[1:])
