"""What a heading says of all that stands below it."""

from __future__ import annotations

from portdocs.importing.words.port_words import any_of

NO_SERVICES = any_of(
    "conflict", "conflicts", "troubleshoot*", "common issues", "known issues", "issue", "issues", "problem", "problems", "example", "examples", "why", "forbidden", "never use", "avoid", "not to use", "do not use", "don't use", "rejected", "proposed fix*", "proposed change*", "suggested fix*", "statistics", "alternative", "alternatives",
    "considered", "well-known ports", "well known ports", "firewall", "iptables", "ufw", "nftables", "security group", "security groups", "verification", "verify", "verifying", "command", "commands", "history",
    "changelog", "change log", "free ports", "available ports", "unused ports", "legend", "checklist", "next steps", "rules for", "faq", "how to", "howto", "glossary", "migration", "migrations", "redirects", "old ports", "previous ports", "blocked ports", "lessons", "resolution", "scenario", "scenarios",
    "cors", "status codes", "exit codes", "error codes", "traffic flow", "traffic flows", "network flows", "firewall flows", "port forwarding rules", "ingress rules", "egress rules", "benchmark*", "sizing",
    "konflikt*", "fehlerbehebung", "problembehebung", "beispiel*", "warum", "verboten*", "vermeiden", "freie ports", "änderungen", "änderungshistorie", "befehle", "prüfung", "abgelehnt*",
    "conflicto*", "solución de problemas", "ejemplo*", "por qué", "prohibid*", "evitar", "puertos libres", "puertos disponibles", "comandos", "cortafuegos", "rechazad*", "historial",
    "conflito*", "solução de problemas", "resolução de problemas", "exemplo*", "por que", "proibid*", "portas livres", "portas disponíveis", "histórico", "rejeitad*",
    "conflit*", "dépannage", "exemple*", "pourquoi", "interdit*", "éviter", "ports libres", "ports disponibles", "commandes", "pare-feu", "historique", "rejeté*",
    "конфликт*", "устранение", "пример*", "почему", "запрещ*", "избегать", "свободные порты", "команд*", "брандмауэр", "фаервол", "файрвол", "межсетев*", "история", "отклон*", "проверка", "verificaç*", "verificación", "vérification*", "expected output", "output esperado", "saída esperada",
    "冲突", "故障", "排查", "示例", "例子", "为什么", "禁止", "禁用端口", "避免", "空闲端口", "可用端口", "命令", "防火墙", "变更记录", "更新日志", "衝突", "範例", "防火牆", "競合", "トラブルシュ", "例", "なぜ", "ファイアウォール", "空きポート", "コマンド", "변경 이력", "충돌", "문제 해결", "예시", "예제", "금지", "방화벽", "보안그룹", "보안 그룹", "인바운드", "아웃바운드", "inbound rules", "outbound rules", "安全组", "группы безопасности", "명령어", "사용 가능한 포트",
)  # fmt: skip
"""Ports below it are talked about: nothing listens on them because of what stands there."""

LEADS_TO_EXAMPLES = any_of(
    "avoid", "avoided", "old", "previous", "formerly", "example", "examples", "e.g.", "for instance", "avoid using", "do not use", "don't use", "never use", "forbidden", "beispiel*", "z.b.", "nicht verwenden", "ejemplo*", "no usar", "exemplo*", "não usar", "exemple*", "ne pas utiliser",
    "пример*", "например", "не использовать", "示例", "例如", "不要使用", "例えば", "예시", "예를 들", "사용 금지",
)  # fmt: skip
"""A line that ends in a colon and has one of these speaks of what follows as a heading does."""

SECURITY = any_of(
    "security", "security notes", "sicherheit*", "seguridad", "segurança", "sécurité", "sicurezza", "безопасност*", "安全", "セキュリティ", "보안",
)  # fmt: skip
"""Sentences below it are claims."""

FILES = any_of(
    "configuration files", "configuration file", "config files", "configurations", "config file", "files", "konfigurationsdateien", "archivos de configuración", "arquivos de configuração", "fichiers de configuration",
    "конфигурационные файлы", "файлы конфигурации", "配置文件", "設定檔", "設定ファイル", "설정 파일", "구성 파일",
)  # fmt: skip
"""Paths below it are configuration files."""

RANGES = any_of(
    "range", "ranges", "port ranges", "bands", "allocation blocks", "blocks", "bereich*", "portbereich*", "rango*", "faixa*", "plage*", "intervall*", "диапазон*", "范围", "端口段", "範圍", "範囲", "범위", "대역", "zakres*", "allocation scheme", "allocation strategy", "numbering",
)  # fmt: skip
"""Runs of ports below it are reserved ranges."""

TITLE_NOISE = any_of(
    "port", "ports", "port(s)", "documentation", "docs", "doc", "registry", "dictionary", "allocation", "allocations", "reference", "mapping", "mappings", "map", "management", "list", "overview", "table", "assignments", "assignment", "guide", "configuration", "config", "summary", "inventory", "usage", "matrix", "plan", "planning", "scheme", "network", "and", "of", "the",
    "services", "service", "all", "used", "required", "requirements", "default", "docker", "container", "containers", "microservice", "microservices", "internal", "external", "exposed", "open", "local", "application", "applications", "app", "development", "environment", "quick", "tcp", "udp", "host", "published", "protocols", "ip", "ips", "our", "for", "register", "directory", "index", "forwarding", "definition", "definitions", "architecture", "notes", "&", "cheat sheet", "standard", "standards", "conventions", "convention", "policy", "strategy", "layout", "numbers", "number", "information", "info", "details", "current", "complete", "master", "project", "system",
    "portdokumentation", "portübersicht", "portliste", "portbelegung", "dokumentation", "übersicht", "liste", "belegung", "der", "die", "und", "puerto", "puertos", "configuración", "configuração", "sistema", "documentación", "registro", "lista", "de", "del", "los", "las", "servicios", "asignación", "clasificación", "general", "tabla", "porta", "portas", "documentação", "dos", "das", "serviços", "mapeamento", "tabela", "des", "les", "du", "documentation des", "registre", "liste des", "affectation",
    "порт*", "конфигураци*", "маршрутизаци*", "на", "сервере", "и", "документац*", "реестр", "список", "таблица", "распределение", "используемые", "карта", "сервисов", "端口", "使用", "使用清單", "清單", "清单", "配置", "分配", "文档", "列表", "说明", "清单", "表", "规划", "服务", "一览", "連接埠", "文件", "ポート", "一覧", "表", "割り当て", "ドキュメント", "포트", "목록", "문서", "할당", "정리", "현황", "표",
)  # fmt: skip
"""Words of a page's title that say that it is a page about ports; what is left names the team's suite."""

CHAPTERS = any_of(
    "setup", "installation", "install", "configuration", "usage", "overview", "notes", "requirements", "network", "networking", "introduction", "general", "deployment", "prerequisites", "quick start", "getting started", "running", "start", "local", "server", "options", "settings", "defaults", "summary", "background", "motivation", "rules", "policy", "decision", "context",
    "einrichtung", "konfiguration", "überblick", "allgemein", "instalación", "configuración", "instalação", "configuração", "démarrage", "установка", "настройка", "安装", "概述", "설치", "개요",
)  # fmt: skip
"""Headings of chapters, which name no service."""

NOT_A_NAME = any_of(
    "note", "notes", "warning", "tip", "important", "example", "hint", "todo", "default", "test", "check", "status", "last updated", "version", "date", "updated", "see", "see also", "total", "legend", "key", "step", "rule", "reason", "result", "output", "usage", "error", "response", "request", "created", "author", "license",
    "hinweis", "warnung", "beispiel", "nota", "aviso", "ejemplo", "exemplo", "importante", "remarque", "attention", "exemple", "примечание", "внимание", "пример", "важно", "注意", "备注", "示例", "说明", "注意事项", "例", "비고", "주의", "예시", "참고", "runs", "running", "listens", "listening", "starts", "last modified", "document version", "effective", "revision",
    "variables", "environment variables", "environment", "env", "production", "staging", "development", "target", "origin", "upstream", "access", "url", "urls", "endpoint", "endpoints", "browser", "health check", "healthcheck", "convention", "the convention",
    "variablen", "zugriff", "variables de entorno", "acceso", "variáveis", "acesso", "accès", "переменные", "переменные окружения", "доступ", "браузер", "访问", "访问地址", "环境变量", "问", "答", "접속", "환경 변수",
)  # fmt: skip
"""Names nothing that could listen, if it is all there is."""

SENTENCE_START = any_of(
    "check", "use", "never", "always", "make", "run", "open", "find", "kill", "ensure", "do", "don't", "avoid", "if", "when", "change", "set", "add", "verify", "access", "visit", "navigate", "start", "stop", "restart", "install", "configure", "allow", "deny", "block", "update", "edit", "replace", "remove", "delete", "create",
    "choose", "pick", "take", "keep", "move", "moved", "changed", "migrate", "test", "try", "ping", "curl", "expose", "forward", "map", "bind", "must", "should", "please", "note", "because", "since", "only", "no", "not", "why", "how", "what", "where", "which", "there", "this", "that", "these", "it", "we", "you", "your", "everything", "anything", "nothing", "any", "avoid", "was", "were", "is", "are", "instead", "most", "some",
    "verwende*", "nutze*", "prüfe*", "wenn", "nicht", "usa", "usar", "use", "verifique", "verificar", "comprueba", "comprobar", "nunca", "no", "não", "utilisez", "vérifiez", "vérifier", "ne", "используйте", "проверьте", "не", "если", "请", "不要", "如果", "使用", "检查", "確認", "사용하지",
)  # fmt: skip
"""A text that starts so is a sentence, not the name of a service."""

SENTENCE_START_JOINED = any_of(
    "via", "vía", "through", "behind", "über", "через", "启动", "停止", "重启", "检查", "查看", "访问", "请", "如果", "通过",
)  # fmt: skip
"""A text that starts so names nothing, be it one word: a way, or what is to be done."""

NO_PORT = any_of(
    "phase", "step", "chapter", "figure", "timeout*", "workers", "worker", "memory", "limit", "limits", "max", "min", "maximum", "minimum", "connections", "size", "retries", "interval", "rate", "count", "total", "users", "threads", "replicas", "cache size", "ttl", "year", "pid", "uid", "gid", "vlan",
    "mtu", "requests", "rows", "lines", "version", "build", "commit", "revision", "release", "ram", "cpu", "disk", "heap", "http status", "status code", "exit code", "process id", "id", "issue", "ticket", "copyright", "since", "founded", "batch", "buffer", "pool size", "latency", "duration", "keepalive",
    "connections per second", "rps", "qps", "throughput", "price", "cost", "phone", "zip", "год", "версия", "память", "таймаут", "年", "版本", "内存", "超时", "バージョン", "버전", "메모리", "версии", "memoria", "memória", "speicher", "versión", "versão",
)  # fmt: skip
"""What is counted or numbered by it is no port."""

SIDES = any_of(
    "metrics", "monitoring", "health", "health checks", "debug", "debugging", "admin", "management", "api", "apis", "ui", "endpoints", "urls", "access", "summary", "overview", "all services", "quick reference", "by category", "by service", "reserved",
    "details", "default", "defaults", "new", "old", "current", "legacy", "planned", "replicas", "replication", "cluster", "public", "private", "resumen", "resumo", "übersicht", "обзор", "сводка", "метрики", "总览", "汇总", "监控", "指标", "一覧", "요약", "개요", "모니터링",
)  # fmt: skip
"""A heading with one of these lists services once more, by another side of them."""

LOOPBACK_ONLY = any_of(
    "localhost only", "loopback only", "localhost-only", "only localhost", "only on localhost", "(localhost)", "(loopback)", "(127.0.0.1)", "(127.0.0.1 only)", "bound to localhost", "bound to 127.0.0.1", "127.0.0.1 only", "nur localhost", "nur lokal erreichbar", "solo localhost", "sólo localhost", "apenas localhost", "somente localhost", "localhost uniquement", "только localhost", "только локально", "仅本机", "仅本地", "仅localhost", "ローカルホストのみ", "로컬호스트 전용", "localhost 전용",
)  # fmt: skip
"""All below it binds the loopback address."""

NOT_PUBLISHED = any_of(
    "not published", "unpublished", "docker internal", "docker-internal", "docker network only", "internal docker", "internal-only docker", "internal (docker", "container only", "no external port", "no external ports", "no host port", "not mapped to the host", "nicht veröffentlicht", "no publicados", "não publicadas", "non publiés", "не опубликован*", "не проброшен*", "未映射", "未发布", "非公開", "호스트 미노출",
)  # fmt: skip
"""Ports below it are those inside containers, and none of the host."""

PARTS = frozenset({
    "api", "app", "admin", "auth", "backend", "cache", "client", "dashboard", "database", "db", "docs", "frontend", "gateway", "graphql",
    "mongo", "mongodb", "mysql", "nginx", "postgres", "postgresql", "proxy", "queue", "rabbitmq", "redis", "server", "storybook", "ui", "vite",
    "web", "worker",
})  # fmt: skip
"""What most projects have one of."""
