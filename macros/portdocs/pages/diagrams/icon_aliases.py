"""Words by which people call what icons show: facts about names, for `icons.py`."""

SYNONYMS = {
    ".net": "dotnet",
    "apache2": "apache",
    "alertmanager": "prometheus",
    "argo": "argocd",
    "asp.net": "dotnet",
    "bind9": "bind-9",
    "c#": "csharp",
    "c++": "cpp",
    "certbot": "lets-encrypt",
    "elastic": "elasticsearch",
    "express": "nodejs",
    "golang": "go",
    "httpd": "apache",
    "hypercorn": "python",
    "influx": "influxdb",
    "jvm": "java",
    "letsencrypt": "lets-encrypt",
    "mongo": "mongodb",
    "mongod": "mongodb",
    "mysqld": "mysql",
    "named": "bind-9",
    "net": "dotnet",
    "next.js": "nextjs",
    "node": "nodejs",
    "node.js": "nodejs",
    "nuxt": "vue",
    "nuxt.js": "vue",
    "pgbouncer": "postgresql",
    "php-fpm": "php",
    "postgres": "postgresql",
    "puma": "ruby",
    "python3": "python",
    "rabbit": "rabbitmq",
    "react.js": "react",
    "rocketchat": "rocket-chat",
    "sidekiq": "ruby",
    "spring-boot": "spring",
    "sqlserver": "mssql",
    "sql-server": "mssql",
    "uvicorn": "python",
    "valkey": "redis",
    "vue.js": "vue",
}
"""Other words for the same thing."""

FILLERS = frozenset({
    "a", "an", "and", "app", "application", "binary", "by", "daemon", "for", "in", "of", "on", "process", "server",
    "service", "the", "with",
})  # fmt: skip
"""Words that never say what a service is made of."""

EVERYDAY = frozenset({
    "alerting", "ambassador", "atlantis", "backbone", "beam", "beats", "boundary", "c", "camel", "client", "cortex",
    "dart", "dex", "elastic", "ember", "express", "flux", "git", "go", "harbor", "hive", "intercom", "internet",
    "line", "loki", "machine-learning", "map-services", "maps", "messenger", "monitoring", "named", "net", "node",
    "nomad", "onprem", "oracle", "phoenix", "presto", "puppet", "r", "rabbit", "saas", "searchable-snapshots",
    "security-settings", "sentry", "singer", "spark", "spring", "sql", "stack", "stitch", "storm", "superset",
    "swift", "teams", "tempo", "user", "users", "vault", "vector",
})  # fmt: skip
"""Names of icons, or words for them, that also mean something else: believed only where they are all that is said."""
