"""Where raw data come from: files of ads, and one module per service."""
