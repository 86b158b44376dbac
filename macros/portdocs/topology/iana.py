"""The meaning of port numbers outside this registry: Linux's ephemeral range, and registrations with IANA.

The names are a selection from IANA's Service Name and Transport Protocol Port Number Registry (RFC 6335), limited to
ports that teams commonly encounter.
"""

from __future__ import annotations

from portdocs.registry.ports import Ports

AS_OF = "2026-11"

PRIVILEGED = Ports(1, 1023)
"""Below 1024 a process needs CAP_NET_BIND_SERVICE, see ip(7)."""
EPHEMERAL = Ports(32768, 60999)
"""The ports that Linux uses for outgoing connections, see ip_local_port_range in ip(7)."""

NAMES: dict[int, str] = {
    1: "tcpmux", 7: "echo", 9: "discard", 13: "daytime", 19: "chargen", 20: "ftp-data", 21: "ftp", 22: "ssh",
    23: "telnet", 25: "smtp", 37: "time", 43: "whois", 49: "tacacs", 53: "domain", 67: "bootps", 68: "bootpc",
    69: "tftp", 70: "gopher", 79: "finger", 80: "http", 88: "kerberos", 102: "iso-tsap", 110: "pop3", 111: "sunrpc",
    113: "ident", 119: "nntp", 123: "ntp", 135: "epmap", 137: "netbios-ns", 138: "netbios-dgm", 139: "netbios-ssn",
    143: "imap", 161: "snmp", 162: "snmptrap", 177: "xdmcp", 179: "bgp", 194: "irc", 199: "smux", 389: "ldap",
    427: "svrloc", 443: "https", 445: "microsoft-ds", 464: "kpasswd", 465: "submissions", 500: "isakmp",
    502: "mbap", 514: "syslog", 515: "printer", 520: "router", 523: "ibm-db2", 530: "courier", 543: "klogin",
    544: "kshell", 546: "dhcpv6-client", 547: "dhcpv6-server", 548: "afpovertcp", 554: "rtsp", 563: "nntps",
    587: "submission", 623: "asf-rmcp", 631: "ipp", 636: "ldaps", 646: "ldp", 674: "acap", 706: "silc",
    749: "kerberos-adm", 853: "domain-s", 860: "iscsi", 873: "rsync", 989: "ftps-data",
    990: "ftps", 992: "telnets", 993: "imaps", 995: "pop3s", 1080: "socks", 1194: "openvpn", 1433: "ms-sql-s",
    1434: "ms-sql-m", 1521: "ncube-lm", 1701: "l2f", 1719: "h323gatestat", 1720: "h323hostcall", 1723: "pptp",
    1812: "radius", 1813: "radius-acct", 1883: "mqtt", 1900: "ssdp", 2049: "nfs", 2083: "radsec", 2181: "eforward",
    2375: "docker", 2376: "docker-s", 2379: "etcd-client", 2380: "etcd-server", 2404: "iec-104",
    2883: "ndnp", 3000: "remoteware-cl", 3128: "ndl-aas", 3205: "isns", 3260: "iscsi-target", 3268: "msft-gc",
    3269: "msft-gc-ssl", 3306: "mysql", 3389: "ms-wbt-server", 3478: "stun", 3493: "nut", 3632: "distcc",
    3690: "svn", 4369: "epmd", 4500: "ipsec-nat-t", 4789: "vxlan", 5000: "commplex-main",
    5001: "commplex-link", 5060: "sip", 5061: "sips", 5222: "xmpp-client", 5269: "xmpp-server", 5349: "stuns",
    5351: "nat-pmp", 5353: "mdns", 5355: "llmnr", 5432: "postgresql", 5555: "personal-agent", 5666: "nrpe",
    5671: "amqps", 5672: "amqp", 5683: "coap", 5684: "coaps", 5900: "rfb", 5984: "couchdb", 5985: "wsman",
    5986: "wsmans", 6000: "x11", 6379: "redis", 6443: "sun-sr-https", 6514: "syslog-tls", 6667: "ircu",
    6697: "ircs-u", 7000: "afs3-fileserver", 7070: "arcp", 7680: "pando-pub", 8000: "irdmi",
    8008: "http-alt", 8080: "http-alt", 8081: "sunproxyadmin", 8086: "d-s-n", 8088: "radan-http",
    8140: "puppet", 8443: "pcsync-https", 8500: "fmtp", 8883: "secure-mqtt", 8888: "ddi-tcp-1", 9000: "cslistener",
    9001: "etlservicemgr", 9090: "websm", 9092: "XmlIpcRegSvc", 9100: "hp-pdl-datastr",
    9200: "wap-wsp", 9300: "vrace", 9418: "git", 9443: "tungsten-https", 10000: "ndmp", 10050: "zabbix-agent",
    10051: "zabbix-trapper", 11211: "memcache", 11371: "hkp",
    27017: "mongodb",
}  # fmt: skip


def registered_name(port: int) -> str | None:
    """The service name that IANA has for a port, where this selection has it."""
    return NAMES.get(port)
