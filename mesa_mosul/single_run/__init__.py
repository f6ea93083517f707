"""One run as a user meets it: `mm.run`, its summary, chronicle and folder."""
