"""A long line: passes frames between two interfaces, each after a while.

usage: delay.py INTERFACE INTERFACE MILLISECONDS
"""

import collections
import select
import socket
import sys
import time

# linux/if_packet.h. With its header in front, a frame keeps what the kernel
# still has to do for it: checksums, segmentation.
SOL_PACKET, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING = 263, 15, 23
EVERY_PROTOCOL = 0x0003
LARGEST = 128 * 1024


def attach(interface):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERY_PROTOCOL))
    end.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    end.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    end.bind((interface, 0))
    return end


def main():
    one, other = attach(sys.argv[1]), attach(sys.argv[2])
    delay = int(sys.argv[3]) / 1000
    across = {one: other, other: one}
    under_way = collections.deque()
    print("ready", flush=True)
    while True:
        wait = max(0, under_way[0][0] - time.monotonic()) if under_way else None
        for end in select.select([one, other], [], [], wait)[0]:
            under_way.append((time.monotonic() + delay, across[end], end.recv(LARGEST)))
        while under_way and under_way[0][0] <= time.monotonic():
            _, end, frame = under_way.popleft()
            try:
                end.send(frame)
            except OSError:
                pass  # Too large for the line: lost, as on a wire.


main()
