"""jansson's source as the system's own archive has it, fetched into the build folder without touching /etc.

The packaged library is not instrumented: behind it nine tenths of the edges cannot be seen."""
import os
import re
import subprocess
import sys

PACKAGE = "libjansson-dev"


def output(*command):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE).stdout


def archive_of_package():
    """Where the installed package comes from: the address up to the pool, as apt knows it."""
    uris = output("apt-get", "download", "--print-uris", PACKAGE)
    found = re.search(r"'([^']+?)/+pool/", uris)
    if not found:
        raise LookupError(f"apt does not say where {PACKAGE} comes from")
    return found[1].rstrip("/")


def has_archive(words, archive):
    return any(word.rstrip("/") == archive for word in words)


def source_stanzas(archive, etc="/etc/apt"):
    """The system's own entries for that archive, asking for sources: (texts in the one-line form, in the other)."""
    lines, stanzas = [], []
    parts = os.path.join(etc, "sources.list.d")
    names = [os.path.join(etc, "sources.list")]
    names += [os.path.join(parts, name) for name in (sorted(os.listdir(parts)) if os.path.isdir(parts) else [])]
    for name in names:
        if not os.path.isfile(name):
            continue
        with open(name, encoding="utf-8") as file:
            text = file.read()
        if name.endswith(".list"):
            lines += ["deb-src" + line[3:] for line in text.splitlines()
                      if line.startswith("deb ") and has_archive(line.split(), archive)]
        elif name.endswith(".sources"):
            for stanza in re.split(r"\n\s*\n", re.sub(r"(?m)^#.*\n?", "", text)):
                uris = re.search(r"(?mi)^URIs:(.*(?:\n[ \t].*)*)", stanza)
                if uris and has_archive(uris[1].split(), archive):
                    stanzas.append(re.sub(r"(?mi)^Types:.*$", "Types: deb-src", stanza).strip())
    return "".join(line + "\n" for line in lines), "".join(stanza + "\n\n" for stanza in stanzas)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def private_apt(folder, lines, stanzas):
    """Options that keep apt inside `folder`."""
    for part in ("lists/partial", "cache/archives/partial", "parts"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    write(os.path.join(folder, "sources.list"), lines)
    write(os.path.join(folder, "parts", "system.sources"), stanzas)
    own = {"Dir::Etc::SourceList": "sources.list", "Dir::Etc::SourceParts": "parts", "Dir::State::Lists": "lists",
           "Dir::Cache": "cache"}
    options = [f"{name}={os.path.join(folder, place)}" for name, place in own.items()]
    options += ["APT::Sandbox::User=", "Acquire::Languages=none"]
    return [word for option in options for word in ("-o", option)]


def fetch(folder):
    """The unpacked source tree below `folder`. Raises what went wrong."""
    tree = os.path.join(folder, "jansson")
    if os.path.isfile(os.path.join(tree, "CMakeLists.txt")):
        return tree
    lines, stanzas = source_stanzas(archive_of_package())
    if not lines and not stanzas:
        raise LookupError(f"no source list of the system names the archive of {PACKAGE}")
    os.makedirs(folder, exist_ok=True)
    options = private_apt(folder, lines, stanzas)
    subprocess.run(["apt-get", "-qq", *options, "update"], check=True, stdout=sys.stderr)
    version = output("dpkg-query", "-W", "-f", "${source:Version}", PACKAGE)
    got = None
    for wanted in (f"jansson={version}", "jansson"):
        got = subprocess.run(["apt-get", "-qq", *options, "source", "--download-only", wanted], cwd=folder,
                             stdout=sys.stderr, stderr=subprocess.PIPE, text=True)
        if got.returncode == 0:
            break
    descriptions = sorted(name for name in os.listdir(folder) if name.endswith(".dsc"))
    if not descriptions:
        raise LookupError(f"apt-get source jansson: {got.stderr.strip()}")
    subprocess.run(["dpkg-source", "--extract", descriptions[-1], "unpacked"], cwd=folder, check=True,
                   stdout=sys.stderr)
    os.replace(os.path.join(folder, "unpacked"), tree)
    return tree


def source(folder):
    """The tree, or None after one printed warning."""
    try:
        return fetch(folder)
    except (OSError, LookupError, subprocess.CalledProcessError) as problem:
        detail = getattr(problem, "stderr", None) or problem
        print(f"fuzz: warning: no source of jansson ({str(detail).strip()}); the packaged library hides most edges. "
              f"To have it: unpack the source as {os.path.join(folder, 'jansson')}, and remove the build folder",
              file=sys.stderr)
        return None
