"""WeChat's mini-program platform on loopback: its wire format, its strictness, and a control plane beside it.

A program of its own: it imports nothing of the server and the server imports nothing of it, so what runs
between them is the real client on a real socket.
"""
