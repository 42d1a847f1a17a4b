"""Decodes slot labels as the trainer does. Argument: the repository.

Standard input: one JSON object a line with "labels", "logits" (words × labels), "start" and "after" (labels × labels). Standard
output: for each the indices of the labels, as one JSON array a line.
"""

import json
import sys

sys.path.insert(0, sys.argv[1])

import numpy as np  # noqa: E402

from training.decode import log_softmax, viterbi  # noqa: E402

for line in sys.stdin:
    case = json.loads(line)
    learned = np.concatenate([np.array([case["start"]]), np.array(case["after"])])
    print(json.dumps(viterbi(log_softmax(np.array(case["logits"])), case["labels"], learned)))
