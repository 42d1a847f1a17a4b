"""Writes the characters.txt of a pretrained, uncased encoder. Arguments: the repository, the directory to write to.

Standard input: any lines. Standard output: an empty line for each.
"""

import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

from training.characters import Writing, write_characters  # noqa: E402

write_characters(Path(sys.argv[2]) / "characters.txt", Writing(cased=False, pieces=frozenset("！"), folding={ord("關"): ord("关")}))
for _ in sys.stdin:
    print()
