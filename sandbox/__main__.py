"""`python -m sandbox`: serves until TERM or Ctrl-C, on loopback only."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from werkzeug.serving import WSGIRequestHandler, make_server

from sandbox.app import create_app
from sandbox.settings import load


class QuietHandler(WSGIRequestHandler):
    """Writes no line per call: addresses carry the secret, and the journal has them anyway."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        return


def main() -> None:
    settings = load()
    server = make_server(
        "127.0.0.1", settings.port, create_app(settings), threaded=True, request_handler=QuietHandler
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        # shutdown() waits for serve_forever(), which this very thread is running.
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"sandbox ready http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    main()
