"""Everything that mkdocs is told: the adapter between its events and the registry.

The registry is read once a build, when mkdocs-macros asks for its macros. A macro leaves a placeholder in the Markdown,
which is filled once the page is written: rows and paths are parsed neither as Markdown nor for the search, which reads
a few words in their place, and no value of the data is ever seen by Markdown or by a template.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext
from mkdocs_macros.errors import format_error

from macros.exports import published
from macros.kept import Call, Kept, KeptFile, KeptPage, banner_marked, search_entries, still_shows
from macros.past import read_past
from macros.past.freshness import read_lines
from macros.registry import Finding, Problems, Registry, Severity, parse_registry
from macros.registry.read import read_files
from macros.render.content import Content, Figure, Searchable, Words, page_functions
from macros.render.escape import for_html
from macros.render.finder_data import finder_files
from macros.render.findings import findings_of
from macros.render.fresh import Fresh
from macros.render.icons import icon_bytes
from macros.render.links import SiteLinks
from macros.render.mistake import Mistake
from macros.render.pages import GeneratedPage, generated_pages
from macros.render.past import keep_past
from macros.render.settings import Settings, read_settings
from macros.render.table import Table
from macros.session import SESSION
from macros.surroundings import surroundings
from macros.template import calling_line, explained

log = logging.getLogger("mkdocs.plugins.portdocs")

_WORDS = re.compile(r'<span data-portdocs="(\d+)"></span>')
# A block takes the place of the paragraph that Markdown may have made around it.
_BLOCK = re.compile(r'(?:<p>\s*)?<div data-portdocs="(\d+)"></div>(?:\s*</p>)?')
_MARGIN = re.compile(r"\s*\n\s*")
_STAND_IN = re.compile(r'<div data-portdocs="(\d+)">[^<]*</div>')


@dataclass
class Build:
    """What one build holds between two events."""

    registry: Registry
    project: Path
    env: Any
    kept: Kept
    """What the next build may keep of this one."""
    fresh: Fresh
    functions: dict[str, Any] = field(default_factory=dict)
    contents: dict[str, list[Content]] = field(default_factory=dict)
    """What the macros of each page returned, by the page's source path; placeholders count them."""
    calls: dict[str, list[Call]] = field(default_factory=dict)
    """How they were called."""
    icons: set[str] = field(default_factory=set)
    last: Kept | None = None
    """What the last build left, while `mkdocs serve` runs."""
    files: Files = field(default_factory=lambda: Files([]))
    searched: int = 0
    """How many entries the search has of the pages so far."""
    rendered: int = 0
    """How many pages were made anew."""

    def forget_last(self) -> None:
        """Renders every page: nobody can tell which would come out the same."""
        if self.last:
            self.last.drop()
        self.last = None


_build: Build | None = None
_last: Kept | None = None
"""The last build that was served; code that is edited forgets it with this module."""


def define_env(env: Any) -> None:
    """Reads the registry and registers the macros. Raises PluginError for data with errors, unless it is served."""
    global _build
    project = Path(env.conf.config_file_path).resolve().parent
    registry, inputs = _read(project)
    cache = project / ".cache" / "portdocs"
    past = read_past(project, SESSION.last_good, registry, findings_of(registry), cache / "past")
    keep_past(registry, past)
    fresh = Fresh(registry, read_lines(project, SESSION.last_good), SESSION.last_good)
    kept = Kept(Path(env.conf.site_dir), (inputs, repr(past), fresh.key), _banner())
    _build = Build(registry, project, env, kept, fresh)
    _build.functions = page_functions(registry, cache)
    for name, function in _build.functions.items():
        env.macro(_macro(_build, name, function), name)


def _read(project: Path) -> tuple[Registry, Hashable]:
    """The registry, and all that it was read from: what the macros return must depend on nothing else."""
    sources, unreadable = read_files(project / "data", project)
    result = _parsed(tuple(sources.items())) if sources else Problems(())
    found = result.findings if isinstance(result, Problems) else findings_of(result)
    errors = (*unreadable, *(finding for finding in found if finding.severity is Severity.ERROR))
    _complain(errors)
    if isinstance(result, Registry) and not unreadable:
        SESSION.last_good = sources
    good = tuple(SESSION.last_good.items())
    last = _parsed(good) if good else None
    return last if isinstance(last, Registry) else Registry({}, {}, {}, (), {}, (), ()), good


@lru_cache(maxsize=2)
def _parsed(sources: tuple[tuple[str, bytes], ...]) -> Registry | Problems:
    """The registry of these files; the last good one and the last one are read once, however often they are shown."""
    return parse_registry(dict(sources))


def _complain(errors: tuple[Finding, ...]) -> None:
    """Stops a build that has errors; while serving, keeps them to be shown above every page and says them here."""
    SESSION.problems = tuple(filter(None, (SESSION.code_problem, *map(str, errors))))
    if errors and not SESSION.serving:
        raise PluginError("\n".join(["The data has errors, so nothing was built:", *SESSION.problems]))
    for problem in SESSION.problems:
        log.error(problem)


def _current() -> Build:
    if _build is None:
        raise PluginError("mkdocs-macros did not load the registry; is `macros` listed under `plugins`?")
    return _build


def on_config(*, config: MkDocsConfig) -> MkDocsConfig:
    """Leaves instant navigation out of a copy for a disk: there it ends at once, and takes all other scripts along."""
    try:
        _settings(config)
    except ValueError as error:
        raise PluginError(f"mkdocs.yml: {error}") from None
    offline: Any = config.plugins.get("material/offline")
    if offline and offline.config.enabled:
        config.theme["features"] = [f for f in config.theme["features"] if not f.startswith("navigation.instant")]
    # Only beside other versions: any other site would ask for a list of them that is not there.
    if os.environ.get("MIKE_DOCS_VERSION"):
        config.extra["version"] = {"provider": "mike", "default": "latest"}
    return config


def on_pre_build(*, config: MkDocsConfig) -> None:
    """Sets the site of the last build aside, of which pages may be kept; mkdocs is about to delete it."""
    global _last
    last, _last = _last, None
    try:
        if last:
            last.set_aside()
            _current().last = last
    except OSError as error:
        log.info(f"The last build cannot be kept: {error}")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Adds the pages that the registry makes, and its files for programs."""
    build = _current()
    if SESSION.keeps:
        build.kept.surroundings = surroundings(config, files, build.kept.inputs)
    if build.last and build.last.surroundings != build.kept.surroundings:
        build.forget_last()
    for page in generated_pages(build.registry):
        if files.get_file_from_path(page.source) is None:
            files.append(_page_file(build, page, config))
    for path, content in (*published(build.registry), *finder_files(build.registry)):
        if files.get_file_from_path(path) is None:
            files.append(File.generated(config, path, content=content.encode(errors="backslashreplace")))
    build.files = files
    return files


def _page_file(build: Build, page: GeneratedPage, config: MkDocsConfig) -> File:
    """A page to render, or the one of the last build where it would come out the same."""
    file = File.generated(config, page.source, content=page.markdown)
    kept = build.last.pages.get(page.source) if build.last else None
    if build.last is None or kept is None or kept.markdown != page.markdown:
        return file
    if build.last.inputs != build.kept.inputs and not still_shows(kept, build.functions):
        return file
    build.kept.pages[page.source] = kept
    build.kept.entries[page.source] = build.last.entries.get(page.source, [])
    build.icons |= kept.icons
    return KeptFile(file, kept, build.last, build.kept.banner, config)


def on_template_context(context: TemplateContext) -> TemplateContext:
    """Tells templates such as the map of the site of the pages that are kept too."""
    files = (file for file in _current().files if file.is_documentation_page() or isinstance(file, KeptFile))
    context["pages"] = [file for file in files if file.inclusion.value >= InclusionLevel.DRAFT.value]
    for page in filter(None, (file.page for file in context["pages"])):
        # mkdocs takes the day of the build, and writes it into the packed copy of the map: the same data, other bytes.
        page.update_date = "1970-01-01"
    return context


def on_page_context(*, page: Page, config: MkDocsConfig) -> None:
    """Notes what the search read of a page."""
    build = _current()
    entries = search_entries(config) or []
    build.kept.entries[page.file.src_uri] = entries[build.searched :]
    build.searched = len(entries)


def _macro(build: Build, name: str, function: Callable[..., Content]) -> Callable[..., str]:
    """The macro that templates call.

    A function and no `partial`: mkdocs-macros writes each macro as text into its log, and a partial reads as all that
    it holds, the whole registry included.
    """

    def macro(*args: Any, **kwargs: Any) -> str:
        build.calls.setdefault(build.env.page.file.src_uri, []).append((name, args, kwargs))
        return _leave_placeholder(build, function, *args, **kwargs)

    return macro


def _leave_placeholder(build: Build, function: Callable[..., Content], *args: Any, **kwargs: Any) -> str:
    """What a macro gives to the template: a mark in the page, to be filled when the page is done."""
    source = build.env.page.file.src_uri
    contents = build.contents.setdefault(source, [])
    try:
        content = function(*args, **kwargs)
        contents.append(content.cut() if isinstance(content, Table) else content)
    except Mistake as mistake:
        contents.append(_Mistaken(_report(build, calling_line(), str(mistake))))
    tag = "span" if isinstance(contents[-1], Words) else "div"
    return f'<{tag} data-portdocs="{len(contents) - 1}"></{tag}>'


@dataclass(frozen=True, slots=True)
class _Mistaken:
    """Stands where a macro could not be drawn."""

    message: str

    def html(self, links: Any) -> str:
        return f'<div class="admonition failure"><p class="admonition-title">{for_html(self.message)}</p></div>'

    def markdown(self, links: Any) -> str:
        return self.message


def on_page_content(html: str, *, page: Page, config: MkDocsConfig) -> str:
    """Fills in words; of blocks only what the search shall read, which is all that reads the page from here on."""
    build = _current()
    contents = build.contents.get(page.file.src_uri, [])
    links = _links(page, config)
    found = _WORDS.findall(html) + _BLOCK.findall(html)
    if len(found) != len(contents):
        log.warning(f"{_shown_path(build, page)}: a macro stands where nothing can be put, such as in a code block")
    html = _WORDS.sub(lambda match: contents[int(match[1])].html(links), html)
    mark = banner_marked("") if SESSION.serving else ""
    html = _BLOCK.sub(lambda match: _stand_in(int(match[1]), contents[int(match[1])]), html)
    # A page without a macro shows no data.
    fresh = build.fresh.line(page.file.src_uri, config.repo_url) if contents else ""
    return mark + html + fresh


def _stand_in(number: int, content: Content) -> str:
    words = content.words() if isinstance(content, Searchable) else ""
    return f'<div data-portdocs="{number}">{for_html(words)}</div>'


def on_post_page(output: str, *, page: Page, config: MkDocsConfig) -> str:
    """Puts the blocks in the place of what stands for them."""
    build = _current()
    contents = build.contents.pop(page.file.src_uri, [])
    icons = frozenset(icon for content in contents if isinstance(content, Figure) for icon in content.icons)
    build.icons |= icons
    _keep(build, page, contents, icons)
    links = _links(page, config)
    output = _without_margins(output)
    output = output.replace(banner_marked(""), banner_marked(build.kept.banner), 1) if SESSION.serving else output
    return _STAND_IN.sub(lambda match: _block(build, page, int(match[1]), contents, links), output)


def _without_margins(output: str) -> str:
    """The page without the indents of the templates of the theme, a third of a small page; its content stays."""
    before, start, rest = output.partition("<article")
    content, end, after = rest.rpartition("</article>")
    if not end:
        return output
    return _MARGIN.sub("\n", before) + start + content + end + _MARGIN.sub("\n", after)


def _keep(build: Build, page: Page, contents: list[Content], icons: frozenset[str]) -> None:
    """Remembers how a page of the registry came about, unless it stands in the navigation or has a mistake."""
    build.rendered += 1
    file = page.file
    mistaken = any(isinstance(content, _Mistaken) for content in contents)
    if (
        file.generated_by
        and file.inclusion is InclusionLevel.NOT_IN_NAV
        and not mistaken
        and build.kept.surroundings is not None
    ):
        calls = tuple(build.calls.pop(file.src_uri, ()))
        anchors = frozenset(page.present_anchor_ids or ())
        build.kept.pages[file.src_uri] = KeptPage(file.content_string, calls, hash(tuple(contents)), anchors, icons)


def _block(build: Build, page: Page, number: int, contents: list[Content], links: SiteLinks) -> str:
    """The HTML of a block; on a page written by hand that of the last build, where it shows the same."""
    content = contents[number]
    if page.file.generated_by or build.kept.surroundings is None:
        return content.html(links)
    key = (page.file.src_uri, number)
    before, html = build.last.blocks.get(key, (None, "")) if build.last else (None, "")
    html = html if before == content else content.html(links)
    build.kept.blocks[key] = (content, html)
    return html


def _links(page: Page, config: MkDocsConfig) -> SiteLinks:
    return SiteLinks(page.file.src_uri, config.use_directory_urls, config.repo_url, _settings(config))


def _settings(config: MkDocsConfig) -> Settings:
    return read_settings(config.extra.get("portdocs"))


def _banner() -> str:
    """What is wrong with the data, above every page, while it is served."""
    if not SESSION.problems:
        return ""
    items = "".join(f"<li><code>{for_html(problem)}</code></li>" for problem in SESSION.problems)
    title = "The data has errors: the site cannot be published like this"
    return (
        f'<div class="admonition failure pd-problems" role="alert" data-search-exclude>'
        f'<p class="admonition-title">{title}</p><ul>{items}</ul></div>'
    )


def on_post_build(*, config: MkDocsConfig) -> None:
    """Ships the icons that the drawings of this build show, and leaves to the next build what it may keep."""
    global _last
    build = _current()
    folder = Path(config.site_dir) / "assets" / "portdocs" / "icons"
    for name in sorted(build.icons):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.png").write_bytes(icon_bytes(name))
    if build.last:
        _search_kept_pages(build, config)
        log.info(
            f"Pages rendered: {build.rendered}; as they were: {sum(isinstance(file, KeptFile) for file in build.files)}"
        )
        build.forget_last()
    if build.kept.surroundings is not None:
        _last = build.kept


def _search_kept_pages(build: Build, config: MkDocsConfig) -> None:
    """Gives the search what it read of the pages that are kept, in the order that it would have read them in."""
    entries = search_entries(config)
    if entries is not None:
        entries[:] = [entry for file in build.files for entry in build.kept.entries.get(file.src_uri, ())]


def forget() -> None:
    """Deletes what lies aside, and keeps nothing: a build failed, or serving ends."""
    global _last
    _last = None
    if _build:
        _build.forget_last()


def _report(build: Build, line: int, message: str) -> str:
    """Logs a mistake in a page with its place; in a strict build the warning stops it."""
    page = build.env.page
    text = f"{_shown_path(build, page)}:{line + _front_matter_lines(page)}: error: {message}"
    log.warning(text)
    return text


def _shown_path(build: Build, page: Page) -> str:
    path = page.file.abs_src_path
    return Path(path).relative_to(build.project).as_posix() if path else page.file.src_uri


def _front_matter_lines(page: Page) -> int:
    """How many lines of the file stand before the Markdown that templates see."""
    path = page.file.abs_src_path
    if not path or not page.markdown:
        return 0
    whole = Path(path).read_text(encoding="utf-8-sig").rstrip()
    return whole.count("\n") - page.markdown.rstrip().count("\n")


@format_error.register(Exception)
def _explain(error: Exception, markdown: str, page: Page) -> str:
    """The text of a page whose template fails: mkdocs-macros would show a traceback."""
    build = _current()
    line, message = explained(error, build.functions)
    text = _report(build, line, message)
    build.contents.pop(page.file.src_uri, None)
    return f"# This page has a mistake\n\n!!! failure\n\n        {text}\n"


format_error.register(TemplateSyntaxError)(_explain)
