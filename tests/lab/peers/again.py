"""Runs a program many times, and says of each run how it ended.

usage: again.py RUNS AT_ONCE COMMAND...

For each run, in no order: a line `CODE SECONDS KIB LENGTH` (exit code, how long
it took, the most memory that it held at a time, the length of its output), then
the output itself. What it says on standard error goes to standard error.

Whatever this program holds would count as the other's memory, which begins as a
copy of it: so the outputs do not pass through it.
"""

import concurrent.futures
import os
import subprocess
import sys
import threading
import time

saying = threading.Lock()


def run(command):
    output = os.memfd_create("output")
    began = time.monotonic()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output)
    _, status, used = os.wait4(child.pid, 0)
    took = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    with saying:
        say(f"{child.returncode} {took:.4f} {used.ru_maxrss}", output)
    os.close(output)


def say(words, output):
    length = os.fstat(output).st_size
    sys.stdout.write(f"{words} {length}\n")
    sys.stdout.flush()
    sent = 0
    while sent < length:
        sent += os.sendfile(sys.stdout.fileno(), output, sent, length - sent)


def main(runs, at_once, *command):
    with concurrent.futures.ThreadPoolExecutor(int(at_once)) as pool:
        for _ in pool.map(lambda _: run(command), range(int(runs))):
            pass


main(*sys.argv[1:])
