"""Kernels forked from one process that has loaded what the chapters import.

A kernel's start and its imports cost more than most chapters' own work. The kernel specification
``chiprace-warm`` names a provisioner (`chiprace.kernels.provisioner`) that asks a fork server
(`chiprace.kernels.server`) for a copy of itself; papermill and nbclient notice nothing.
"""
