"""The processes of the model: one file per subject, no imports from later rooms.

The table of phases in `ODD.md` has their order; `simulation/schedule.py` calls them.

Helpers of several phases: `travel.py` (distances and marches), `weighted_choice.py` (draw a
cell in proportion to demand), `hazards.py` (relative shortfall), `event_log.py`.
"""
