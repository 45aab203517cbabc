"""Runs a program many times, and says of each run how it ended.

usage: again.py RUNS AT_ONCE COMMAND...

For each run, in no order: a line `CODE SECONDS KIB LENGTH` (exit code, how long
it took, the most memory that it held at a time, the length of its output), then
the output itself. What it says on standard error goes to standard error.

Whatever this program holds would count as the other's memory, which begins as a
copy of it: so no output waits here for an earlier one.
"""

import concurrent.futures
import os
import subprocess
import sys
import threading
import time

saying = threading.Lock()


def run(command):
    began = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    with child.stdout:
        output = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, time.monotonic() - began, used.ru_maxrss, output


def say(code, seconds, kib, output):
    with saying:
        sys.stdout.buffer.write(f"{code} {seconds:.4f} {kib} {len(output)}\n".encode() + output)
        sys.stdout.buffer.flush()


def main(runs, at_once, *command):
    with concurrent.futures.ThreadPoolExecutor(int(at_once)) as pool:
        for _ in pool.map(lambda _: say(*run(command)), range(int(runs))):
            pass


main(*sys.argv[1:])
