"""Reads every file with SimpleITK, round after round, on one thread. Prints the milliseconds a file of each round, as JSON."""

import json
import sys
import time

import SimpleITK

rounds, files = int(sys.argv[1]), sys.argv[2:]
SimpleITK.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
milliseconds = []
for _ in range(rounds):
    started = time.perf_counter()
    for file in files:
        SimpleITK.GetArrayViewFromImage(SimpleITK.ReadImage(file))
    milliseconds.append((time.perf_counter() - started) * 1000 / len(files))
print(json.dumps({"version": SimpleITK.Version_VersionString(), "milliseconds": milliseconds}))
