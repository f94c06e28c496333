"""The baseline of everything that speaks HTTP: Flask alone, one JSON answer, under the product's own gunicorn settings."""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue

app = Flask(__name__)


@app.get("/")
def hello() -> ResponseReturnValue:
    return {"hello": "world"}
