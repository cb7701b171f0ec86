"""What commands of LaTeX look like in Unicode, beyond those that pylatexenc knows."""

import unicodedata

SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθφχ′*°†‡",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿᵠᵡ′*°†‡",
        strict=True,
    )
) | {"∘": "°", "⊤": "ᵀ", "−": "⁻"}
SUBSCRIPTS = dict(
    zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True)
) | {"−": "₋"}
FRACTIONS = {
    (str(unicodedata.normalize("NFKC", each)[0]), unicodedata.normalize("NFKC", each)[2:]): each
    for each in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑"
}
ROOTS = {"3": "∛", "4": "∜"}

# Written with a blank around them, as TeX sets relations.
RELATIONS = frozenset("=≠≤≥≪≫≈≡∼≅≃∝→←↔⇒⇐⇔↦⟶⟵⟹⟸⟺↪↠∈∉∋⊂⊆⊃⊇⊊∪∩∧∨∖±∓÷⊕⊗⊥∥⊢⊨≔⇌≺≻⊎⋃⋂⟷")

SYMBOLS = {
    "land": "∧", "lor": "∨", "lnot": "¬", "neg": "¬", "implies": "⟹", "impliedby": "⟸", "iff": "⟺", "to": "→",
    "gets": "←", "le": "≤", "ge": "≥", "ne": "≠", "leqslant": "≤", "geqslant": "≥", "mid": " | ", "lvert": "|",
    "rvert": "|", "vert": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖", "|": "‖", "lbrace": "{", "rbrace": "}",
    "lbrack": "[", "rbrack": "]", "langle": "⟨", "rangle": "⟩", "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊",
    "rfloor": "⌋", "colon": ":", "coloneqq": "≔", "coloneq": "≔", "dots": "…", "ldots": "…", "dotsc": "…",
    "dotsb": "⋯", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "prime": "′", "degree": "°", "hbar": "ℏ",
    "ell": "ℓ", "Re": "Re", "Im": "Im", "setminus": "∖", "smallsetminus": "∖", "emptyset": "∅", "varnothing": "∅",
    "triangleq": "≜", "nexists": "∄", "therefore": "∴", "because": "∵", "square": "□", "Box": "□", "qed": "∎",
    "lt": "<", "gt": ">", "And": "&", "epsilon": "ε", "varepsilon": "ε", "phi": "φ", "varphi": "φ", "cdot": "·",
    "ast": "*", "star": "⋆", "bullet": "•", "dagger": "†", "ddagger": "‡", "checkmark": "✓", "trianglelefteq": "⊴",
    "mapsto": "↦", "longmapsto": "⟼", "rightleftharpoons": "⇌", "upharpoonright": "↾", "restriction": "↾",
    "models": "⊨", "vDash": "⊨", "vdash": "⊢", "top": "⊤", "bot": "⊥", "perp": "⊥", "complement": "∁", "wp": "℘",
    "aleph": "ℵ", "beth": "ℶ", "angle": "∠", "measuredangle": "∡", "ltimes": "⋉", "rtimes": "⋊", "wr": "≀",
    "iint": "∬", "iiint": "∭", "oint": "∮", "bigcup": "⋃", "bigcap": "⋂", "bigoplus": "⨁", "bigotimes": "⨂",
    "bigvee": "⋁", "bigwedge": "⋀", "coprod": "∐", "middle": "", "backslash": "\\", "textbackslash": "\\",
    "_": "_", "%": "%", "$": "$", "&": "&", "#": "#", "{": "{", "}": "}",
    ",": " ", ";": " ", ":": " ", ">": " ", " ": " ", "!": "", "/": "", "quad": "  ", "qquad": "   ", "enspace": " ",
    "thinspace": " ", "medspace": " ", "thickspace": " ", "nobreakspace": " ",
}  # fmt: skip

BLANK_AFTER = frozenset("%…⋯")  # where the source has one
LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂⋁⋀")
WORDS = frozenset((
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp", "gcd",
    "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "Pr", "sec", "sin", "sinh",
    "sup", "tan", "tanh", "argmax", "argmin", "lcm", "mod",
))  # fmt: skip
WORDS_OF = {"liminf": "lim inf", "limsup": "lim sup"}
IGNORED = frozenset((
    "left", "right", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "big", "Big", "bigg",
    "Bigg", "bigm", "Bigm", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits",
    "nonumber", "notag", "allowbreak", "nobreak", "relax", "strut", "mathstrut", "hfill", "normalsize", "small",
    "large", "Large", "LARGE", "huge", "tiny", "footnotesize", "scriptsize", "rm", "bf", "it", "sf", "tt", "cal",
    "centering", "noindent", "hline",
))  # fmt: skip
ACCENTS = {
    "vec": "\u20d7", "overrightarrow": "\u20d7", "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304",
    "overline": "\u0305", "underline": "\u0332", "dot": "\u0307", "ddot": "\u0308", "tilde": "\u0303",
    "widetilde": "\u0303", "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300",
    "mathring": "\u030a",
}  # fmt: skip
STYLES = {
    "mathbb": "DOUBLE-STRUCK", "Bbb": "DOUBLE-STRUCK", "mathcal": "SCRIPT", "mathscr": "SCRIPT",
    "mathfrak": "FRAKTUR", "mathbf": "BOLD", "boldsymbol": "BOLD", "bm": "BOLD", "pmb": "BOLD",
}  # fmt: skip
TEXTS = frozenset((
    "text", "textrm", "textnormal", "textit", "textbf", "textsf", "texttt", "textup", "mbox", "hbox", "fbox", "pu",
    "emph",
))  # fmt: skip
UPRIGHT = frozenset((
    "mathrm", "mathit", "mathsf", "mathtt", "mathnormal", "boxed", "mathop", "mathrel", "mathbin", "mathord",
    "mathopen", "mathclose", "smash", "cancel",
))  # fmt: skip
ARROWS = {"xrightarrow": "→", "xleftarrow": "←", "xRightarrow": "⇒", "xLeftarrow": "⇐", "xleftrightarrow": "↔"}


def styled(style: str, letter: str) -> str:
    """Return a letter or digit in a style of mathematics, such as DOUBLE-STRUCK; one without that style as it is."""
    name = unicodedata.name(letter, "")
    last = name.replace("LATIN ", "").replace("GREEK ", "").replace("LETTER ", "")
    short = "BLACK-LETTER" if style == "FRAKTUR" else style
    for full in (f"{short} {last}", f"MATHEMATICAL {style} {last}"):
        try:
            return unicodedata.lookup(full)
        except KeyError:
            continue
    return letter
