"""Charts: a tidy frame and its context in, a Figure out; the same chart on the screen and in the file."""
