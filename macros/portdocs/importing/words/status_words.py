"""Words and signs for the state of a service, by the status that the registry has for it."""

from __future__ import annotations

from portdocs.importing.words.port_words import any_of

STATUS = {
    "planned": any_of(
        "planned", "placeholder", "pending", "todo", "to do", "future", "proposed", "not started", "coming soon", "in progress", "wip", "upcoming", "draft", "not deployed", "planning", "not yet*",
        "geplant", "in planung", "in arbeit", "planificado", "planeado", "pendiente", "futuro", "planejado", "pendente", "previsto", "planifié", "prévu", "en attente", "pianificato", "gepland", "planowany", "plánováno",
        "заплан*", "в планах", "планируется", "ожида*", "в разработке", "计划", "计划中", "规划*", "待部署", "未部署", "待定", "预计", "規劃中", "計畫中", "予定", "計画", "準備中", "예정", "계획", "대기", "개발중", "개발 중",
    ),
    "deprecated": any_of(
        "deprecated", "legacy", "obsolete", "outdated", "phasing out", "veraltet", "obsoleto", "obsoleta", "en desuso", "obsolète", "déprécié", "deprecato", "устар*", "弃用", "已弃用", "废弃", "已废弃", "过时", "棄用", "非推奨", "사용 중단 예정", "더 이상 사용하지 않음",
    ),
    "retired": any_of(
        "retired", "superseded", "removed", "decommissioned", "disabled", "inactive", "not in use", "not used", "no longer used", "shut down", "discontinued", "deleted", "uninstalled", "defunct", "end of life", "abgeschaltet", "entfernt", "gelöscht", "abgebaut", "deaktiviert", "inaktiv", "stillgelegt", "außer betrieb",
        "retirado", "desactivado", "inactivo", "deshabilitado", "eliminado", "eliminada", "borrado", "dado de baja", "desativado", "desativada", "inativo", "removido", "removida", "excluído", "retiré", "désactivé", "inactif", "supprimé", "disattivato", "inattivo", "rimosso", "rimossa", "dismesso", "verwijderd", "usunięty", "usunięta", "wyłączony", "zrušeno", "отключ*", "неактив*", "удал*", "выведен*", "не используется",
        "停用", "已停用", "下线", "已下线", "禁用", "已移除", "已删除", "停止使用", "削除", "廃止", "無効", "비활성", "비활성화", "폐기", "미사용",
    ),
    "active": any_of(
        "active", "running", "configured", "up", "live", "ok", "online", "enabled", "working", "healthy", "deployed", "production", "prod", "in use", "used", "operational", "ready", "done", "yes", "on", "open", "listening", "available", "stable", "assigned", "allocated", "taken", "occupied", "reserved",
        "aktiv", "läuft", "in betrieb", "belegt", "activo", "activa", "en uso", "en ejecución", "funcionando", "ativo", "ativa", "em uso", "em execução", "rodando", "actif", "active", "en service", "en cours", "utilisé", "attivo", "in uso", "actief", "aktywny", "aktivní", "aktif",
        "актив*", "работает", "запущен*", "используется", "занят*", "включен*", "в работе", "运行中", "运行", "正常", "启用", "已启用", "使用中", "已使用", "已占用", "占用", "已分配", "新分配", "内嵌", "在用", "已部署", "活跃", "啟用", "執行中", "稼働中", "有効", "実行中", "사용중", "사용 중", "실행중", "실행 중", "활성", "활성화", "운영중", "운영 중", "정상", "사용",
    ),
}  # fmt: skip
"""Tried in this order: `not in use` is no use."""

SIGNS = {
    "\u2705": "active", "\u2714": "active", "\u2713": "active", "\u2611": "active", "\U0001f7e2": "active", "\U0001f197": "active", "\U0001f49a": "active",
    "\U0001f7e1": "planned", "\U0001f6a7": "planned", "\u23f3": "planned", "\U0001f51c": "planned", "\U0001f4cb": "planned", "\U0001f4c5": "planned", "\u231b": "planned", "\U0001f504": "planned", "\U0001f6e0": "planned",
}  # fmt: skip
"""Signs that stand alone in a column of states; what a red one means differs from page to page."""

FREE = any_of(
    "free", "available port", "unused", "unassigned", "unallocated", "not assigned", "vacant", "empty", "frei", "nicht belegt", "unbelegt", "libre", "disponible", "sin uso", "livre", "disponível", "libero", "vrij", "wolny", "volný", "boş",
    "свобод*", "не занят*", "空闲", "未使用", "未分配", "可用", "空き", "未割当", "閒置", "미할당", "사용가능", "사용 가능", "비어있음", "available",
)  # fmt: skip
"""Nothing takes the port."""

RESERVED = any_of(
    "reserved", "reserve", "reserves", "reservation", "reserviert", "reservado", "reservada", "reservados", "reservadas", "réservé", "réservée", "réservés", "riservato", "riservata", "gereserveerd", "zarezerwowan*", "ayrılmış",
    "зарезерв*", "резерв*", "预留", "保留", "預留", "予約", "예약", "예비", "future", "future use", "future expansion", "placeholder", "set aside", "kept free",
)  # fmt: skip
"""Ports that are kept for something."""

TAKEN = any_of(
    "internal ports", "internal port", "in use", "taken", "already used", "occupied", "used by", "blocked", "reserved", "not directly exposed", "not exposed", "do not use", "don't use",
    "belegt", "interne ports", "ocupado", "ocupados", "en uso", "puertos internos", "em uso", "portas internas", "ocupada", "ocupadas", "occupé", "occupés", "ports internes", "занят*", "внутренн*", "使用中", "已占用", "占用", "内部端口", "使用済み", "사용중", "사용 중", "내부 포트",
)  # fmt: skip
"""A sentence with one of these says that ports are taken, though not by whom."""
