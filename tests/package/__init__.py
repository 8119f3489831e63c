"""The package as it is installed, and the machines it must start on."""
