"""Judge the engine: on labelled ads, on employers it has not seen, and what it was measured to."""
