"""Damage to files: bytes flipped and cut off at random, a folder or other bytes, nothing."""

import random
import shutil

SEED, PLACES = 1, 40
"""Random seed of the places, and at how many a file is flipped, and cut."""


def flip(path, random_places):
    data = bytearray(path.read_bytes())
    at = random_places.randrange(len(data))
    data[at] ^= random_places.randrange(1, 256)
    path.write_bytes(data)
    return f"byte {at} flipped"


def cut(path, random_places):
    size = random_places.randrange(path.stat().st_size)
    path.write_bytes(path.read_bytes()[:size])
    return f"cut to {size} bytes"


def replace_by_folder(path, random_places):
    path.unlink()
    (path / "inner").mkdir(parents=True)
    return "a folder"


def replace_by_noise(path, random_places):
    path.write_bytes(random_places.randbytes(3000))
    return "other bytes"


def remove(path, random_places):
    path.unlink()
    return "missing"


def damages(folder, name, places=PLACES):
    """Damage one file of a copied folder in every way, one after the other; yield in which."""
    path, random_places = folder / name, random.Random(f"{SEED} {name}")
    content = path.read_bytes()
    ways = [replace_by_folder, replace_by_noise, remove]
    for way in [*ways, *([flip, cut] * places if content else [])]:
        text = way(path, random_places)
        yield f"seed {SEED}, {name}: {text}"
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        path.write_bytes(content)
