"""The web server's settings, the same in service and under `make run`.

Two processes with four threads fill two cores; more threads only wait for each other (docs/operating.md).
"""

import gc
import os
from pathlib import Path
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker


class EvenWorker(ThreadWorker):
    """Takes a new connection only while a thread of its own is free: a sibling whose threads are idle gets it.

    Otherwise whoever wakes first takes all that come at once, keeps them alive and has one core for them.
    """

    def enqueue_req(self, conn: TConn) -> None:
        super().enqueue_req(conn)
        self.set_accept_enabled(self._accepting)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Asked on every turn of the loop, so that a thread that has become free is seen at once."""
        busy = self.nr_conns - len(self.keepalived_conns) - len(self.pending_conns)
        super().set_accept_enabled(enabled and busy < self.cfg.threads)


bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or '8000'}"
worker_class = EvenWorker
workers = int(os.environ.get("WEB_WORKERS") or "2")
threads = 4
timeout = 30
# On a laptop the runner asks for less, so that Ctrl-C ends everything within its ten seconds.
graceful_timeout = int(os.environ.get("GRACEFUL_TIMEOUT") or "20")
# A new process costs two seconds of a core: rare enough not to be felt, often enough against a slow leak.
max_requests = 50_000
max_requests_jitter = 5_000
# Each process opens its own connections, and a HUP loads new code: nothing is loaded ahead.
preload_app = False
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# The product writes its own log, one JSON line a request; nothing of the machine's control interface is wanted.
accesslog = None
errorlog = "-"
control_socket_disable = True
# Only the web server of this machine may say who the visitor was.
forwarded_allow_ips = "127.0.0.1,::1"
limit_request_line = 4094
limit_request_fields = 60


def post_worker_init(worker: Any) -> None:
    """What was loaded at the start stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    """A process that has ended no longer counts in the metrics."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
