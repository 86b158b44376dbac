"""The port map: all ports in one figure, with the services and ranges that have them."""
