"""What the headings of columns mean, and the keys of `Key: value` lines: by words, the exact ones first."""

from __future__ import annotations

ROLES: dict[str, str] = {
    "service": """
        service, services, service name, servicename, name, names, app, apps, application, applications, application name, component, components,
        program, software, bound by, used by, tool, system, module, daemon, product, middleware, service/app, service / app, item, microservice, micro service,
        function name, listener name, app name, stack name, workload, deployment, resource, what runs, who, held by, taken by, assigned to,
        servicio, servicios, nombre, aplicación, aplicacion, componente, programa, nombre del servicio, sistema, herramienta, módulo,
        serviço, serviços, servico, nome, aplicativo, aplicação, nome do serviço, ferramenta,
        nom, nom du service, composant, logiciel, programme, applicatif, outil,
        dienst, dienste, anwendung, komponente, programm, dienstname, bezeichnung, modul, applikation, werkzeug,
        servizio, servizi, applicazione, strumento, progetto, naam, toepassing, applicatie, usługa, usługi, nazwa, aplikacja, služba, název, aplikace,
        hizmet, servis, uygulama, ad, isim, tjänst, namn, tjeneste, navn, palvelu, nimi, szolgáltatás, név, serviciu, nume, dịch vụ, tên, tên dịch vụ,
        layanan, nama, aplikasi, υπηρεσία, όνομα, שירות, שם, خدمة, الخدمة, الاسم, सेवा, नाम,
        сервис, сервисы, служба, название, имя, приложение, компонент, наименование, программа, имя сервиса, название сервиса, модуль, система, по,
        сервіс, назва, застосунок, компонент, услуга,
        服务, 服务名, 服务名称, 名称, 应用, 应用名称, 组件, 程序, 模块, 软件, 系统, 应用程序, 微服务, 模块名称, 中间件, 服務, 服務名稱, 名稱, 應用, 應用程式, 元件, 程式,
        サービス, サービス名, 名前, 名称, アプリ, アプリケーション, コンポーネント, プログラム, システム, ソフトウェア,
        서비스, 서비스명, 서비스 이름, 이름, 앱, 애플리케이션, 어플리케이션, 구성요소, 컴포넌트, 프로그램, 모듈, 시스템
    """,
    "container": """
        container, containers, container name, container names, docker container, container-name, pod, docker name, compose service, contenedor, conteneur, contêiner, kontener,
        контейнер, имя контейнера, контейнеры, 容器, 容器名, 容器名称, 容器名稱, コンテナ, コンテナ名, 컨테이너, 컨테이너명, 컨테이너 이름
    """,
    "protocol": """
        protocol, protocols, proto, proto., transport, transports, type, l4, l4 protocol, l7, tcp/udp, tcp / udp, scheme, protocolo, protocole, protokoll, protocollo, protokół, protokol, port type, connection type,
        protocol/type, transport protocol, тип, протокол, протоколы, тип протокола, 协议, 協議, 協定, 协议类型, 类型, プロトコル, 種別, 프로토콜, 유형, tipo, typ, giao thức, protocol type, πρωτόκολλο
    """,
    "status": """
        status, state, active, enabled, live, running, deployed, estado, estatus, situação, statut, état, stato, zustand, stav, durum, stan, статус, состояние, стан,
        状态, 狀態, 状況, 状態, ステータス, 상태, 사용여부, 사용 여부, trạng thái, in use, used, in use?, active?, running?
    """,
    "bind": """
        bind, bind address, bind addr, binding, bindings, listen address, listens on, listen on, bound to, interface, interfaces, bind ip, listen ip, listening address, listening on, bind interface,
        bind to, binds to, network interface, schnittstelle, bindung, bindeadresse, interfaz, interfaccia, escucha, dirección de escucha, endereço de escuta, écoute, adresse d'écoute,
        интерфейс, привязка, адрес прослушивания, 绑定, 绑定地址, 监听地址, 监听, 網路介面, 綁定, バインド, バインドアドレス, 待ち受けアドレス, 바인드, 바인딩, 수신 주소
    """,
    "host": """
        host, hosts, server, servers, machine, machines, node, nodes, vm, vms, runs on, hosted on, running on, deployed on, lxc, device, devices, hostname, host name, location, server name, box, instance,
        ip, ip address, ip addresses, ips, address, addresses, host ip, server ip, ip/host, host/ip, host / ip, lan ip, local ip, internal ip, private ip, static ip, vm name, vm/ct, ct, node ip,
        servidor, máquina, maquina, equipo, dirección ip, dirección, endereço ip, endereço, ip do servidor, serveur, hôte, machine hôte, adresse ip, adresse, rechner, maschine, ip-adresse, knoten, serwer, gostitelj,
        сервер, хост, машина, узел, ip-адрес, ip адрес, адрес, ip сервера, 主机, 主机名, 服务器, 机器, 节点, ip地址, ip 地址, 服务器ip, 地址, 主機, 伺服器, 節點, 部署位置, ホスト, ホスト名, サーバー, サーバ, マシン, ipアドレス, 호스트, 서버, 노드, 머신, ip주소, ip 주소, 주소
    """,
    "domain": """
        domain, domains, domain name, url, urls, public url, external url, web address, link, links, endpoint, endpoints, access url, fqdn, dns, dns name, subdomain, subdomains, vhost, virtual host, server_name,
        site, website, web ui, web url, public domain, external domain, public hostname, public host, url/domain, access, address (url), public address, route, ingress, production url, prod url, local url, internal url, base url, dashboard url, ui,
        dominio, dominios, subdominio, enlace, dirección web, domínio, domínios, subdomínio, domaine, domaines, nom de domaine, sous-domaine, lien, adresse web, domäne, adresse (url),
        домен, домены, ссылка, адрес сайта, поддомен, 域名, 访问地址, 网址, 链接, 子域名, 公网地址, 網域, 網址, 連結, ドメイン, ドメイン名, アクセスurl, 도메인, 접속 주소, 접속주소, 링크
    """,
    "target": """
        后端地址, 转发地址, 上游地址, 代理地址, 後端位址, backend address, upstream address, forward address, адрес бэкенда, 백엔드 주소, dirección interna del backend,        target, targets, proxy target, proxy pass, proxy_pass, proxy to, proxies to, proxied to, upstream, upstreams, backend, backends, forwards to, forward to, forward, forwarded to, internal target, routes to, points to, destination, dest, maps to,
        backend service, internal address, internal service, origin, upstream service, destino, destino interno, destino del proxy, destino do proxy, backend interno, cible, destination interne, ziel, proxy-ziel, weiterleitung, destinazione,
        цель, назначение прокси, апстрим, бэкенд, куда, 目标, 目标地址, 代理目标, 上游, 后端, 转发到, 代理到, 後端, 目標, 転送先, ターゲット, バックエンド, 대상, 프록시 대상, 백엔드, 업스트림
    """,
    "purpose": """
        purpose, use, usage, uses, role, function, functionality, why, used for, for, use case, rationale, zweck, verwendung, rolle, funktion, nutzung, propósito, proposito, uso, función, finalidad, rol, finalidade, função, utilização,
        objet, usage principal, finalité, rôle, fonction, but, scopo, utilizzo, funzione, ruolo, doel, gebruik, cel, przeznaczenie, zastosowanie, účel, amaç, kullanım, mục đích, syfte, formål,
        назначение, цель использования, роль, функция, для чего, призначення, 用途, 作用, 功能, 目的, 使用目的, 役割, 用途・説明, 機能, 용도, 목적, 역할, 기능
    """,
    "description": """
        description, desc, desc., descr, details, detail, info, information, about, what, what it is, summary, service description, explanation, meaning, beschreibung, erklärung, erläuterung, details/info,
        descripción, descripcion, detalle, detalles, descrição, descricao, detalhes, description du service, détails, explication, descrizione, dettagli, beschrijving, omschrijving, opis, popis, açıklama, mô tả, beskrivning, beskrivelse, kuvaus, leírás, descriere, keterangan, deskripsi, περιγραφή,
        описание, детали, пояснение, опис, что это, 描述, 说明, 描述说明, 详情, 简介, 功能描述, 介绍, 說明, 敘述, 説明, 概要, 詳細, 내용, 설명, 비고/설명
    """,
    "notes": """
        note, notes, comment, comments, remark, remarks, misc, additional info, extra, caveats, bemerkung, bemerkungen, kommentar, anmerkung, anmerkungen, hinweis, hinweise, notiz, notizen, notas, nota, observaciones, comentario, comentarios, observação, observações, comentário,
        remarque, remarques, commentaire, commentaires, notes complémentaires, osservazioni, opmerking, opmerkingen, uwagi, poznámka, poznámky, notlar, not, ghi chú, anteckningar, catatan,
        примечание, примечания, комментарий, комментарии, заметки, примітки, 备注, 注释, 备注说明, 注意, 備註, 附註, 備考, メモ, 注記, 비고, 참고, 메모
    """,
    "owner": """
        owner, owners, owned by, team, teams, maintainer, maintainers, maintained by, responsible, contact, point of contact, verantwortlich, verantwortlicher, besitzer, zuständig, ansprechpartner, eigentümer,
        responsable, propietario, dueño, equipo responsable, responsável, dono, propriétaire, équipe, responsabile, proprietario, właściciel, zespół, sahibi, sorumlu, владелец, ответственный, команда, ответственная команда, власник,
        负责人, 责任人, 所有者, 团队, 维护者, 負責人, 擁有者, 担当, 担当者, 管理者, 所有者, 담당자, 담당, 소유자, 팀
    """,
    "config": """
        config, config file, config files, configuration, configuration file, configuration files, config path, conf, path, file, files, file path, source of truth, compose file, unit file, source, where, defined in, config location, source file,
        konfiguration, konfigurationsdatei, datei, pfad, archivo, archivo de configuración, ruta, configuración, arquivo, arquivo de configuração, caminho, fichier, fichier de configuration, chemin, file di configurazione, percorso,
        конфигурация, файл, конфиг, путь, файл конфигурации, 配置文件, 路径, 文件, 配置, 設定檔, 檔案, 路徑, 設定ファイル, パス, ファイル, 설정 파일, 설정파일, 경로, 파일
    """,
    "health": """
        health, health check, healthcheck, health-check, health endpoint, health path, health url, health checks, liveness, readiness, probe, estado de salud, comprobación de salud, verificação de saúde, contrôle de santé, vérification de santé,
        gesundheitsprüfung, проверка здоровья, проверка работоспособности, 健康检查, 健康檢查, ヘルスチェック, 헬스체크, 헬스 체크, 상태 확인
    """,
    "unit": "unit, systemd, systemd unit, systemd service, unit name, юнит, systemd-юнит, systemd 服务, systemd单元",
    "depends": "depends on, dependencies, depends, dependency, requires, needs, abhängig von, abhängigkeiten, depende de, dependencias, dependências, dépend de, dépendances, зависимости, зависит от, 依赖, 依赖服务, 依存, 依存関係, 의존성, 의존",
    "runtime": """
        process, framework, workers, technology, technologies, tech, tech stack, stack, language, runtime, image, docker image, version, command, cmd, database, engine, platform, os, entrypoint, executable, binary, technologie, sprache, abbild,
        proceso, tecnología, lenguaje, imagen, versión, comando, processo, tecnologia, linguagem, imagem, versão, processus, langage, image docker, commande, технология, технологии, процесс, язык, образ, версия, команда, фреймворк, стек,
        进程, 框架, 技术栈, 技术, 语言, 镜像, 版本, 命令, 技術, 技術スタック, 言語, イメージ, バージョン, プロセス, フレームワーク, 기술, 기술 스택, 기술스택, 언어, 이미지, 버전, 프로세스, 프레임워크
    """,
    "range": """
        range, ranges, band, bands, port band, port range, port ranges, ports range, block, port block, allocation, allocated range, reserved range, span, bereich, portbereich, port-bereich, dai port, dải port, dải cổng, dai cong, rango, rango de puertos, rangos, faixa, faixa de portas, intervalo, intervalle,
        plage, plage de ports, plages, intervallo, gamma, zakres, zakres portów, rozsah, aralık, bereik, poortbereik, диапазон, диапазоны, диапазон портов, 范围, 端口范围, 端口段, 号段, 區間, 範圍, 連接埠範圍, 範囲, ポート範囲, 범위, 포트 범위, 대역, 포트 대역
    """,
    "category": """
        category, categories, group, groups, area, tier, layer, section, zone, domain area, kategorie, gruppe, categoría, categoria, grupo, catégorie, groupe, категория, группа, раздел, 分类, 类别, 分组, 分類, 類別, カテゴリ, カテゴリー, グループ, 분류, 카테고리, 그룹, 구분
    """,
    "project": "project, project name, proyecto, projeto, projet, projekt, проект, 项目, 项目名称, 專案, 프로젝트, dự án, du an, プロジェクト, suite, product suite, solution",
    "environment": "environment, environments, env, envs, stage, umgebung, entorno, ambiente, environnement, окружение, среда, 环境, 環境, 环境名称, 환경, 環境名",
    "tls": "ssl, tls, ssl/tls, https?, certificate, cert, zertifikat, certificado, certificat, сертификат, 证书, 憑證, 証明書, 인증서, encrypted, encryption, secure",
    "flow": "flow, flows, direction, dir, dir., traffic, route from, 흐름, 流向, 流量, поток, направление, flujo, fluxo, flux, richtung",
    "from": "from, source ip, from zone, src, origin zone, von, quelle, desde, origen, origem, de, source zone, откуда, источник, 来源, 源, 源地址, 送信元, 출발지, source address",
    "to": "to, to zone, dst, nach, hacia, para, vers, destination ip, destination zone, 目的, 目的地, 目的地址, 宛先, 목적지, dest ip",
    "action": "action, rule, allow, policy, aktion, acción, ação, действие, правило, 动作, 规则, アクション, 동작, allow/deny",
    "ignored": "#, no, no., nr, nr., id, index, №, 序号, 編號, 編号, 번호, 순번, n°, pid, process id, uid, gid, replicas, replica, memory, ram, cpu, cpus, size, disk, year, date, count, priority, vlan, last updated, updated, added, since, instances, qty, quantity, usage %, timeout, ttl, latency",
}  # fmt: skip

EXACT: dict[str, str] = {
    word: role
    for role, words in ROLES.items()
    for word in (part.strip().casefold() for part in words.replace("\n", " ").split(","))
    if word
}
"""The role of a heading that is this and nothing else."""

WITHIN: tuple[tuple[str, str], ...] = tuple(
    (word, role)
    for role, words in (
        ("health", "health"),
        ("range", "range, диапазон, 范围, 범위, faixa, rango, plage, bereich"),
        ("container", "container name, имя контейнера, 容器名"),
        ("target", "target, upstream, proxy, backend, forward"),
        ("bind", "bind, listen address, interface"),
        ("domain", "domain, url, subdomain, fqdn, домен, 域名, 도메인, dominio, domínio, domaine"),
        ("status", "status, estado, статус, 状态, 상태, state"),
        ("protocol", "protocol, протокол, 协议, 프로토콜, protocolo, proto"),
        ("description", "description, описание, 描述, 说明, 설명, descripción, descrição, beschreibung"),
        ("purpose", "purpose, usage, used for, назначение, 用途, 용도"),
        ("notes", "notes, remarks, comment, примечани, 备注, 비고"),
        ("owner", "owner, maintainer, owned"),
        ("service", "service, application, component, сервис, 服务, 서비스, servicio, serviço, dienst"),
        ("host", "server, machine, hostname, ip address, сервер, 服务器, 서버, servidor, serveur"),
        ("config", "config, file, path"),
    )
    for word in words.split(", ")
)
"""Words that give a longer heading its role, tried in this order."""
