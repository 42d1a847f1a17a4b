"""Tokenises texts as the trainer does. Arguments: the repository, a directory with vocab.txt and characters.txt, max_tokens.

Standard input: one JSON string a line. Standard output: for each the ids, UTF-16 starts and ends, word starts and whether
it was cut, as one JSON array a line.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

from training.tokenizer import Tokenizer, utf16_offsets  # noqa: E402

tokenizer = Tokenizer.load(Path(sys.argv[2]))
for line in sys.stdin:
    text = json.loads(line)
    encoding = tokenizer.encode(text, int(sys.argv[3]))
    offsets = utf16_offsets(text)
    starts = [offsets[start] for start in encoding.starts]
    ends = [offsets[end] for end in encoding.ends]
    print(json.dumps([encoding.ids, starts, ends, encoding.word_start, encoding.truncated]))
