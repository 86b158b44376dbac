"""Words of rules: what may pass, and in which direction."""

from __future__ import annotations

from portdocs.importing.words.port_words import any_of

INBOUND = any_of(
    "inbound", "ingress", "incoming", "in", "both", "bidirectional", "in/out", "inbound/outbound", "entrante", "entrada", "eingehend", "entrant", "in ingresso", "входящ*", "вход", "入站", "入方向", "入口", "双向", "受信", "インバウンド", "인바운드", "수신",
)  # fmt: skip
"""Of a direction: something here listens."""

OUTBOUND = any_of(
    "outbound", "egress", "outgoing", "out", "saliente", "salida", "saída", "ausgehend", "sortant", "in uscita", "исходящ*", "выход", "出站", "出方向", "送信", "アウトバウンド", "아웃바운드", "송신",
)  # fmt: skip
"""Of a direction: something here connects to others."""

FORBIDS = any_of("deny", "drop", "reject", "block", "blocked", "denied", "no", "denegar", "bloquear", "verweigern", "refuser", "запрет*", "запрещ*", "拒绝", "禁止", "拒否", "차단")  # fmt: skip
"""Of an action: nothing gets through."""

FIREWALL = any_of(
    "firewall", "iptables", "ufw", "nftables", "security group", "security groups", "ingress rules", "inbound rules", "network acl", "cortafuegos", "pare-feu", "брандмауэр", "фаервол", "файрвол", "межсетев*", "группы безопасности", "防火墙", "防火牆", "安全组", "安全組", "ファイアウォール", "방화벽", "보안그룹", "보안 그룹", "인바운드",
)  # fmt: skip
"""A heading with one of these speaks of what is let through."""

RULE_NOISE = any_of(
    "inbound", "outbound", "ingress", "egress", "rules", "rule", "requirements", "traffic", "firewall", "security", "group", "groups", "protocols", "protocol", "communication", "connectivity", "matrix", "flows", "access", "connections", "incoming", "outgoing", "direction",
)  # fmt: skip
"""Words of a heading that say that rules stand below it."""

USED_BY = any_of("used by", "consumed by", "required by", "needed by", "utilizado por", "usado por", "utilisé par", "verwendet von", "используется", "使用者", "使用方", "利用者", "사용자")  # fmt: skip
"""Heads a column of who connects; it names what listens where no other column does."""

TOO_GENERAL = any_of(
    "access", "admin", "administration", "web", "api", "traffic", "public", "private", "internal", "external", "custom", "http", "https", "ssh", "tcp", "udp", "tls", "ssl", "all", "any", "app", "apps", "application", "applications", "from", "to", "the", "internet", "users", "user", "client", "clients", "service", "services", "server", "servers", "self", "remote", "secure", "port", "ports", "connection", "connections", "rule", "rules", "default", "everyone", "anywhere", "my", "ip", "office", "vpc", "only", "and", "or", "for", "of", "in", "on", "inbound", "outbound", "optional", "required", "website", "site", "communication", "cluster", "node", "nodes", "management", "data", "health", "check", "checks", "metrics", "monitoring", "ui", "dashboard", "frontend", "backend", "database",
    "acceso", "acesso", "accès", "zugriff", "zugang", "доступ", "访问", "アクセス", "접속", "웹", "外部", "内部", "公网",
)  # fmt: skip
"""Words that say what passes, not what listens."""
