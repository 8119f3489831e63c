"""The addresses beside the pages: files, answers, feeds, catalogues."""
