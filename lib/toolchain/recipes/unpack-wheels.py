"""Unpacks wheels for another Python than the one that runs this: unpack-wheels.py FOLDER WHEEL..."""

import sys
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])
for wheel in sys.argv[2:]:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            first, *rest = name.split("/")
            if name.endswith("/"):
                continue
            if first.endswith(".data"):
                # Scripts and headers are for installed Pythons.
                if rest[0] not in ("purelib", "platlib"):
                    continue
                name = "/".join(rest[1:])
            if name.startswith("/") or ".." in name.split("/"):
                raise SystemExit(f"{wheel}: {name} leaves the folder")
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
