"""The only package that imports Streamlit: the page's frame, filters, panels and cached access."""
