"""A KMS host as far as the RPC bind, and no further.

usage: kms_bind.py [--interface UUID] PORT EVENTS ADDRESS...

Accepts binds to the KMS interface (or only to another one) with impacket's RPC server. It has no
operation: anything but a bind ends the conversation. What happens is written
to the file EVENTS, a line an event (open, bind, request, closed), so that a
test can see that no request was ever made.
"""

import socket
import sys
import threading

from impacket.dcerpc.v5 import rpcrt
from impacket.dcerpc.v5.rpcrt import (
    MSRPC_ALTERCTX,
    MSRPC_BIND,
    MSRPC_REQUEST,
    DCERPCServer,
    MSRPCHeader,
)

# Version 0.10 trips over its own log line about a rejected bind: it formats a
# pair with one %s. Nothing else here takes the pair apart.
rpcrt.bin_to_uuidtup = lambda binary, pair=rpcrt.bin_to_uuidtup: " v".join(pair(binary))

KMS_INTERFACE = "51c82175-844e-4750-b0d8-ec255555bc06"
PDU_NAMES = {MSRPC_BIND: "bind", MSRPC_REQUEST: "request", MSRPC_ALTERCTX: "alter-context"}


class Conversation(DCERPCServer):
    """One client's connection; the stock server takes one client at a time."""

    def __init__(self, client, interface, port, record):
        super().__init__()
        self._sock.close()
        self._clientSock = client
        self._record = record
        self.daemon = True
        self.addCallbacks((interface, "1.0"), str(port), {})

    def run(self):
        self._record("open")
        with self._clientSock:
            try:
                while self.answer_one_pdu():
                    pass
            except OSError:
                pass  # a client that is in a hurry to leave, or has long been gone
            except Exception as error:  # noqa: BLE001 - a client may send anything
                self._record(f"broken {error!r}")
        self._record("closed")

    def answer_one_pdu(self):
        pdu = self.recv()
        if pdu is None:
            return False
        kind = MSRPCHeader(pdu)["type"]
        self._record(PDU_NAMES.get(kind, f"type-{kind}"))
        if kind != MSRPC_BIND:
            return False
        self.processRequest(pdu)
        return True


def listen(address, port):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ask_whether_they_are_there(listener)
    listener.bind((address, port))
    listener.listen(64)
    return listener


def ask_whether_they_are_there(listener):
    """Each second, a minute long: where packets are lost, so may be the one that ends a connection."""
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (
        (socket.TCP_KEEPIDLE, 1),
        (socket.TCP_KEEPINTVL, 1),
        (socket.TCP_KEEPCNT, 60),
    ):
        listener.setsockopt(socket.IPPROTO_TCP, option, value)


def serve(listener, interface, port, record):
    while True:
        client, _ = listener.accept()
        Conversation(client, interface, port, record).start()


def main():
    arguments = sys.argv[1:]
    interface = KMS_INTERFACE
    if arguments[0] == "--interface":
        interface, arguments = arguments[1], arguments[2:]
    port = int(arguments[0])
    lock = threading.Lock()
    events = open(arguments[1], "a", buffering=1, encoding="ascii")

    def record(event):
        with lock:
            events.write(event + "\n")

    listeners = [listen(address, port) for address in arguments[2:]]
    for listener in listeners[1:]:
        threading.Thread(target=serve, args=(listener, interface, port, record), daemon=True).start()
    serve(listeners[0], interface, port, record)


main()
