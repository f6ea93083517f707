"""One model a table in seeds: which columns a row has and what each may hold."""
