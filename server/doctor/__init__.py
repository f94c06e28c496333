"""Whether the WeChat account, the domain and this machine fit together, and what to click where they do not."""
