"""Published diplomatic cables, made into an analytic data set.

>>> import pipeline
>>> cables = pipeline.load("cables", columns=["cable_id", "origin"], where="classification_level = 'SECRET'")
>>> pipeline.connect().sql("from origin_totals").show()
"""

import os

# Arrow's own pool would keep what is freed, and a run has several processes. Read when Arrow is imported.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

from pipeline.analyst import connect, load

__all__ = ["connect", "load"]
