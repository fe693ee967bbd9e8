"""One module a chapter: functions that draw tidy data on given axes.

In all of them ``ax`` is where to draw, and the same axes come back.
"""
