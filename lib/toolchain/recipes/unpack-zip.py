"""Unpacks a zip file or wheel with the modes it was packed with, which Python's own command line drops.

usage: unpack-zip.py FILE FOLDER
"""

import os
import sys
from zipfile import ZipFile

with ZipFile(sys.argv[1]) as archive:
    for entry in archive.infolist():
        path = archive.extract(entry, sys.argv[2])
        mode = (entry.external_attr >> 16) & 0o777
        if mode and not entry.is_dir():
            os.chmod(path, mode)
