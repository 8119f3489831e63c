"""The measures: pure functions from validated frames to values. No clock, network, files or Streamlit."""
