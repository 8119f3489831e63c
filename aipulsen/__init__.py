"""AI-pulsen: Sweden's AI-competence geography. The core package; the dashboard is `app.py`."""

__version__ = "0.4.0"
