"""Port documentation that is generated from YAML and checked."""
