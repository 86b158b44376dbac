"""Words for environments: places where one service runs once more."""

from __future__ import annotations

from portdocs.importing.words.port_words import any_of

ENVIRONMENTS = {
    "development": any_of(
        "dev", "development", "local", "local development", "dev local", "entwicklung", "lokal", "lokale entwicklung", "desarrollo", "desarrollo local", "desenvolvimento", "desenvolvimento local", "développement", "développement local", "sviluppo",
        "разработка", "локально", "локальная разработка", "开发", "本地", "本地开发", "開發", "開発", "ローカル", "개발", "로컬", "개발서버", "개발 서버",
    ),
    "staging": any_of(
        "staging", "stage", "stg", "preprod", "pre-prod", "pre-production", "preproduction", "preproducción", "homologação", "homolog", "préproduction", "recette", "стейджинг", "预发布", "预发", "預發布", "ステージング", "스테이징",
    ),
    "test": any_of("test", "testing", "qa", "uat", "prueba", "pruebas", "testes", "тест", "тестовая", "тестовый", "测试", "測試", "テスト", "테스트"),
    "production": any_of(
        "prod", "production", "live", "produktion", "produktiv", "producción", "produção", "producao", "produzione", "продакшн", "продакшен", "прод", "боевая", "боевой", "生产", "生產", "正式", "线上", "本番", "운영", "프로덕션", "운영서버", "운영 서버",
    ),
    "demo": any_of("demo", "demonstration", "preview", "sandbox", "демо", "演示", "デモ", "데모"),
    "control plane": any_of("control plane", "control-plane node*", "control plane node*", "master node*", "masters", "server nodes", "плоскость управления", "控制平面", "控制面", "マスターノード", "컨트롤 플레인"),
    "worker nodes": any_of("worker node*", "workers", "agent nodes", "compute nodes", "рабочие узлы", "工作节点", "ワーカーノード", "워커 노드"),
}  # fmt: skip
"""By what they are; the words of one are one environment."""

ENVIRONMENT_NOISE = any_of(
    "environment", "environments", "env", "server", "servers", "stack", "deployment", "cluster", "umgebung", "entorno de", "entorno", "ambiente de", "ambiente", "environnement de", "environnement", "среда", "среды", "окружение", "сервер", "环境", "環境", "环境端口", "환경", "서버", "setup", "mode", "hosts", "host",
)  # fmt: skip
"""Words beside an environment's name that say no more than that it is one."""

EVERY = any_of("all", "both", "any", "every", "all environments", "alle", "todos", "todas", "tous", "все", "全部", "所有", "すべて", "모두", "전체")  # fmt: skip
"""Of a column of environments: what stands in each."""
