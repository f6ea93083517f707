"""The processes of the model: one file per subject, no imports from later rooms.

The thirteen phases of a tick, in their order (`simulation/schedule.py` calls them):

1. command decisions: `command.py` with `iraqi_campaign.py`, `axis_progress.py`,
   `isis_command.py`, `raqqa_command.py`, `coalition_command.py`, `lines_of_communication.py`
2. weather: `weather.py`
3. unit roles: `unit_roles.py`
4. movement and clearing: `advance.py` with `movement.py`, `isis_deployment.py`,
   `front_line.py`, `clearing.py`, `obstacles.py`
5. local densities: `density.py`
6. detection: `detection.py`
7. fire support: `fire_support.py`
8. car bombs: `car_bombs.py` with `car_bomb_outcomes.py`
9. firefight: `firefight.py` with `attrition.py`
10. casualties: `casualties.py`
11. cohesion: `cohesion.py` with `battalion_reports.py`
12. territorial control: `territorial_control.py`
13. civilians: `civilians.py`

Helpers of several phases: `travel.py` (distances and marches), `weighted_choice.py` (draw a
cell in proportion to demand), `hazards.py` (relative shortfall), `event_log.py`.
"""
