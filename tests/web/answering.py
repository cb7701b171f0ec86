"""Right answers to the questions of the deck of all kinds, given by forms."""

import re
from typing import Any

from tests.web.client import Client, Page

RIGHT = {
    "What is a pause after lunch?": "A nap", "What do they give?": "Rest Calm", "They last for days.": "False",
    "Which module starts processes?": "multiprocessing",
}  # fmt: skip


def answer(client: Client, page: Page) -> Page:
    """Answer the question of a page by its form."""
    form, html = page.form("/quiz/answer"), page.html
    if "entry-picks" in html:
        return client.submit(form, answer=[form.choices["answer"][0]])
    if "entry-pick" in html or "entry-reveal" in html:
        return client.submit(form, form.buttons[0])
    values: dict[str, Any] = {}
    if "entry-sequence" in html:
        slots = [name for name in form.choices if name.startswith(("line-", "place-"))]
        options = [each for each in form.choices[slots[0]] if each]
        values = dict(zip(slots, options or [str(number + 1) for number in range(len(slots))], strict=False))
    elif "entry-prediction" in html:
        values = {"answer": "3"}
    elif "entry-lines" in html:
        values = {"answer": "one\ntwo"}
    elif "entry-text" in html:
        count = len(re.findall(r'id="text-\d', html))
        return client.submit(form, answer=["memory", "share"][:count] if count > 1 else ["multiprocessing"])
    return client.submit(form, **values)


def step(client: Client, page: Page) -> Page:
    """Do what a page asks for: begin, answer, agree, say what was seen, rate."""
    actions = {form.action for form in page.found.forms}
    if "/path" in actions:
        return client.submit(page.form("/path"), ("path", "all"))
    if "/quiz/begin" in actions:
        return client.submit(page.form("/quiz/begin"))
    if "/quiz/consent" in actions:
        return client.submit(page.form("/quiz/consent"), ("agree", "yes"))
    if "/quiz/seen" in actions:
        return client.submit(page.form("/quiz/seen"), ("seen", "as predicted"))
    if "/quiz/rate" in actions:
        return client.submit(page.form("/quiz/rate"), ("rating", "easy"))
    if "/quiz/again" in actions:
        return client.submit(page.form("/quiz/again"), ("do", "tomorrow"))
    return answer(client, page)
