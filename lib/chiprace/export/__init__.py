"""From executed notebooks to the documents that a reader opens."""
