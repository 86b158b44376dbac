"""The port map: all ports there are in one picture, and what each of them is for."""
