"""Published diplomatic cables, made into an analytic data set."""
