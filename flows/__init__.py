"""Prefect flows over the pipeline. Each reads like a table of contents; what is done stands in `pipeline`."""

from pipeline.prefect_settings import prepare

# Whoever imports a flow gets Prefect as it is set here: it reads its settings once, when it is first imported.
prepare()
