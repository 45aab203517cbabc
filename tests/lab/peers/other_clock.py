"""Runs a program whose calendar is wrong, and ends as it does. Its other clocks are right.

usage: other_clock.py OFFSET COMMAND...     OFFSET: +5h, -30m, +800d

The program is static, so no library can be put before its own. It reads the time through the
kernel's vDSO, a page of code in each process: there, before the program's first instruction,
`clock_gettime` is written over with a system call and an addition.
"""

import ctypes
import os
import signal
import struct
import sys

PTRACE_TRACEME, PTRACE_DETACH = 0, 17
AT_SYSINFO_EHDR = 33
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def main(offset, *command):
    child = os.fork()
    if child == 0:
        ptrace(PTRACE_TRACEME, 0)
        os.execvp(command[0], command)
    _, status = os.waitpid(child, 0)
    if not os.WIFSTOPPED(status):
        sys.exit(os.waitstatus_to_exitcode(status))
    change_clock(child, seconds(offset))
    signal.signal(signal.SIGTERM, lambda number, _: os.kill(child, number))
    ptrace(PTRACE_DETACH, child)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    sys.exit(code if code >= 0 else 128 - code)


def ptrace(request, process):
    if LIBC.ptrace(request, process, None, None) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def seconds(offset):
    return int(offset[:-1]) * UNITS[offset[-1]]


def change_clock(process, offset):
    with open(f"/proc/{process}/mem", "r+b", buffering=0) as memory:
        base = vdso(process)
        memory.seek(base)
        memory.seek(base + function(memory.read(8192), b"__vdso_clock_gettime"))
        memory.write(clock_gettime(offset))


def clock_gettime(offset):
    """Machine code: the system call; for CLOCK_REALTIME (0), `offset` is added to the seconds."""
    code = b"\xb8" + struct.pack("<I", 228)  # mov eax, 228
    code += b"\x0f\x05"  # syscall
    code += b"\x85\xff"  # test edi, edi
    code += b"\x75\x07"  # jnz over the addition
    code += b"\x48\x81\x06" + struct.pack("<i", offset)  # add qword [rsi], offset
    return code + b"\xc3"  # ret


def vdso(process):
    with open(f"/proc/{process}/auxv", "rb") as file:
        entries = dict(struct.iter_unpack("<QQ", file.read()))
    return entries[AT_SYSINFO_EHDR]


def function(elf, name):
    """Where a function begins, by the section headers of a 64-bit ELF file."""
    (table,) = struct.unpack_from("<Q", elf, 0x28)
    size, count = struct.unpack_from("<HH", elf, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", elf, table + size * index) for index in range(count)]
    symbols = next(section for section in sections if section[1] == 11)  # SHT_DYNSYM
    names = sections[symbols[6]][4]
    for at in range(symbols[4], symbols[4] + symbols[5], 24):
        label, _, _, _, value, _ = struct.unpack_from("<IBBHQQ", elf, at)
        if elf[names + label :].startswith(name + b"\0"):
            return value
    raise LookupError(name)


main(*sys.argv[1:])
