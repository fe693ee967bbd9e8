"""From facts to an estimate: what was known on a day, which of it counts, and what it comes to."""
