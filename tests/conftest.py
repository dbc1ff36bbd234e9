"""Hypothesis: the same examples at every run, and no deadline, since a first call may compile.

Compiled code is cached by a hash of the whole source: numba's own cache looks at the file of each kernel only, and
would keep a kernel whose callee in another file has changed.
"""

import hashlib
import os
from pathlib import Path

from hypothesis import settings

_ROOT = Path(__file__).parent.parent
_SOURCE = hashlib.sha256(b"".join(path.read_bytes() for path in sorted((_ROOT / "lngd_theory").rglob("*.py"))))
os.environ["NUMBA_CACHE_DIR"] = str(_ROOT / ".numba_cache" / _SOURCE.hexdigest()[:16])

settings.register_profile("suite", deadline=None, max_examples=30, derandomize=True, print_blob=True)
settings.load_profile("suite")
