"""Words that pages about ports use, in many languages; `*` matches the rest of a word. Few of them reject a grid."""

from __future__ import annotations

import re


def _pattern(word: str) -> str:
    escaped = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"[\s_-]+")
    if re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", word):
        return escaped  # found inside others, too
    return rf"(?<![\w.]){escaped}(?!\w)"  # not in `.env.example`


def _by_name(text: str) -> dict[str, re.Pattern[str]]:
    lists = (line.split(": ", 1) for line in text.strip().splitlines())
    return {name: re.compile("|".join(map(_pattern, words.split(", "))), re.I) for name, words in lists}


COLUMNS = _by_name("""
number: #, no, no., nr, nr., n°, №, id, index, pid, vlan, year, date, updated, last updated, count, replicas, replica, version, size, memory, ram, cpu, cpus, disk, timeout, priority, qty, line, lines, latency, users, weight, interval, cost, max connections, connections, limit, rate limit, workers, retries, phone, telephone, tel, tel., ext, ext., extension, pager, telefon, durchwahl, téléphone, teléfono, telefone, телефон, 电话, 電話, 내선, 序号, 编号, 번호, 版本, 数量, год, версия, память
transport: protocol, protocols, proto, proto., transport, transports, l4, l7, tcp/udp, scheme, type, protocolo, protocole, protokoll, protocollo, protok*, протокол*, тип, 协议, 協定, 协议类型, 类型, プロトコル, 種別, 프로토콜, 유형, giao thức
status: status, state, active, enabled, running, estado, situação, statut, état, stato, zustand, stav, durum, статус, состояние, стан, 状态, 狀態, 状態, ステータス, 상태, trạng thái
bind: bind, binds, bind address, binding, bindings, bound to, listen, listens on, listen address, interface, bind ip, schnittstelle, interfaz, écoute, интерфейс, привязка, 绑定, 绑定地址, 监听, 监听地址, バインド, 바인드, 바인딩
host: host, hosts, hostname, server, servers, serwer, serwery, machine, machines, node, nodes, vm, lxc, ct, box, device, runs on, hosted on, ip, ip address, address, servidor, máquina, serveur, hôte, machine hôte, adresse, rechner, maschine, gerät, knoten, ip-adresse, сервер, хост, машина, узел, ip-адрес, адрес, 主机, 服务器, 机器, 节点, 地址, ホスト, サーバー, サーバ, 호스트, 서버
url: url, urls, domain, domains, fqdn, dns, subdomain, hostname, link, endpoint, vhost, website, dominio, domínio, domaine, домен, ссылка, 域名, 访问地址, 网址, ドメイン, 도메인, 접속 주소
target: target, proxy target, upstream, backend, origin, proxy to, proxy pass, forwards to, forward to, routes to, internal target, destino, ziel, cible, цель, апстрим, 目标, 上游, 后端, 転送先, 대상
owner: owner, owners, owned by, team, maintainer, maintainers, responsible, contact, verantwortlich*, ansprechpartner*, besitzer, propietario, responsable, responsável, propriétaire, владелец, ответственный, команда, 负责人, 团队, 維護者, 担当, 담당자, 담당, 팀
container: container, container name, containers, docker container, pod, contenedor, conteneur, contêiner, контейнер, 容器, 容器名, コンテナ, 컨테이너
unit: unit, systemd, systemd unit, systemd service, юнит
file: config, config file, configuration, configuration file, konfiguration, konfigurationsdatei, path, file, files, directory, folder, source of truth, datei, pfad, archivo, ruta, arquivo, caminho, fichier, chemin, конфигурация, файл, путь, 配置文件, 路径, 文件, ファイル, パス, 파일, 경로
health: health, health check, healthcheck, health endpoint, liveness, readiness, probe, 健康检查, ヘルスチェック, 헬스체크
depends: depends on, dependencies, depends, requires, abhängigkeiten, dependencias, dépendances, зависимости, 依赖, 依存, 의존성
environment: environment, environments, env, umgebung, entorno, ambiente, environnement, окружение, среда, 环境, 環境, 환경
suite: project, suite, stack name, proyecto, projeto, projet, projekt, проект, 项目, 프로젝트, プロジェクト
purpose: purpose, use, usage, used for, role, function, zweck, verwendung, propósito, uso, función, finalidade, rôle, scopo, назначение, роль, функция, 用途, 作用, 功能, 役割, 용도, 목적, 역할, 기능, mục đích
description: description, desc, details, info, what it is, summary, beschreibung, descripción, detalles, descrição, detalhes, descrizione, opis, popis, описание, пояснение, 描述, 说明, 說明, 説明, 概要, 설명, 내용, mô tả
notes: note, notes, comment, comments, remark, remarks, access, external access, zugriff, bemerkung*, anmerkung*, notas, observaciones, observações, remarques, примечание, примечания, комментарий, 备注, 注释, 備考, 비고, default, image, category, group, tech stack, technology, env var, variable
name: service, services, name, names, app, apps, application, applications, component, components, program, tool, system, module, daemon, product, bound by, used by, assigned to, owner/service, project, microservice, game, container name, server name, dienst, dienste, anwendung, komponente, programm, servicio, servicios, aplicación, componente, nombre, serviço, serviços, nome, aplicação, nom, composant, servizio, usługa, nazwa, служба, сервис*, название, приложение, компонент, 服务, 服務, 名称, 应用, 组件, 程序, 模块, 中间件, サービス, 名前, アプリ, 서비스, 서비스명, 이름, 앱, 프로그램, dịch vụ, tên, function name, listener, what
""")
"""Words in the header of a column, by role."""
STATUS = _by_name("""
free: free, available, unused, frei, libre, livre, свободн*, 空闲, 可用
planned: planned, pending, todo, future, proposed, not started, not deployed, in progress, wip, upcoming, geplant, planificado, pendiente, planejado, pendente, prévu, заплан*, планируется, в разработке, 计划*, 待部署, 规划*, 予定, 예정, 🟡, 🚧, ⏳
deprecated: deprecated, legacy, obsolete, veraltet, obsoleto, obsolète, устар*, 弃用, 废弃, 非推奨
retired: retired, removed, decommissioned, disabled, inactive, deaktiviert, not in use, not used, abgeschaltet, entfernt, desactivado, eliminado, desativado, retiré, désactivé, отключ*, удален*, не используется, 停用, 已停用, 下线, 禁用, 廃止, 비활성*, 미사용
active: ✅, 🟢, ✔, ✓, active, running, up, live, online, enabled, in use, used, yes, ok, deployed, production, healthy, aktiv, activo, ativo, actif, attivo, laufend, актив*, работает, запущен*, используется, 运行中, 启用, 使用中, 正常, 稼働中, 稼働, 실행중, 사용중, 활성
""")
_LISTS = _by_name("""
port: port(s), port, ports, puerto, puertos, porta, portas, porte, porty, portu, порт*, poort*, hostport, standardport*, 端口号, 端口, 埠, ポート番号, ポート, 포트번호, 포트, cổng
inside: container, containers, internal, inside, inner, pod, target, docker, guest, intern*, contenedor*, conteneur, contêiner, внутр*, контейнер*, 容器, 内部, 內部, コンテナ, 내부, 컨테이너
outside: host, external, published, public, exposed, mapped, outside, extern*, внешн*, хост*, 主机, 宿主, 外部, 映射, 对外, ホスト, 호스트, 외부, 노출
default: default, standard, original, old, previous, was, legacy, former, 默认, 原, 旧, 기본, 기존, по умолчанию, стар*, conflict*
range: 端口段, 号段, range, ranges, port range, band, bands, block, blocks, allocation, bereich*, portbereich*, rango*, faixa*, plage*, диапазон*, 范围, 区间, 號段, 範囲, 범위, 대역, dải
reserved: reserved, reserve, reservado*, reservada*, reserviert*, réservé*, future, spare, зарезерв*, резерв*, 预留, 保留, 予約, 예약
left_out: decommissioned, freed, avoid, avoided, forbidden, never use, do not use, don't use, not be used, nicht verwende*, nicht benutz*, ne pas utilis*, no usar, no utiliz*, não usar, não utiliz*, non us*, niet gebruiken, не использовать, outgoing, outbound, egress, vermeiden, verboten*, ausgehend*, evitar, prohibid*, saliente*, proibid*, saída, éviter, interdit*, sortant*, избегать, запрещ*, исходящ*, 避免, 禁止, 禁用, 出站, 使用禁止, 금지
free: free, available, unused, frei, freie*, verfügbar*, libre, libres, disponible, disponibles, livre, livres, disponíveis, liber*, vrij*, woln*, свободн*, доступные, 空闲, 可用, 空き, 미사용, 사용 가능
doubtful: conflict, conflicts, troubleshoot*, example, examples, e.g., migration, changelog, history, rejected, alternatives, alternative ports, commands, testing commands, legend, konflikt*, fehlerbehebung, beispiel*, conflicto*, ejemplo*, conflito*, exemplo*, conflit*, exemple*, конфликт*, пример*, 冲突, 示例, 例如, 衝突, 예시, 충돌
flow: source, src, destination, dst, from, to, direction, action, flow, rule, quelle, ziel, richtung, origen, destino, origem, источник, направление, действие, 源, 目的, 方向, 动作, 출발지, 목적지, 흐름
security: security, sicherheit*, seguridad, segurança, sécurité, sicurezza, безопасност*, 安全, セキュリティ, 보안
files: configuration files, config files, files, konfigurationsdateien, archivos, arquivos, fichiers, файлы, 配置文件, ファイル, 파일
proxy: nginx, caddy, traefik, haproxy, apache, httpd, envoy, proxy, npm, gateway, ingress, load balancer, kong, swag, openresty, прокси, 代理, 网关, プロキシ, 프록시
environments: dev, development, local, staging, stage, stg, preprod, pre-production, test, testing, qa, uat, prod, production, live, demo, entwicklung, produktion, desarrollo, pruebas, producción, desenvolvimento, produção, homologação, développement, разработка, продакшн, 开发, 测试, 预发布, 生产, 開発, 本番, 개발, 운영
protocol_words: http, https, grpc, tcp, udp, ws, rpc, metrics, admin, tls, ssl, debug, health, api, web, console
verbs: closed, blocked, allowed, denied, geschlossen, gesperrt, erlaubt, fermé*, bloqué*, cerrado*, bloquead*, fechad*, is, are, was, were, be, must, should, can, could, may, will, would, use, if, when, never, not, do, does, uses, moved, changed, means, needs, runs, check, ensure, make sure, requires, because, which, that, ist, sind, wird, werden, muss, wenn, nicht, es, está, son, debe, são, deve, est, sont, doit, это, должен, если
property: setting, settings, property, properties, parameter, parameters, variable, variables, environment variable, env var, key, option, attribute, field, eigenschaft, einstellung, kenngröße, parámetro, propiedad, ajuste, clave, campo, parâmetro, propriedade, chave, paramètre, propriété, clé, proprietà, parametro, параметр, свойство, переменная, 属性, 参数, 配置项, 项目, 項目, 設定, 設定項目, 항목, 설정
value: value, values, default, default value, current, wert, werte, standardwert, valor, valeur, valore, значение, по умолчанию, 值, 取值, 默认值, 値, 内容, 設定値, 값
shared: service, services, server, app, application, the, a, an, and, of, for, on, in, to, with, via, port, ports, interface, main, our, new, container, instance, host, process, system, default, internal, external, web, http, https, tcp, udp, ui
setting: max *, min *, * limit, * limits, * timeout, * ttl, * retries, *_size, *_count, *_interval, *_connections, *_workers, *_threads, *_seconds, *_secs, *_sec, *_ms, *_bytes, *_kb, *_mb
noise: elenco, карта, überblick, the, of, and, et, y, e, servizi, for, in, on, by, with, to, all, used, use, list, table, overview, runbook, mapa, allocation, allocations, assignment, assignments, registry, mapping, mappings, map, matrix, reference, quick reference, summary, services, applications, apps, documentation, docs, guide, configuration, config, current, required, open, listening, network, networking, architecture, management, access, points, urls, url, endpoints, domain, domains, server, servers, local, production, development, infrastructure, core, main, other, additional, common, essential, details, information, notes, setup, usage, status, components, standard, übersicht, belegung, liste, dienste, und, der, die, verwendete, lista, de, del, los, das, servicios, serviços, uso, documentación, documentação, utilisés, des, список, таблица, сервисов, сервисы, используемые, 分配, 列表, 文档, 一览, 服务, 使用, 一覧, 目録, 목록, 사용, 서비스, 정리
""")
"""Words of headings, titles, names and sentences:

- `left_out`: nothing listens on the ports under such a heading; `free` as well, unless the heading mentions services
- `doubtful`: ports under such a heading are often only mentioned, which lowers the confidence of a grid
- `verbs`: a text with one of these is a sentence; `noise`: these name no service; `shared`: many names have them
- `property`, `value`: titles of a table of settings; `setting`: the names of numbers such as `MAX_CONNECTIONS`
"""
(
    PORT, INSIDE, OUTSIDE, DEFAULT, RANGE, RESERVED, LEFT_OUT, FREE, DOUBTFUL, FLOW, SECURITY, FILES, PROXY,
    ENVIRONMENTS, PROTOCOL_WORDS, VERBS, PROPERTY, VALUE, SHARED, SETTING, NOISE,
) = _LISTS.values()  # fmt: skip
NEGATED = re.compile(r"(?:no|sem|sin|sans|ohne|without|kein\w*|без|无|無)\s+\w*$", re.I)
BLOCKED = re.compile(rf"{LEFT_OUT.pattern}|\b(?:out|deny|denied|drop|reject|block(?:ed)?)\b", re.I)
_PROTOCOLS = (
    "http https h2 h2c http/2 http/3 http2 http3 ws wss websocket websockets grpc ssh sftp ftp ftps smtp smtps imap imaps pop3 pop3s dns dot doh dhcp ntp"
    " snmp ldap ldaps smb nfs rdp vnc mqtt mqtts amqp amqps stun turn turns rtsp rtmp rtp rtcp sip sips irc redis mysql postgres postgresql mongodb kafka"
    " nats thrift jmx jdbc tls ssl dtls json-rpc rpc coap syslog tftp rsync xmpp wireguard bolt srt hls quic rest"
)
PROTOCOLS = frozenset(_PROTOCOLS.split())
"""Protocols that a listener can speak."""
EMPTY = re.compile(
    r"[\s\-\u2010-\u2015\u2212._/?~\ufffd]*|n/?a|none|nil|null|tbd|tba|нет|无|無|なし|없음|keine?|ninguno|aucun"
    r'|["\u2033\u3003\u201d\u2191^\'`〃]+|ditto|idem|same|同上|»|„',
    re.I,
)
"""A cell that says nothing, or repeats the one above it."""
COMMANDS = re.compile(
    r"[\s$#>]*(?:sudo|curl|docker|podman|ssh|scp|lsof|netstat|ss|nmap|kill|nc|ufw|npm|npx|yarn|pnpm|python3?|node|export|cd|systemctl|kubectl|iptables"
    r"|telnet|wget|git|cat|grep|echo|make|open|ping|go|cargo|java)\s|.*\s--[a-z]"
)
"""The start of a shell command, or a line with a long option."""
