"""Words of tables of environment variables."""

from __future__ import annotations

from portdocs.importing.words.port_words import any_of

VARIABLE = any_of(
    "variable", "variables", "variable name", "env", "env var", "env vars", "env variable", "environment variable", "environment variables", "envvar", "env name", "key", "name", "setting", "parameter", "option",
    "umgebungsvariable", "umgebungsvariablen", "variable de entorno", "variável", "variável de ambiente", "variable d'environnement", "переменная", "переменные", "переменная окружения", "环境变量", "变量", "变量名", "環境變數", "変数", "環境変数", "환경변수", "환경 변수", "변수",
)  # fmt: skip
"""Heads the column of names."""

VALUE = any_of(
    "default", "defaults", "default value", "value", "example", "example value", "current value", "standard", "standardwert", "wert", "valor", "valor por defecto", "valor predeterminado", "predeterminado", "por defecto", "padrão", "valor padrão", "valeur", "par défaut", "valeur par défaut",
    "значение", "по умолчанию", "значение по умолчанию", "默认", "默认值", "值", "預設", "預設值", "デフォルト", "デフォルト値", "値", "기본값", "기본", "값",
)  # fmt: skip
"""Heads the column of values."""

CLIENTS = any_of("smtp", "mail", "email", "imap", "ldap", "proxy", "http_proxy", "https_proxy", "upstream", "target", "remote", "peer", "sftp", "ftp", "syslog")  # fmt: skip
"""Stems of variables that say where something connects to."""

SIDES_OF_ONE = any_of(
    "http", "https", "grpc", "ws", "websocket", "metrics", "health", "healthcheck", "admin", "debug", "management", "probe", "prometheus", "server", "app", "application", "listen", "service", "tls", "ssl", "main", "public", "internal",
)  # fmt: skip
"""Stems that name a side of the service whose variables they are, and no service."""
