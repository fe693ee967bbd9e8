"""From a moved slider to figure and verdicts redrawn: prints medians, by the clock and at work."""

import time
from statistics import median

from chiprace.lab import explore

MOVES = 20

form = explore(figure="Energy, cost and carbon: What the compute costs, everything counted")
clock, work = [], []
for move in range(MOVES + 3):
    start, busy = time.perf_counter(), time.process_time()
    form.set(china_price=0.04 + 0.002 * move)
    clock.append(time.perf_counter() - start)
    work.append(time.process_time() - busy)
# The first moves find answers that later ones share.
print(median(clock[3:]), median(work[3:]))
