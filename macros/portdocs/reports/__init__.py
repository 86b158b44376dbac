"""Results for people and programs: findings, drift, differences and search results, one file per format."""
