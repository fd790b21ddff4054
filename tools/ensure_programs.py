"""Finds the programs that `make deep` looks through, or installs Debian's, or says plainly what is missing."""

import shutil
import subprocess
import sys

from tools import apt

DICTIONARIES = ("nb_NO", "nn_NO")
PACKAGES = {"java": ("default-jre-headless",), "hunspell": ("hunspell", "hunspell-no")}


def missing() -> list[str]:
    """The programs that are not here; hunspell is not here without both kinds of Norwegian."""
    lost = [program for program in PACKAGES if not shutil.which(program)]
    if "hunspell" not in lost and not all(_spells(language) for language in DICTIONARIES):
        lost.append("hunspell")
    return lost


def _spells(language: str) -> bool:
    command = ["hunspell", "-d", language, "-l"]
    return subprocess.run(command, input="", capture_output=True, text=True, check=False).returncode == 0


def main() -> int:
    """0 when everything is there at the end, 1 with a sentence on stderr when it is not."""
    packages = [package for program in missing() for package in PACKAGES[program]]
    if packages and apt.may_install():
        print(f"Installing {', '.join(packages)} …", flush=True)
        print(apt.install(*packages), end="")
    if lost := missing():
        wanted = " ".join(package for program in lost for package in PACKAGES[program])
        print(f"make deep needs {', '.join(lost)} (Debian: apt install {wanted}).", file=sys.stderr)
    return 1 if missing() else 0


if __name__ == "__main__":
    sys.exit(main())
