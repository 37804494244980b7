"""Prefect flows over the pipeline. Each reads like a table of contents; what is done stands in `pipeline`."""
