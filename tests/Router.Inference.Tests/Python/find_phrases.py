"""Finds phrases as the trainer does. Arguments: the repository, a directory with vocab.txt and characters.txt, max_tokens, a lexicon
file and its tags.

Standard input: one JSON string a line. Standard output: for each the rows of its tokens, as one JSON array of the indices of
the cells that are not 0 a line.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

import numpy as np  # noqa: E402

from training.lexicon import Lexicon, Phrase, TagInputs, phrase_ids  # noqa: E402
from training.tokenizer import Tokenizer  # noqa: E402

tokenizer = Tokenizer.load(Path(sys.argv[2]))
tags = sys.argv[5:]
lines = (line.split("\t") for line in Path(sys.argv[4]).read_text(encoding="utf-8").split("\n") if line)
lexicon = Lexicon(tags, [Phrase(text, tags.index(tag), phrase_ids(tokenizer, text)) for text, tag in lines])
for line in sys.stdin:
    encoding = tokenizer.encode(json.loads(line), int(sys.argv[3]))
    cells = TagInputs(lexicon, [encoding]).batch(np.array([0]), len(encoding.ids)).flatten()
    print(json.dumps(cells.nonzero().flatten().tolist()))
