"""Foreign kinds by the names of files: suffixes that no deck has, and files that tools look for."""

from pathlib import Path

from quizapp.formats.foreign.kinds import ForeignKind, code, data, document, media, settings

_CODE = {
    "Python": "py pyw pyi", "JavaScript": "js jsx mjs cjs", "TypeScript": "ts tsx mts cts", "C": "c", "C or C++": "h",
    "C++": "cpp cc cxx hpp hh", "C#": "cs", "Java": "java", "Kotlin": "kt kts", "Go": "go", "Rust": "rs",
    "Swift": "swift", "Objective-C": "m mm",
    "Ruby": "rb", "PHP": "php", "Perl": "pl pm", "Lua": "lua", "R": "r rmd",
    "Scala": "scala", "Haskell": "hs", "Elixir": "ex exs", "Erlang": "erl", "Clojure": "clj cljs", "Dart": "dart",
    "Julia": "jl", "Emacs Lisp": "el", "shell": "sh bash zsh fish", "PowerShell": "ps1", "batch": "bat cmd",
    "Vue": "vue", "Svelte": "svelte", "Visual Basic": "vb bas", "Pascal": "pas", "Fortran": "f90 f", "Zig": "zig",
    "assembly": "asm s", "Awk": "awk", "Protocol Buffers": "proto",
    "OCaml": "ml mli", "F#": "fs", "Groovy": "groovy gradle", "Nix": "nix", "Solidity": "sol",
}  # fmt: skip
_OTHERS = {
    document("an HTML page"): "html htm xhtml", document("a LaTeX document"): "tex sty cls",
    document("a document in reStructuredText"): "rst", document("a document in AsciiDoc"): "adoc asciidoc",
    document("a Typst document"): "typ",
    data("a style sheet"): "css scss sass less", data("an SQL script"): "sql", data("a log"): "log",
    data("a Jupyter notebook"): "ipynb", data("a bibliography"): "bib ris",
    data("a translation catalogue"): "po pot ftl",
    data("a calendar"): "ics", data("an address book"): "vcf", data("a file of subtitles"): "srt vtt ass ssa",
    data("a patch"): "diff patch", data("mail"): "eml mbox", data("map data"): "geojson kml gpx",
    data("a pickle, which may run code when it is read"): "pkl",
    data("a web archive"): "har warc mhtml", settings("a file of a Qt project"): "pro ui qrc",
    settings("instructions for a build"): "just mk cmake spec gemfile bazel", data("an XML schema"): "xsd xsl xslt dtd",
    data("a database of Mnemosyne 1, a pickle", "Export it as XML from Mnemosyne, and import that."): "mem",
    document("a page in MDX"): "mdx", data("a source map"): "map",
    settings("a configuration file"): "toml ini cfg conf env properties plist editorconfig gitignore",
    settings("a lock file"): "lock",
}  # fmt: skip
_BY_SUFFIX = {
    suffix: kind
    for kind, suffixes in [*((code(name), each) for name, each in _CODE.items()), *_OTHERS.items()]
    for suffix in suffixes.split()
}
_BY_NAME = {
    "mkdocs.yml": settings("the configuration of MkDocs"), "mkdocs.yaml": settings("the configuration of MkDocs"),
    "package.json": settings("the description of a JavaScript package"), "package-lock.json": settings("a lock file"),
    "composer.json": settings("the description of a PHP package"),
    "tsconfig.json": settings("a TypeScript configuration"),
    "docker-compose.yml": settings("a Docker Compose file"), "docker-compose.yaml": settings("a Docker Compose file"),
    "compose.yml": settings("a Docker Compose file"), "compose.yaml": settings("a Docker Compose file"),
    "dockerfile": settings("a Dockerfile"), "makefile": settings("a makefile"), "justfile": settings("a justfile"),
    "requirements.txt": settings("a list of Python packages"), "cmakelists.txt": settings("a CMake file"),
    "pnpm-lock.yaml": settings("a lock file"), "pnpm-workspace.yaml": settings("the description of a workspace"),
    "robots.txt": settings("instructions for web crawlers"), "codeowners": settings("a list of code owners"),
    "_config.yml": settings("the configuration of a site"),
    "pubspec.yaml": settings("the description of a Dart package"),
    "changelog": document("a changelog"), "news": document("a changelog"), "authors": document("a list of authors"),
    "license": document("a license"), "licence": document("a license"), "copying": document("a license"),
    "license.txt": document("a license"), "licence.txt": document("a license"),
}  # fmt: skip
_MEDIA = {
    media("a picture"): "png jpg jpeg gif webp svg bmp ico icns tif tiff avif heic psd xcf xpm",
    media("a sound"): "mp3 wav ogg oga opus flac m4a aac wma", media("a film"): "mp4 webm mkv avi mov m4v ogv",
    media("a font"): "ttf otf woff woff2 eot",
}  # fmt: skip
_MEDIA_BY_SUFFIX = {suffix: kind for kind, suffixes in _MEDIA.items() for suffix in suffixes.split()}


def kind_by_name(path: Path, head: bytes) -> ForeignKind | None:
    """Return the kind of a file by its name; None where its suffix may be that of a deck, or its content is XML."""
    if kind := _BY_NAME.get(path.name.lower()):
        return kind
    suffix = path.suffix.lower().removeprefix(".") or path.name.lower().removeprefix(".")
    if suffix in ("ts", "ui", "m") and head.lstrip()[:5] == b"<?xml":
        return data("XML of another program")
    return _BY_SUFFIX.get(suffix) or _MEDIA_BY_SUFFIX.get(suffix)
