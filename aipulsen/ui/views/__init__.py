"""The bodies of the pages, a room each: they ask `queries` one question and show the answer as panels."""
