"""The third face: every figure, answer, feed and catalogue as an address on the pages' own server."""
