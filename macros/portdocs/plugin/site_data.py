"""The data that the site shows: the current data or, while serving and if that does not load, the last valid data."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from portdocs.history import load_history
from portdocs.history.blame import blame_sources
from portdocs.pages.escape import for_html
from portdocs.pages.file_redaction import redact_history
from portdocs.pages.findings import findings_of
from portdocs.pages.last_modified import LastModified
from portdocs.plugin.build import Build
from portdocs.plugin.config import PortdocsConfig
from portdocs.plugin.incremental import BuildCache
from portdocs.plugin.log import log
from portdocs.plugin.public import prepare_publication
from portdocs.registry import LoadErrors, Registry, Severity, load_registry
from portdocs.registry.loader import FileCache, read_files, shown_path
from portdocs.registry.redaction import redact


class SiteData:
    """Reads the data of each build, and outlives the rebuilds of `mkdocs serve`."""

    def __init__(self) -> None:
        self.last_valid_sources: dict[str, bytes] = {}
        """The data files of the last registry that loaded, by name."""
        self.problems: tuple[str, ...] = ()
        """The errors in the current data."""
        self._parsed: dict[Hashable, Registry | LoadErrors] = {}
        self._files = FileCache()

    def new_build(self, config: MkDocsConfig, options: PortdocsConfig, *, serving: bool, dirty: bool) -> Build:
        """A build that shows the current data. Errors in it are logged while serving; else they raise PluginError.

        While serving, later builds of this process may reuse its pages; otherwise those of other processes may. The
        pages of a dirty build are not reused.
        """
        project = Path(config.config_file_path).resolve().parent
        data, cache_dir = project / options.data_dir, project / ".cache" / "portdocs"
        complete = self._read(data, project, serving=serving)
        registry, sources = redact(complete, options.redact), self.last_valid_sources
        history = load_history(project, data, sources, registry, findings_of(registry), cache_dir / "history")
        history = redact_history(history, options.redact)
        redaction = prepare_publication(complete, history, sources, options)
        last_modified = LastModified(registry, blame_sources(project, data, sources), sources)
        inputs = (tuple(sources.items()), repr(history), last_modified.key)
        cache = BuildCache(Path(config.site_dir), registry, history, inputs, self._banner())
        return Build(
            registry,
            history,
            project,
            cache,
            last_modified,
            cache_dir,
            options,
            redaction,
            is_incremental=serving and not dirty,
            keeps_pages=not serving and not dirty,
        )

    def _read(self, folder: Path, project: Path, *, serving: bool) -> Registry:
        if not folder.is_dir():
            self._report([_missing_folder(shown_path(folder, project))], serving=serving)
            return self._last_valid()
        sources, unreadable = read_files(folder, project)
        result = self._parse(sources) if sources else LoadErrors(())
        findings = result.findings if isinstance(result, LoadErrors) else findings_of(result)
        errors = [*unreadable, *(finding for finding in findings if finding.severity is Severity.ERROR)]
        self._report(map(str, errors), serving=serving)
        if isinstance(result, Registry) and not unreadable:
            self.last_valid_sources = sources
        return self._last_valid()

    def _last_valid(self) -> Registry:
        valid = self._parse(self.last_valid_sources) if self.last_valid_sources else None
        return valid if isinstance(valid, Registry) else Registry({}, {}, {}, (), {}, (), ())

    def _parse(self, sources: dict[str, bytes]) -> Registry | LoadErrors:
        """The registry of these files; the last two results are remembered."""
        key = tuple(sources.items())
        if key not in self._parsed:
            self._parsed = dict([*self._parsed.items()][-1:])
            self._parsed[key] = load_registry(sources, cache=self._files)
        return self._parsed[key]

    def _report(self, problems: Iterable[str], *, serving: bool) -> None:
        self.problems = tuple(problems)
        if self.problems and not serving:
            raise PluginError("\n".join(["The data has errors, so nothing was built:", *self.problems]))
        for problem in self.problems:
            log.error(problem)

    def _banner(self) -> str:
        """The HTML that shows the problems above every page; empty if there are none."""
        if not self.problems:
            return ""
        items = "".join(f"<li><code>{for_html(problem)}</code></li>" for problem in self.problems)
        title = "The data has errors; fix them before you publish the site"
        return (
            f'<div class="admonition failure pd-problems" role="alert" data-search-exclude>'
            f'<p class="admonition-title">{title}</p><ul>{items}</ul></div>'
        )


def _missing_folder(shown: str) -> str:
    return (
        f"the folder `{shown}` is missing; create it with the YAML files of the registry, or set the option `data_dir` "
        "of the plugin `portdocs` in mkdocs.yml to the folder that contains them"
    )
