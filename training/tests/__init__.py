"""Tests of the training pipeline; run with `python3 -m unittest discover -s training/tests -t .`."""
