"""Words about ports."""

from __future__ import annotations

import re


def any_of(*words: str) -> re.Pattern[str]:
    """A pattern for any of these words; one that ends in `*` may go on, and one in a script without spaces may stand
    anywhere."""
    parts = []
    for word in words:
        escaped = re.escape(word.rstrip("*")).replace(r"\ ", r"[\s_-]+")
        if re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", word):
            parts.append(escaped)
        else:
            parts.append(rf"(?<!\w){escaped}" + (r"\w*" if word.endswith("*") else r"(?!\w)"))
    return re.compile("|".join(parts), re.IGNORECASE)


PORT_WORD = any_of(
    "port", "ports", "port(s)", "puerto", "puertos", "porta", "portas", "porte", "porto", "порт*", "端口", "埠", "ポート",
    "포트", "poort", "poorten", "anschluss", "anschluß", "anschlüsse", "cổng", "porty", "portu", "portlar", "listen", "listener", "listeners",
)  # fmt: skip
"""Says that numbers beside it are ports."""

PORT_NAMES = r"(?:ports?|puertos?|portas?|porte|порт[а-я]*|端口号?|連接埠|埠|ポート(?:番号)?|포트(?:번호)?|poort)"
"""What a number is called that is a port; a part of other patterns."""

CONTAINER_WORD = any_of(
    "container", "containers", "internal", "inside", "inner", "docker", "pod", "guest", "image", "target port",
    "intern", "interner", "interno", "interna", "interne", "internos", "contenedor*", "conteneur", "contêiner",
    "внутрен*", "контейнер*", "容器", "内部", "內部", "内部", "コンテナ", "내부", "컨테이너",
)  # fmt: skip
"""Says that a port is one inside a container."""

HOST_WORD = any_of(
    "host", "external", "published", "public", "exposed", "outside", "outer", "extern", "externer", "externo", "externa",
    "externe", "внешн*", "хост*", "主机", "宿主机", "宿主", "外部", "映射", "主機", "對外", "对外", "ホスト", "호스트", "외부", "노출",
)  # fmt: skip
"""Says that a port is one of the host."""

DEFAULT_WORD = any_of(
    "default", "defaults", "standard", "original", "old", "previous", "former", "was", "legacy", "upstream default", "conflict*",
    "предыдущ*", "стар*", "стандарт*", "по умолчанию", "默认", "預設", "原", "旧", "기본", "기존", "デフォルト", "padrão", "antiguo", "anterior",
    "predeterminado", "ancien", "par défaut", "alt", "alter", "alternative", "alternatives", "alternate", "fallback",
)  # fmt: skip
"""Says that a port is not the one that is used, where another column has that one."""

NOT_THIS_ONE = re.compile(
    r"(?<!\w)(?:was|formerly|previously|instead of|not|never|no longer|e\.g\.|eg|z\.\s?b\.|p\.\s?ej\.|p\.\s?ex\.|par ex\.|por ejemplo|por exemplo|par exemple|zum beispiel|например|напр\.|例如|example|default|defaults? to|old|except|war|statt"
    r"|antes|avant|было|раньше|вместо|原为|原来|旧|이전)\s*(?:port)?[:\s(]*$",
    re.IGNORECASE,
)
"""Before a number: it is another port than the one that is meant."""

PROTOCOLS = frozenset(
    [
        "http",
        "https",
        "h2",
        "h2c",
        "http/2",
        "http2",
        "http/3",
        "ws",
        "wss",
        "grpc",
        "grpcs",
        "ssh",
        "sftp",
        "ftp",
        "ftps",
        "smtp",
        "smtps",
        "imap",
        "imaps",
        "pop3",
        "pop3s",
        "dns",
        "dot",
        "doh",
        "dhcp",
        "ntp",
        "snmp",
        "ldap",
        "ldaps",
        "smb",
        "nfs",
        "rdp",
        "vnc",
        "mqtt",
        "mqtts",
        "amqp",
        "amqps",
        "stun",
        "turn",
        "turns",
        "rtsp",
        "rtmp",
        "rtp",
        "rtcp",
        "sip",
        "sips",
        "irc",
        "redis",
        "mysql",
        "postgres",
        "postgresql",
        "mongodb",
        "kafka",
        "nats",
        "thrift",
        "jmx",
        "jdbc",
        "tls",
        "ssl",
        "dtls",
        "json-rpc",
        "rpc",
        "websocket",
        "websockets",
        "coap",
        "syslog",
        "tftp",
        "rsync",
        "git",
        "xmpp",
        "wireguard",
        "openvpn",
        "ipsec",
        "bgp",
        "radius",
        "kerberos",
        "modbus",
        "bolt",
        "odbc",
        "srt",
        "hls",
        "http(s)",
        "http/https",
        "http/ws",
        "https/wss",
        "quic",
    ]
)
"""What a listener can speak; in lower case."""

NOT_NETWORK = any_of(
    "theme", "themes", "theme ports", "patch panel", "switch ports", "switch port", "switchport*", "usb", "hdmi", "displayport", "serial",
    "thunderbolt", "sfp", "ethernet ports", "vlan", "vlans", "harbor", "harbour", "seaport*", "shipping", "gpio", "viewport", "vga",
    "physical port", "physical ports", "wall port*", "jack", "uplink*", "robot port", "robot ports", "dio", "pwm", "can bus", "i/o port", "i/o ports", "midi", "cartridge*",
)  # fmt: skip
"""Says that its ports are no ports of TCP or UDP."""

EMPTY = re.compile(
    r"[\s\-\u2010-\u2015\u2212._/?~\ufffd]*|n/?a|none|nil|null|tbd|tba|todo|-+|нет|无|無|なし|없음|keine?|ninguno|aucun",
    re.IGNORECASE,
)
"""A cell that says nothing."""

DITTO = re.compile(r'["\u2033\u3003\u201d\u2191^\'`″〃]+|ditto|idem|same|同上|»|„', re.IGNORECASE)
"""A cell that repeats the one above it."""
