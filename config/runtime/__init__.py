"""Runs Intermezzo on a bare machine: its Python environment, its servers, its processes."""
