"""scipy's rooms without what numpy never needs here: the way to them asks for each of numpy's public names.

scipy's `array_api_compat` (1.17) takes every name that numpy offers, and so loads its Fortran compiler and its test
tools, with the tools of both: 66 modules, a third of what `scipy.special` takes to load. They are made lazy: they load
when somebody uses them.
"""

from __future__ import annotations

import importlib.util
import sys

import numpy as np

_UNUSED = ("f2py", "testing")


def _when_used(name: str) -> None:
    """numpy's room of that name as a module that loads when something of it is asked for (the recipe of importlib)."""
    spec = importlib.util.find_spec(f"numpy.{name}")
    if spec is None or spec.loader is None or spec.name in sys.modules:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    setattr(np, name, module)


for _name in _UNUSED:
    _when_used(_name)
