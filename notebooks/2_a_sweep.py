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
# One run is one draw. This notebook defines an experiment, runs it into a folder, resumes it,
# adds replications, reads the results, repeats a single run, and shows where failures are
# listed. It takes a few minutes on two cores.
#
# The question is kept small: what depends on the number of fighters in the city, on which
# sources disagree? Harm to civilians is part of every answer; it is simulated, and no body
# count.

# %%
# %matplotlib inline
import tempfile
import time
from pathlib import Path

import mesa_mosul as mm
from mesa_mosul.experiments.replay import replay, replay_command
from mesa_mosul.experiments.status import format_status, sweep_status

# %% [markdown]
# ## Define it
#
# - **levers** are varied on purpose; with several, all combinations are run;
# - a **point** is one combination, and each is run `replications` times;
# - **record** names the columns of the ledger that are kept for every day; the outcomes of
#   every run, civilians among them, are always kept.
#
# Replicate r has the same seed at every point (common random numbers), so points can be
# compared pair by pair. A mistake in a name or a value is an error here, before anything runs.

# %%
question = mm.Experiment(
    "reported",
    name="fighters",
    about="What depends on the number of fighters at the start?",
    levers={"isis.fighters": [5000, 7000, 9000]},
    days=20,
    replications=18,
    record=["km2_city_held", "iraqi_casualties", "civilians_killed"],
)
len(question.points)

# %% [markdown]
# ## Run it
#
# Results go into a folder. Here it is a temporary one; in your own study, name a folder that
# stays, such as `results/fighters`. `progress=False` leaves out the progress bar.

# %%
home = Path(tempfile.mkdtemp())
folder = home / "fighters"
started = time.perf_counter()
result = question.run(folder, progress=False)
print(f"{result}: {time.perf_counter() - started:.1f} seconds")

# %% [markdown]
# Run the same cell again: what is there already is not run again. So if a computer was switched
# off or a sweep was stopped by hand, start it again to resume; at most the last few seconds are
# lost.

# %%
started = time.perf_counter()
again = question.run(folder, progress=False)
print(f"{again}: {time.perf_counter() - started:.1f} seconds")
again.digest() == result.digest()

# %% [markdown]
# ## More replications
#
# `with_replications` returns the same experiment with another number of replications. Only the
# new ones run; the earlier ones stay as they are.

# %%
before = result.runs
more = question.with_replications(24).run(folder, progress=False)
new = more.runs[~more.runs["key"].isin(before["key"])]
print(f"{len(before)} runs before, {len(new)} new, {len(more.runs)} now")
sorted(new["replicate"].unique().tolist())

# %% [markdown]
# ## Read it
#
# Later, or on another computer, `mm.read_results` is all it takes.

# %%
result = mm.read_results(folder)
result

# %% [markdown]
# `.runs` has one row per run: its place in the design, its seed, whether it is done, the
# factors, the outcomes.

# %%
columns = ["replicate", "seed", "status", "isis.fighters", "share_city_held"]
costs = ["iraqi_casualties", "civilians_killed", "civilians_displaced"]
result.runs[columns + costs].sort_values(["replicate", "isis.fighters"]).head(6).round(3)

# %% [markdown]
# It is a plain table, so everything that pandas can do works on it.

# %%
result.runs.groupby("isis.fighters")[["share_city_held", *costs]].median().round(3)

# %% [markdown]
# `.daily` has one row per run and day, with the columns that were recorded.

# %%
result.daily.head(3)

# %% [markdown]
# The two are linked by `key`. A band contains nine tenths of the runs of a day: it shows random
# variation between runs, not the uncertainty of the median. Territory and harm to civilians
# belong side by side.

# %%
result.plot.band("km2_city_held")

# %%
result.plot.band("civilians_killed")

# %% [markdown]
# ## How far is it?
#
# What `mosul status results/fighters` prints on the command line:

# %%
print(format_status(sweep_status(result), Path("results/fighters")))

# %% [markdown]
# ## One run again
#
# Any run of a sweep can be repeated alone, for a look at its map or its decisions. Take the one
# with the most harm to civilians. Its seed and its factors are all that is needed:

# %%
row = result.runs.loc[result.runs["civilians_killed"].idxmax()]
scenario = mm.scenario("reported").with_parameters({"isis.fighters": row["isis.fighters"]})
run = mm.run(scenario, seed=int(row["seed"]), days=20)
run.outcome["civilians_killed"], int(row["civilians_killed"])

# %% [markdown]
# More than this number is equal: the digest is a hash of the whole run.

# %%
run.outcome["digest"] == row["digest"]

# %% [markdown]
# With many levers that is tedious to write. `replay` takes the run's key and returns the
# outcomes that differ from those recorded (there should be none), and `replay_command` returns
# the command that repeats the run.

# %%
replay(result, row["key"]).differing_outcomes

# %%
replay_command(result, row["key"])

# %% [markdown]
# ## The same as a file
#
# A study that others are to repeat is better kept as a file. The words are the same.

# %%
text = """
name = "fighters"
about = "What depends on the number of fighters at the start?"
base = "reported"
days = 20
replications = 24
record = ["km2_city_held", "iraqi_casualties", "civilians_killed"]

[levers]
"isis.fighters" = [5000, 7000, 9000]
"""
path = home / "fighters.toml"
characters = path.write_text(text, encoding="utf-8")

# %% [markdown]
# Read and run into the same folder, it finds all its runs there, because it is the same
# experiment. On the command line it would be `mosul sweep fighters.toml`.

# %%
from_file = mm.Experiment.read(path).run(folder, progress=False)
from_file.digest() == result.digest()

# %% [markdown]
# ## When runs fail
#
# A run that raises, hangs, dies or takes too much memory is recorded with the reason, and the
# others continue. To see it, give every run a thousandth of a second, which is too little.

# %%
hurried = mm.Experiment("reported", name="hurried", days=5, replications=2)
failed = hurried.run(home / "hurried", progress=False, timeout_s=0.001)
failed.runs[["replicate", "seed", "status", "error"]]

# %%
print(format_status(sweep_status(failed), Path("results/hurried")))

# %% [markdown]
# Once the cause is removed (here: with enough time), `retry` runs what failed, and only that.
# Analyses take the runs that are done: **look at the failures before you read a result**, for
# the runs that fail may be the ones that matter.

# %%
failed.retry(progress=False)

# %% [markdown]
# ## Your own study
#
# Copy the experiment above, change its levers, name a folder that stays. Before a long sweep,
# `question.trial()` cuts any experiment down to a few points, runs and days. The rest is in
# `experiments/README.md`: levers with names, parameters drawn over the ranges of their sources,
# designs, clusters. Notebook 3 shows how to read the results.
