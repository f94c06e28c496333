"""In-app notices, exactly once each, and the push that may go with one."""
