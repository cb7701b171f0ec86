"""The browser of cards on the terminal: a list with a search, a page for each card, and what can be done to cards."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

from rich.console import Console, RenderableType
from rich.text import Text

from quizapp.core.counting import counted
from quizapp.errors import QuizError
from quizapp.settings.keymap import COMMANDS
from quizapp.ui.browser_port import Action, CardBrowsing, ListedCard
from quizapp.ui.browser_rows import WIDEST, key_lines, key_rows, nothing, row, search_line, states
from quizapp.ui.browsing import Browsing, Search, moved, toggled
from quizapp.ui.card_page import known_lines, text_lines
from quizapp.ui.escape import visible
from quizapp.ui.fitted import fitted
from quizapp.ui.footer import packed
from quizapp.ui.keys import Keys
from quizapp.ui.picker import Entry, PickList, pick_on
from quizapp.ui.pictures.shown import picture_layer
from quizapp.ui.screen import SPACIOUS, Footer, Frame, Screen

_ACTIONS: Mapping[str, Action] = {"s": "suspend", "b": "bury", "f": "flag", "x": "forget"}
_SHARED = (
    "edit",
    "suspend",
    "bury",
    "flag",
    "undo",
    "browse",
    "keys",
    "quit",
)  # with the learner's own keys, as in the quiz
_TYPING = ("type to search: words, is:due, deck:NAME, #tag", "Enter  to the cards", "Esc  leave")
_LISTED = ("Enter  card", "Space  mark", "e  edit", "s  suspend", "b  bury", "f  flag", "x  forget", "m  move",
           "u  undo", "/  search", "?  keys", "q  leave")  # fmt: skip
_SHOWN = (
    "Esc  back",
    "left, right  other cards",
    "e  edit",
    "s  suspend",
    "b  bury",
    "f  flag",
    "x  forget",
    "m  move",
    "u  undo",
)
_MOST_HELP = 2  # lines of keys below the list; `?` shows the others


class CardBrowserScreen:
    """A browser on a screen that is open already."""

    def __init__(self, cards: CardBrowsing, screen: Screen, keys: Keys, keymap: Mapping[str, str]) -> None:
        self._cards, self._screen, self._keys = cards, screen, keys
        meant = {COMMANDS[name][0] for name in _SHARED}
        self._keymap = {pressed: default for pressed, default in keymap.items() if default in meant}
        self._state, self._search, self._notice = Browsing(), Search(), ""

    def run(self) -> None:
        """Show the list until the learner leaves."""
        while True:
            found = self._search.found(self._cards.cards, self._state.field.text)
            self._state = self._state.within(len(found), self._rows())
            self._draw(found)
            pressed, self._notice = self._next(), ""
            if self._state.typing:
                if pressed in ("enter", "tab"):
                    self._state = replace(self._state, typing=False)
                elif pressed == "esc" and self._state.field.text:
                    self._state = Browsing(marked=self._state.marked)
                elif pressed == "esc" or (pressed == "end-of-input" and not self._state.field.text):
                    return
                else:
                    self._state = moved(self._state, pressed, len(found), self._rows())
            elif pressed in ("q", "esc", "end-of-input"):
                return
            else:
                self._command(pressed, found)

    def _next(self) -> str:
        """Return the next key that is no resize; where no text is typed, keys of the learner's own are translated."""
        pressed = self._keys.next()
        return pressed if self._state.typing else self._keymap.get(pressed, pressed)

    # -- the list ------------------------------------------------------------------------------

    def _footer(self) -> Text:
        """Return the notice and the keys; in narrow windows keys that `?` shows too are left out."""
        items: Sequence[str] = _TYPING if self._state.typing else _LISTED
        return self._noticed(self._notice, items, self._screen.width, _MOST_HELP).text

    def _noticed(self, told: str, items: Sequence[str], width: int, most: int | None = None) -> Footer:
        notice = packed(visible(told).split(), width, " ")
        keys = "\n".join(fitted(line, width) for line in key_lines(items, width, most))
        return Footer(Text.assemble(*([(f"{notice}\n", "quiet")] if notice else []), (keys, "bold")))

    def _rows(self) -> int:
        """Return how many cards are in sight: what the header, the search line, the notice and the keys leave."""
        height = self._screen.console.size.height
        return max(1, height - 3 - (height >= SPACIOUS) - len(self._footer().plain.split("\n")))

    def _draw(self, found: Sequence[ListedCard]) -> None:
        state, width = self._state, min(self._screen.width, WIDEST)
        marks = f", {len(state.marked):,} marked" if state.marked else ""
        counts = f"   {len(found):,} of {len(self._cards.cards):,}{marks}"
        shown = found[state.top : state.top + self._rows()]
        body: list[RenderableType] = [
            search_line(state, width),
            *(
                row(card, width, here=state.top + place == state.at, marked=card.card in state.marked)
                for place, card in enumerate(shown)
            ),
            *([] if shown else [Text(nothing(state.field.text), style="quiet")]),
        ]
        self._screen.show(Frame(Text.assemble(("Cards", "accent"), (counts, "quiet")), body), self._footer())

    def _command(self, pressed: str, found: Sequence[ListedCard]) -> None:
        """Do what a key means in the list."""
        state = self._state
        here = [found[state.at].card] if found else []
        if pressed == "/":
            self._state = replace(state, typing=True)
        elif pressed == "?":
            self._page(Text("Keys of the browser", style="accent"), key_rows(), ("?",))
        elif pressed == "u":
            self._notice = self._cards.undo()
        elif pressed == "*":
            self._mark(toggled(state.marked, [card.card for card in found]))
        elif pressed == "space":
            self._mark(toggled(state.marked, here))
            self._state = moved(self._state, "down", len(found), 1)
        elif pressed == "enter" and here:
            self._show(found)
        elif pressed in ("e", "m", *_ACTIONS) and here:
            self._notice = self._done(pressed, self._targets(here))
        else:
            self._state = moved(state, pressed, len(found), self._rows())

    def _mark(self, marked: frozenset[str]) -> None:
        self._state = replace(self._state, marked=marked)

    def _targets(self, here: Sequence[str]) -> Sequence[str]:
        """Return the marked cards in their order; without marks the one that the cursor is on."""
        marked = self._state.marked
        return [each.card for each in self._cards.cards if each.card in marked] or here

    # -- actions -------------------------------------------------------------------------------

    def _done(self, pressed: str, cards: Sequence[str]) -> str:
        """Do what a key means to cards; return a message, also where it went wrong."""
        try:
            if pressed == "e":
                return self._cards.edit(cards[0], self._launch) if len(cards) == 1 else "one card is edited at a time"
            if pressed == "m":
                return self._moved(cards)
            if pressed == "x" and not self._agreed(f"Make {counted(len(cards), 'card')} new again? y / n"):
                return "nothing was changed"
            return f"{self._cards.act(_ACTIONS[pressed], cards)}; u undoes it"
        except QuizError as error:
            return f"{error} {error.hint}".strip()

    def _moved(self, cards: Sequence[str]) -> str:
        """Let the learner pick a place, and move cards there."""
        places = self._cards.places()
        if not places:
            return "there is no deck of your own to move cards to: quizapp add FRONT BACK makes one"
        groups = [place.partition("/") for place in places]
        entries = [Entry(group=deck, name=concept, text="") for deck, _, concept in groups]
        listed = PickList(f"Move {counted(len(cards), 'card')} to", entries)
        chosen = pick_on(self._screen, self._keys, listed)
        return f"{self._cards.move(cards, places[chosen.index])}; u undoes it" if chosen else "nothing was moved"

    def _agreed(self, question: str) -> bool:
        """Ask below the list; only y agrees."""
        self._screen.show(
            Frame(Text("Cards", style="accent"), [Text(question)]), Text("y  yes     n  no", style="bold")
        )
        return self._keys.next() in ("y", "Y")

    def _launch(self, file: Path, line: int) -> None:
        from quizapp.ui.editor import launch_editor

        with self._screen.paused(), self._keys.released():
            launch_editor(file, line)

    # -- a card --------------------------------------------------------------------------------

    def _show(self, found: Sequence[ListedCard]) -> None:
        """Show the card that the cursor is on, and from there its neighbours in the list."""
        pressed = ""
        while pressed not in ("esc", "q", "enter", "end-of-input"):
            at = self._state.at
            card = found[at].card
            pressed = self._card(card)
            if pressed in ("left", "right"):
                self._state = moved(self._state, "up" if pressed == "left" else "down", len(found), 1)
            elif pressed == "u":
                self._notice = self._cards.undo()
            elif pressed in ("e", "m", *_ACTIONS):
                self._notice = self._done(pressed, [card])

    def _card(self, card: str) -> str:
        """Show a card until a key that does not scroll; return the key."""
        try:
            info = self._cards.info(card)
            pictures = self._pictures(card, "question"), self._pictures(card, "answer")
            body = [*text_lines(info, *pictures), *known_lines(info)]
        except QuizError as error:
            body = [Text(visible(error.message))]
        now = next((each for each in self._cards.cards if each.card == card), None)
        state = f"   {', '.join(states(now))}" if now else ""
        footer = partial(self._noticed, self._notice, _SHOWN)
        self._notice = ""
        self._screen.show(Frame(Text.assemble((visible(card), "accent"), (state, "quiet")), body), footer)
        return self._scrolled(lambda pressed: True)

    def _pictures(self, card: str, side: Literal["question", "answer"]) -> list[RenderableType]:
        """Return the pictures of a side of a card, each with an empty line below, if the terminal shows any."""
        if self._screen.pictures is None:
            return []
        found = self._screen.pictures.pictures(self._cards.media(card, side))
        return [part for picture in found for part in (picture, Text())]

    def _page(self, title: Text, body: list[RenderableType], stop: tuple[str, ...]) -> None:
        """Show a page until Space, Enter, Esc or a key of `stop`."""
        self._screen.show(Frame(title, body), Text("Space  back to the cards", style="bold"))
        self._scrolled(lambda pressed: pressed in ("space", "enter", "esc", "q", "end-of-input", *stop))

    def _scrolled(self, is_last: Callable[[str], bool]) -> str:
        """Return the first key that is meant; others scroll or redraw."""
        while True:
            pressed = self._next()
            if pressed in ("resize", "ctrl-l"):
                self._screen.redraw()
            elif not self._screen.scroll(pressed) and is_last(pressed):
                return pressed


def browse_cards(console: Console, cards: CardBrowsing, keymap: Mapping[str, str], *, pictures: bool = False) -> None:
    """Show the browser on a terminal until the learner leaves; with `pictures` also those of cards, if it shows any."""
    with Screen(console, linear=False) as screen, Keys(screen) as keys, contextlib.suppress(EOFError):
        screen.pictures = picture_layer() if pictures else None
        CardBrowserScreen(cards, screen, keys, keymap).run()
