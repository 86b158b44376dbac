"""The figures, one file each: a function of the module's name measures it, and `FIGURE` describes it."""
