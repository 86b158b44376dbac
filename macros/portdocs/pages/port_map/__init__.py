"""The port map: a strip for each host, with the services and ranges that have its ports."""
