"""Recognises Markdown that documents a project: README files, changelogs, and pages of a documentation site."""

import re
from collections.abc import Sequence
from pathlib import Path

from quizapp.formats.markdown.section_titles import folded, plain_heading

README = "a README"
# Names that are hardly ever those of a deck, and names that are not where they are in capitals.
_NAMES = {
    "readme": README, "changelog": "a changelog", "changes": "a changelog", "contributing": "a project's document",
    "code of conduct": "a project's document", "license": "a license", "licence": "a license",
    "release notes": "a changelog", "agents": "instructions to a program", "claude": "instructions to a program",
    "gemini": "instructions to a program", "skill": "instructions to a program",
}  # fmt: skip
_CAPITALS = frozenset(
    """HISTORY NEWS RELEASES SECURITY AUTHORS CONTRIBUTORS MAINTAINERS GOVERNANCE SUPPORT BACKERS SPONSORS TODO ROADMAP
    UPGRADING MIGRATION INSTALL BUILDING DEVELOPMENT TESTING COPYING NOTICE""".split()  # noqa: SIM905
)
_HEADINGS = frozenset(
    name.strip()
    for name in re.split(
        r",\s+",
        """install, installation, installing, quickstart, quick start, getting started, usage, license, licence,
        contribute, contributing, contributors, contribution, changelog, release notes, features, requirements,
        prerequisites, configuration, table of contents, contents, toc, acknowledgements, acknowledgments,
        credits, author, authors, sponsors, support, roadmap, documentation, docs, development, testing, tests,
        running tests, build, building, deploy, deployment, deploying, troubleshooting, api, api reference,
        screenshot, screenshots, demo, dependencies, project structure, setup, unreleased, todo, bug report, bug
        reports, pull request, pull requests, objective, objectives, acceptance criteria, verification,
        deliverables, overview, introduction, background, context, motivation, goal, goals, scope, out of scope,
        functional requirements, non-functional requirements, risks, faq, options, example, examples, lizenz,
        mitwirken, inhaltsverzeichnis, inhalt, voraussetzungen, prerequis, table des matieres, contribuer,
        instalacion, requisitos, licencia, licenca, indice, contribuir, instalacao, installazione, licenza,
        установка, лицензия, содержание, 安装, 使用方法, 许可证, 目录, インストール, 使い方, ライセンス, 目次""",
    )
)
_BESIDE = re.compile(r"^how to | (?:guide|instructions|options|files?|plan)$|^(?:phase|step) \d.*")
_VERSION = re.compile(
    r"\[?(?:version |release |v)?\d+\.\d+(?:\.\d+)?\b.{0,60}|\[?unreleased\]?|\[?\d{4}-\d\d-\d\d\b.{0,60}",
    re.IGNORECASE,
)
_SITES = ("mkdocs.yml", "mkdocs.yaml", "book.toml", "antora.yml", "docusaurus.config.js", "docusaurus.config.ts")
_LEVELS = 6  # folders above a file that are looked at


def project_document(path: Path, headings: Sequence[str]) -> str:
    """Return what a file is where it documents a project, such as `a README`; '' for any other."""
    if kind := _by_name(path):
        return kind
    if sum(bool(_VERSION.fullmatch(heading)) for heading in headings) * 2 > len(headings) > 1:
        return "a changelog"
    usual = sum(_is_usual(heading) for heading in headings)
    return "documentation" if usual * 5 >= len(headings) and usual >= (2 if len(headings) > 4 else 1) else ""


def _is_usual(heading: str) -> bool:
    plain = folded(plain_heading(heading))
    rest = _BESIDE.sub("", plain)
    return not rest or rest in _HEADINGS


def _by_name(path: Path) -> str:
    stem = path.name.split(".")[0]
    plain = re.sub(r"[-_ ]+", " ", stem).lower()
    if stem in _CAPITALS:
        return "a project's document"
    first = next((name for name in _NAMES if plain == name or (name == "readme" and plain.startswith("readme "))), "")
    return _NAMES.get(first, "")


def page_of_site(path: Path) -> str:
    """Return what a file below a documentation site is: `a page of the documentation that mkdocs.yml builds`; or ''."""
    site = _site(path)
    return f"a page of the documentation that {site} builds" if site else ""


def _site(path: Path) -> str:
    """Return the configuration of a documentation site in a folder above a file; '' where there is none."""
    for folder in path.absolute().parents[:_LEVELS]:
        for name in _SITES:
            if (folder / name).is_file():
                return name
        if (folder / ".git").exists():
            break
    return ""
