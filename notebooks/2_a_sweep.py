# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A sweep
#
# One run is one draw. This notebook defines an experiment, runs it into a folder, stops and
# goes on, adds replications, reads the results, repeats a single run, and shows where failures
# are listed. It takes about a minute on two cores.
#
# The question is kept small: what hangs on the number of fighters in the city, on which sources
# disagree? Harm to civilians is part of every answer; it is simulated, and no body count.

# %%
# %matplotlib inline
import tempfile
import time
from pathlib import Path

import mesa_mosul as mm
from mesa_mosul.experiments.replay import command_of, replay
from mesa_mosul.experiments.runner import retry
from mesa_mosul.experiments.status import as_text, status

# %% [markdown]
# ## Define it
#
# - **levers** are varied on purpose; with several, all combinations are run;
# - a **point** is one combination, and each is fought `replications` times;
# - **record** names the columns of the ledger that are kept for every day; the outcomes of
#   every run, civilians among them, are kept without asking.
#
# Replicate r has the same luck at every point, so points can be compared pair by pair. A
# mistake in a name or a value is an error here, before anything runs.

# %%
question = mm.Experiment(
    "reported",
    name="fighters",
    about="What hangs on the number of fighters at the start?",
    levers={"isis.fighters": [5000, 7000, 9000]},
    days=20,
    replications=18,
    record=["km2_city_held", "iraqi_losses", "civilians_killed"],
)
len(question.points)

# %% [markdown]
# ## Run it
#
# Results go into a folder. Here it is a temporary one; in your own study, name a folder that
# stays, such as `results/fighters`. `quiet=True` leaves out the progress bar.

# %%
home = Path(tempfile.mkdtemp())
folder = home / "fighters"
started = time.perf_counter()
result = question.run(folder, quiet=True)
print(f"{result}: {time.perf_counter() - started:.1f} seconds")

# %% [markdown]
# Run the same cell again: what is there already is not run again. So when a computer was
# switched off or a sweep was stopped by hand, the remedy is to start it again, and at most the
# last seconds are lost.

# %%
started = time.perf_counter()
again = question.run(folder, quiet=True)
print(f"{again}: {time.perf_counter() - started:.1f} seconds")
again.digest() == result.digest()

# %% [markdown]
# ## More replications
#
# `repeated` is the same experiment with another number of replications. Only the new ones run;
# those of before stay as they are.

# %%
before = result.runs
more = question.repeated(24).run(folder, quiet=True)
new = more.runs[~more.runs["key"].isin(before["key"])]
print(f"{len(before)} runs before, {len(new)} new, {len(more.runs)} now")
sorted(new["replicate"].unique().tolist())

# %% [markdown]
# ## Read it
#
# Later, or on another computer, `mm.read_results` is all it takes.

# %%
found = mm.read_results(folder)
found

# %% [markdown]
# `.runs` is one row a run: its place in the design, its seed, whether it is done, the factors,
# the outcomes.

# %%
columns = ["replicate", "seed", "status", "isis.fighters", "share_city_held"]
costs = ["iraqi_losses", "civilians_killed", "civilians_displaced"]
found.runs[columns + costs].sort_values(["replicate", "isis.fighters"]).head(6).round(3)

# %% [markdown]
# It is a plain table, so everything that pandas can do works on it.

# %%
found.runs.groupby("isis.fighters")[["share_city_held", *costs]].median().round(3)

# %% [markdown]
# `.daily` is one row a run and day, with the columns that were recorded.

# %%
found.daily.head(3)

# %% [markdown]
# The two belong together by `key`. A band holds nine tenths of the runs of a day: the spread of
# luck, not an error of the median. Ground and harm to civilians go side by side.

# %%
found.plot.band("km2_city_held").figure

# %%
found.plot.band("civilians_killed").figure

# %% [markdown]
# ## How does it stand?
#
# What `mosul status results/fighters` prints on the command line:

# %%
print(as_text(status(found), Path("results/fighters")))

# %% [markdown]
# ## One run again
#
# Any run of a sweep can be fought again alone, for a look at its map or its decisions. Take the
# one that was hardest on civilians. Its seed and its factors are all that is needed:

# %%
row = found.runs.loc[found.runs["civilians_killed"].idxmax()]
world = mm.scenario("reported").with_(**{"isis.fighters": row["isis.fighters"]})
run = mm.run(world, seed=int(row["seed"]), days=20)
run.outcome["civilians_killed"], int(row["civilians_killed"])

# %% [markdown]
# Not the number alone is equal: the digest is a hash of the whole course of the battle.

# %%
run.outcome["digest"] == row["digest"]

# %% [markdown]
# With many levers that is tedious to write. `replay` takes the run's key and says which
# outcomes differ from those recorded (none should), and `command_of` is the command that
# repeats it.

# %%
replay(found, row["key"]).differ

# %%
command_of(found, row["key"])

# %% [markdown]
# ## The same as a file
#
# A study that others shall repeat is better kept as a file. The words are the same.

# %%
text = """
name = "fighters"
about = "What hangs on the number of fighters at the start?"
base = "reported"
days = 20
replications = 24
record = ["km2_city_held", "iraqi_losses", "civilians_killed"]

[levers]
"isis.fighters" = [5000, 7000, 9000]
"""
path = home / "fighters.toml"
characters = path.write_text(text, encoding="utf-8")

# %% [markdown]
# Read and run into the same folder, it finds all its runs there, because it is the same
# experiment. On the command line it would be `mosul sweep fighters.toml`.

# %%
from_file = mm.Experiment.read(path).run(folder, quiet=True)
from_file.digest() == found.digest()

# %% [markdown]
# ## When runs fail
#
# A run that raises, hangs, dies or takes too much memory is recorded with the reason, and the
# others go on. To see it, give every run a thousandth of a second, which is too little.

# %%
hurried = mm.Experiment("reported", name="hurried", days=5, replications=2)
failed = hurried.run(home / "hurried", quiet=True, limit=0.001)
failed.runs[["replicate", "seed", "status", "error"]]

# %%
print(as_text(status(failed), Path("results/hurried")))

# %% [markdown]
# Once the cause is mended (here: time enough), `retry` runs what failed, and only that.
# Analyses take the runs that are done: **look at the failures before you read a result**, for
# the runs that fail may be the ones that matter.

# %%
retry(home / "hurried", quiet=True)

# %% [markdown]
# ## On your own
#
# Copy the experiment above, change its levers, name a folder that stays. Before a long sweep,
# `question.small()` cuts any experiment down to a trial. `experiments/README.md` has the rest:
# levers with names, numbers drawn over their sources' ranges, designs, clusters. How to read
# what comes out is notebook 3.
