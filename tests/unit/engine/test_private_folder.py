"""This user's folder for caches: made for its owner alone, refused where others can write."""

import os
import stat

import pytest

from mesa_mosul.engine.private_folder import (
    CacheError,
    check_trusted,
    find_cache_home,
    make_private_folder,
)


def test_a_private_folder_is_its_owners_alone(tmp_path):
    make_private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o720])
def test_a_folder_that_others_can_write_to_is_refused(tmp_path, mode):
    tmp_path.chmod(mode)
    with pytest.raises(CacheError, match="others can write to it; delete it, or name a folder"):
        check_trusted(tmp_path)
    with pytest.raises(CacheError):
        make_private_folder(tmp_path)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_refused(tmp_path):
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    check_trusted(folder)
    os.chown(folder, 12345, 12345)
    with pytest.raises(CacheError, match="cannot be trusted"):
        check_trusted(folder)


def test_a_relative_cache_home_is_taken_from_the_current_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.chdir(tmp_path)
    assert find_cache_home() == tmp_path / "here"
