"""联系: whom a deputy stays in touch with, what they hear on a visit, the three questions, and reporting in."""
