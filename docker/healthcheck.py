"""Exit 0 if the web server of this container answers that it is ready."""

import os
import sys
import urllib.request

try:
    urllib.request.urlopen(f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/readyz", timeout=4)
except OSError as problem:
    sys.exit(str(problem))
