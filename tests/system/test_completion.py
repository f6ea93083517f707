"""The Tab key: what a real bash is offered, by the script that `mosul completion` prints."""

import shutil
import subprocess
import sys

import pytest
from terminal import ENVIRONMENT, call_mosul

from mesa_mosul.cli.completion import SHELLS
from mesa_mosul.experiments.catalogue import list_catalogue
from mesa_mosul.inputs.scenario import scenarios

OFFER = """
mosul() { "$PYTHON" -m mesa_mosul.cli.main "$@"; }
source <(mosul completion bash)
IFS=' ' read -ra COMP_WORDS <<< "$1"
COMP_LINE=$1 COMP_POINT=${#1} COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_python_argcomplete mosul
printf '%s\\n' "${COMPREPLY[@]}"
"""


def offers(line, at):
    """Return what bash is offered where a line ends."""
    done = subprocess.run(
        ["bash", "-c", OFFER, "bash", line],
        cwd=at, env=ENVIRONMENT | {"PYTHON": sys.executable}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {word.rstrip() for word in done.stdout.split("\n")} - {""}


@pytest.fixture
def place(tmp_path):
    """A folder with results, a file of one's own, and something else."""
    for name in ("one", "two"):
        (tmp_path / "results" / name).mkdir(parents=True)
    (tmp_path / "results" / "one" / "manifest.json").touch()
    (tmp_path / "mine.toml").touch()
    (tmp_path / "notes.txt").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mosul ca", {"calibrate"}),
        ("mosul run --se", {"--seed", "--set", "--seeds"}),
        ("mosul history --form ", {"dated", "by_rule", "prior"}),
        ("mosul run reported --set isis.fight", {"isis.fighters="}),
        ("mosul branch a.npz --set switch.air=", {"true", "false"}),
        ("mosul run mi", {"mine.toml"}),
        ("mosul status results/", {"results/one"}),
        ("mosul run reported --out res", {"results/"}),
    ],
)
def test_bash_completes(line, offered, place):
    assert offers(line, place) == offered


def test_bash_completes_scenarios_and_experiments_and_the_files_of_others(place):
    assert offers("mosul run ", place) == {*scenarios(), "mine.toml", "results/"}
    assert offers("mosul sweep ", place) == {*list_catalogue(), "mine.toml", "results/"}


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script_that_it_can_read(shell, tmp_path):
    script = call_mosul("completion", shell, at=tmp_path)
    assert script.returncode == 0
    assert "mosul" in script.stdout
    if shutil.which(shell):
        read = subprocess.run(
            [shell, "-n"], input=script.stdout, capture_output=True, text=True
        )
        assert (read.returncode, read.stderr) == (0, "")


def test_the_help_says_how_to_install_it(tmp_path):
    printed = call_mosul("completion", "--help", at=tmp_path).stdout
    assert all(f"mosul completion {shell}" in printed for shell in SHELLS)
    assert 'eval "$(mosul completion bash)"' in printed


def test_without_a_tab_nothing_is_loaded_for_it(tmp_path):
    code = "import sys; sys.argv[1:] = ['--version']\n"
    code += "import atexit; atexit.register(lambda: print('argcomplete' in sys.modules))\n"
    code += "from mesa_mosul.cli.main import main; main()"
    line = [sys.executable, "-c", code]
    printed = subprocess.run(line, env=ENVIRONMENT, capture_output=True, text=True).stdout
    assert printed.split()[-1] == "False"


def test_a_shell_without_a_script_is_refused(tmp_path):
    refused = call_mosul("completion", "tcsh", at=tmp_path)
    assert refused.returncode == 2
    assert "bash" in refused.stderr
