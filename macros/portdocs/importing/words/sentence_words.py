"""Words of sentences that say who listens where."""

from __future__ import annotations

import re

from portdocs.importing.words.port_words import any_of

LISTENS = (
    r"(?:listen(?:s|ing)?|runn?(?:s|ing)?|serv(?:es|ed|ing)|bind(?:s|ing)?|bound|available|accessible|reachable|exposed|published|hosted|starts?|started|lives"
    r"|läuft|laufen|lauscht|hört|erreichbar|verfügbar|startet"
    r"|escuchan?|corren?|funcionan?|(?:se\s+)?ejecutan?|disponibles?|accesibles?|inicia|arranca"
    r"|escutam?|rodam?|executam?|ouve|disponíve(?:l|is)|acessíve(?:l|is)"
    r"|écoute(?:nt)?|tourne(?:nt)?|démarre(?:nt)?|s['’]exécute(?:nt)?|fonctionne(?:nt)?"
    r"|ascolta(?:no)?|gira(?:no)?|disponibil[ei]"
    r"|слушает|работа[ею]т|запущен[аоы]?|доступ(?:ен|на|но|ны)|поднят[аоы]?|запускается)"
)
"""Behind the name of what listens."""

AT = r"(?:on|at|under|to|via|auf|unter|über|an|en|em|na|no|nos?|sur|à|au|sulla|su|alla|на|по(?:\s+адресу)?)"
"""Between the verb and the port."""

ARTICLE = r"(?:the|our|an?|das|der|die|unser[e]?|ein|el|la|los|las|nuestr[oa]|o|a|os|as|le|les|l['’]|il|lo)"

HEDGE = any_of(
    "if", "when", "unless", "until", "you can", "can", "could", "may", "might", "should", "must", "would", "will need", "by default", "default", "defaults", "e.g.", "for example", "example", "instead", "previously", "formerly", "used to", "no longer", "not", "never", "old",
    "was", "were", "ran", "alternative", "alternatively", "ensure", "make sure", "check", "verify", "either", "or", "requires", "suppose", "assume*", "once", "before", "after", "in case", "whether", "don't", "doesn't", "cannot", "conflict*", "another", "other", "any", "some",
    "wenn", "falls", "sollte", "kann", "nicht", "standardmäßig", "beispiel*", "früher", "statt", "oder", "si", "cuando", "puede", "debe", "por defecto", "ejemplo", "antes", "o bien", "se", "quando", "pode", "deve", "por padrão", "exemplo", "não",
    "quand", "peut", "doit", "par défaut", "exemple", "avant", "pas", "vérifiez", "если", "когда", "может", "должен", "по умолчанию", "например", "раньше", "не", "или", "проверьте",
    "如果", "默认", "例如", "不", "可以", "或", "以前", "確認", "デフォルト", "もし", "例えば", "기본", "만약", "예를 들",
)  # fmt: skip
"""Says that a sentence speaks of what may be, was, or is elsewhere."""

NOBODY = any_of(
    "service", "services", "process", "container", "containers", "docker container", "docker containers", "instance", "system", "port", "ports", "host", "this", "that", "everything", "both", "all", "one", "each", "which", "it", "they", "there", "something", "anything", "nothing", "he", "she", "who", "example", "and",
    "dienst", "prozess", "es", "er", "sie", "dies", "servicio", "proceso", "este", "esta", "esto", "serviço", "processo", "isso", "ele", "ela", "il", "elle", "ce", "cela", "processus", "сервис", "процесс", "он", "она", "оно", "это", "服务", "它", "进程", "これ", "それ", "서비스", "이것",
)  # fmt: skip
"""Subjects of sentences that name nothing."""

ASKS = re.compile(
    r"[?？]|인지\s|확인|确保|确认|检查|分别|убедитесь|проверьте|make sure|ensure|assurez|vérifiez|asegúrate|verifique"
    r"|verifica que|stelle?n?\s+sie\s+sicher",
    re.IGNORECASE,
)
"""A sentence with one of these asks whether it is so, has somebody look, or speaks of several."""
