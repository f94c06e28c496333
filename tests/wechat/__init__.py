"""The WeChat gateway against a sandbox on a real socket, and the sandbox against the platform's rules."""
