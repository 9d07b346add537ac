"""Inputs: the committed corpus, which is only read, and the scratch corpus below the build folder."""
import configparser
import hashlib
import os
import shutil

from build import ROOT

MANIFEST = "MANIFEST.tsv"


def committed(target):
    return os.path.join(ROOT, "corpus", target)


def names_below(folder):
    for path, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if name != MANIFEST and not name.startswith("."):
                yield os.path.join(path, name)


def is_input(path):
    """A file that can be read: no dangling link, and no pipe, which nobody may ever write to."""
    return os.path.isfile(path) and os.access(path, os.R_OK)


def files_below(folder):
    return filter(is_input, names_below(folder))


def passed_over(folder):
    """What stands in the folder, hidden files apart, and is no input."""
    return [path for path in names_below(folder) if not is_input(path)]


def digest(data):
    return hashlib.sha1(data).hexdigest()


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Corpus:
    """The scratch corpus of a target, and the seeds that a campaign starts from."""

    def __init__(self, target, out, seeds_from=None):
        self.target = target
        self.scratch = os.path.join(out, "fuzz-corpus", target)
        self.seeds = os.path.join(out, "fuzz-corpus", f".{target}.seeds")
        self.source = seeds_from or committed(target)
        os.makedirs(self.scratch, exist_ok=True)

    def gather_seeds(self, without=()):
        """Copy the committed corpus, flat, leaving out what is known to fail. At least one file."""
        shutil.rmtree(self.seeds, ignore_errors=True)
        os.makedirs(self.seeds)
        bad = {digest(data) for data in without}
        for path in files_below(self.source):
            if digest(read(path)) not in bad:
                name = os.path.relpath(path, self.source).replace(os.sep, "_")
                if os.path.exists(os.path.join(self.seeds, name)):  # a/b and a_b
                    name = digest(os.fsencode(path))
                shutil.copyfile(path, os.path.join(self.seeds, name))
        if not os.listdir(self.seeds):
            with open(os.path.join(self.seeds, "empty"), "wb") as file:
                file.write(b"\n")

    def gather_all(self):
        """Committed and scratch together, for an engine that takes one folder."""
        for path in files_below(self.scratch):
            shutil.copyfile(path, os.path.join(self.seeds, os.path.basename(path)))

    def take_in(self, paths):
        for path in paths:
            data = read(path)
            place = os.path.join(self.scratch, digest(data))
            if not os.path.exists(place):
                with open(place, "wb") as file:
                    file.write(data)

    def size(self):
        return sum(1 for _ in files_below(self.scratch))


def dictionary(target):
    path = os.path.join(ROOT, "fuzz", "dict", f"{target}.dict")
    return path if os.path.isfile(path) else None


def options(target):
    """The [libfuzzer] section of the target's options file: a dict of texts."""
    parser = configparser.ConfigParser(inline_comment_prefixes="#")
    parser.read(os.path.join(ROOT, "fuzz", "options", f"{target}.options"))
    return dict(parser["libfuzzer"]) if parser.has_section("libfuzzer") else {}


def longest(target):
    """Bytes of an input, as text, for every engine."""
    return options(target).get("max_len", "4096")
