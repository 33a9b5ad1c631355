"""A cable between a browser and the house that can be pulled and put back."""

import contextlib
import socket
import threading


class Wire:
    """Forwards a local port to the house, until it is cut."""

    def __init__(self, port: int) -> None:
        self.target, self.whole = port, True
        self.flows = threading.Event()
        self.flows.set()
        self.ends: list[socket.socket] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection and let none through."""
        self.whole = False
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.ends.clear()

    def mend(self) -> None:
        self.whole = True

    def hold(self) -> None:
        """Let nothing through and say nothing of it, as a radio out of reach does."""
        self.flows.clear()

    def release(self) -> None:
        """What was held arrives after all."""
        self.flows.set()

    def close(self) -> None:
        self.cut()
        self.release()
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.whole:
                self._join(near)
            else:
                near.close()

    def _join(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            # the house is away, and the far end of the cable with it
            near.close()
            return
        self.ends += [near, far]
        for a, b in ((near, far), (far, near)):
            threading.Thread(target=self._pump, args=(a, b), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while self.whole and (data := source.recv(65536)):
                self.flows.wait()
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.close()
