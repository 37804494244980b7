"""Published diplomatic cables, made into an analytic data set.

>>> import pipeline
>>> cables = pipeline.load("cables", columns=["cable_id", "origin"], where="classification_level = 'SECRET'")
>>> pipeline.connect().sql("from origin_totals").show()
"""

from pipeline.analyst import connect, load

__all__ = ["connect", "load"]
