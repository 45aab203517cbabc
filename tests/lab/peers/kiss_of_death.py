"""A time server that answers every request with a kiss-o'-death (RFC 5905 section 7.4).

usage: kiss_of_death.py ADDRESS CODE
"""

import socket
import sys

# Leap indicator 3 (not synchronised), version 4, mode 4 (server).
SERVER = 0xE4


def main():
    end = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    end.bind((sys.argv[1], 123))
    while True:
        request, client = end.recvfrom(1024)
        if len(request) >= 48:
            code, sent = sys.argv[2].encode(), request[40:48]
            # Stratum 0, the code as reference, the request's own time as origin.
            end.sendto(bytes([SERVER, 0]) + bytes(10) + code + bytes(8) + sent + bytes(16), client)


main()
