"""The figures, one file each: a module has a function of its name that measures it, and says in `FIGURE` what it is."""
