"""A KMS host as far as the RPC bind, and no further.

usage: kms_bind.py PORT EVENTS ADDRESS...

Accepts binds to the KMS interface with impacket's RPC server. It has no
operation: anything but a bind ends the conversation. What happens is written
to the file EVENTS, a line an event (open, bind, request, closed), so that a
test can see that no request was ever made.
"""

import socket
import sys
import threading

from impacket.dcerpc.v5.rpcrt import (
    MSRPC_ALTERCTX,
    MSRPC_BIND,
    MSRPC_REQUEST,
    DCERPCServer,
    MSRPCHeader,
)

KMS_INTERFACE = ("51c82175-844e-4750-b0d8-ec255555bc06", "1.0")
PDU_NAMES = {MSRPC_BIND: "bind", MSRPC_REQUEST: "request", MSRPC_ALTERCTX: "alter-context"}


class Conversation(DCERPCServer):
    """One client's connection; the stock server takes one client at a time."""

    def __init__(self, client, port, record):
        super().__init__()
        self._sock.close()
        self._clientSock = client
        self._record = record
        self.daemon = True
        self.addCallbacks(KMS_INTERFACE, str(port), {})

    def run(self):
        self._record("open")
        with self._clientSock:
            try:
                while self.answer_one_pdu():
                    pass
            except ConnectionError:
                pass  # a client that is in a hurry to leave
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
    listener.bind((address, port))
    listener.listen(64)
    return listener


def serve(listener, port, record):
    while True:
        client, _ = listener.accept()
        Conversation(client, port, record).start()


def main():
    port = int(sys.argv[1])
    lock = threading.Lock()
    events = open(sys.argv[2], "a", buffering=1, encoding="ascii")

    def record(event):
        with lock:
            events.write(event + "\n")

    listeners = [listen(address, port) for address in sys.argv[3:]]
    for listener in listeners[1:]:
        threading.Thread(target=serve, args=(listener, port, record), daemon=True).start()
    serve(listeners[0], port, record)


main()
