// Adds keys, live trials and an editor's indentation. Every page works without this file.
"use strict";

const typing = (element) => element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
  || (element instanceof HTMLInputElement && !["checkbox", "radio"].includes(element.type));

const keyOf = (event) => {
  if (event.key === " ") return "space";
  if (event.key === "Enter") return event.ctrlKey || event.metaKey ? "ctrl-enter" : "enter";
  if (event.key === "Escape") return "esc";
  return event.key.length === 1 ? event.key : event.key.toLowerCase();
};

// The first control that a key names; what comes first on the page comes first.
const named = (key) => [...document.querySelectorAll("[data-key]")].find(
  (each) => each.dataset.key.split(/\s+/).includes(key) && !each.disabled && each.offsetParent !== null);
const bound = (key) => named(key) || named(key.toLowerCase());

// A key that reads on: a control takes it once all that is before it has been in sight.
const readsOn = (key) => {
  const control = document.querySelector(`[data-at-end="${CSS.escape(key)}"]`);
  if (!control) return undefined;
  const block = control.closest("form, p"), before = block.previousElementSibling;
  const hidden = before ? before.getBoundingClientRect().bottom - block.getBoundingClientRect().top : 0;
  if (hidden <= 8) return () => control.click();
  return () => window.scrollBy({ top: Math.min(hidden + 16, block.getBoundingClientRect().top - 96) });
};

const place = (letter) => {
  const selects = [...document.querySelectorAll("[data-place]")];
  const own = selects.find((each) => each.dataset.place === letter);
  if (own) {
    const taken = new Set(selects.map((each) => each.value));
    own.value = own.value ? "" : [...own.options].map((each) => each.value).find((each) => each && !taken.has(each));
    return true;
  }
  const slots = [...document.querySelectorAll("[data-slot]")];
  const free = slots.find((each) => !each.value);
  if (!free || ![...free.options].some((each) => each.value === letter)) return false;
  if (slots.some((each) => each.value === letter)) return true;
  free.value = letter;
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.isComposing || event.defaultPrevented) return;
  const key = keyOf(event);
  if ((event.ctrlKey || event.metaKey) && key !== "ctrl-enter") return;
  const active = document.activeElement;
  if (typing(active)) {
    if (key === "esc") active.blur();
    if (key !== "ctrl-enter") return;
  }
  const isControl = active instanceof HTMLButtonElement || active instanceof HTMLAnchorElement
    || active instanceof HTMLInputElement || (active && active.tagName === "SUMMARY");
  if (isControl && (key === "space" || (key === "enter" && active.type !== "checkbox"))) return;
  if (key.length === 1 && place(key.toLowerCase())) { event.preventDefault(); return; }
  const control = bound(key), act = control ? () => control.click() : readsOn(key);
  if (!act || event.repeat) return;
  event.preventDefault();
  act();
});

// Whether the server answers. Its icon needs no session and no learner's thread.
const answers = () => fetch("/assets/icon.svg", { cache: "no-store", signal: AbortSignal.timeout(5000) })
  .then((found) => found.ok, () => false);
const seconds = (count) => new Promise((done) => { setTimeout(done, count * 1000); });

// Wait until the server answers; meanwhile the page says that it does not, and keeps what was entered.
const whenItAnswers = async (place) => {
  if (await answers()) return;
  const told = document.createElement("p");
  told.className = "offline";
  told.setAttribute("role", "alert");
  told.textContent = "The server does not answer. Leave this page open: what you entered stays here and is sent as soon as"
    + " it answers. On your own machine, start it again in a terminal with: quizapp web";
  place.before(told);
  told.scrollIntoView({ block: "nearest" });
  do await seconds(1); while (!(await answers()));
  told.remove();
};

const send = (form, submitter) => {
  if (submitter && submitter.name) {
    const pressed = document.createElement("input");
    pressed.type = "hidden"; pressed.name = submitter.name; pressed.value = submitter.value;
    form.append(pressed);
  }
  if (submitter && submitter.hasAttribute("formaction")) form.action = submitter.formAction;
  form.submit();
};

// A form is sent once: a double click must not answer the next question. The server ignores a second one too.
document.addEventListener("submit", (event) => {
  const form = event.target, submitter = event.submitter;
  if (form.method !== "post") return;
  event.preventDefault();
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  const isLive = form.hasAttribute("data-live") && submitter && !["reveal", "reset", "give-up"].includes(submitter.value);
  whenItAnswers(form).then(() => { draft.sent(form); (isLive ? runLive : send)(form, submitter); });
});

// What is typed as an answer is kept in this tab, so that loading the page again does not lose it.
const draft = {
  of: (form) => form && form.elements.turn ? form.elements.turn.value : "",
  fields: (form) => [...form.querySelectorAll("input[type=text], textarea")],
  write: (form, sent) => {
    const texts = draft.fields(form).map((each) => each.value);
    sessionStorage.setItem("draft", JSON.stringify({ turn: draft.of(form), texts, sent }));
  },
  sent: (form) => { if (form.id === "answer" && draft.of(form)) draft.write(form, true); },
  // The card of a token of a server that was started again is still the same; its first part is not.
  fits: (kept, turn) => kept.turn === turn || (kept.turn.split(" ")[0] !== turn.split(" ")[0]
    && kept.turn.split(" ").slice(2).join(" ") === turn.split(" ").slice(2).join(" ")),
  restore: (form) => {
    const kept = JSON.parse(sessionStorage.getItem("draft") || "null");
    if (!kept || !draft.fits(kept, draft.of(form))) return;
    draft.fields(form).forEach((each, number) => {
      const isNewer = each.hasAttribute("data-editor") ? !kept.sent : !each.value;
      if (isNewer && kept.texts[number]) each.value = kept.texts[number];
    });
  },
};
const answering = document.getElementById("answer");
if (draft.of(answering)) {
  draft.restore(answering);
  answering.addEventListener("input", () => draft.write(answering, false));
}
window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });

const SVG = "http://www.w3.org/2000/svg";
const shape = (name, attributes, text) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
};

const draw = (box, trials) => {
  const width = Math.max(300, box.clientWidth - 32), left = Math.min(130, width * 0.3), right = width - 100;
  const names = [...new Set(trials.map((each) => each.variant))];
  const most = Math.max(...trials.map((each) => each.reading), 0) || 1;
  const last = trials[trials.length - 1];
  const drawing = shape("svg", { viewBox: `0 0 ${width} ${names.length * 34 + 4}`, class: "scale", role: "img", "aria-label": "Trials so far" });
  names.forEach((name, row) => {
    const own = trials.filter((each) => each.variant === name);
    drawing.append(shape("text", { x: 0, y: row * 34 + 20 }, name.slice(0, Math.floor(left / 8))));
    drawing.append(shape("line", { class: "axis", x1: left, x2: right, y1: row * 34 + 16, y2: row * 34 + 16 }));
    for (const each of own) drawing.append(shape("circle", { class: "dot", cx: left + (right - left) * each.reading / most, cy: row * 34 + 16, r: 5 }));
    drawing.append(shape("text", { x: right + 8, y: row * 34 + 20 }, `${Number(own[own.length - 1].reading.toPrecision(3))} ${last.unit}`));
  });
  const told = document.createElement("p");
  told.textContent = `Running on this machine${last.label ? `, ${last.label}` : ""}: trial ${last.done}, at most ${Math.round(last.left)} s more`
    + (last.foreign > 0.1 ? `; other programs use ${last.foreign.toFixed(1)} cores` : "");
  const kept = box.querySelector("form");
  box.replaceChildren(told, drawing, ...(kept ? [kept] : []));
};

const stopForm = (form) => {
  const made = document.createElement("form");
  made.method = "post"; made.action = "/live/stop"; made.className = "actions";
  const token = document.createElement("input");
  token.type = "hidden"; token.name = "form"; token.value = form.elements.form.value;
  const button = document.createElement("button");
  button.className = "button"; button.textContent = "Stop; nothing is rated then";
  made.append(token, button);
  return stopping(made);
};

// Stop without leaving the page, which shows what comes next.
const stopping = (form) => {
  form.addEventListener("submit", (event) => {
    event.preventDefault(); event.stopPropagation();
    form.querySelector("button").disabled = true;
    fetch("/live/stop", { method: "POST", redirect: "manual", body: new URLSearchParams({ form: form.elements.form.value }) });
  });
  return form;
};

const follow = (box, ended) => {
  const trials = [];
  const source = new EventSource("/live");
  source.onopen = () => { trials.length = 0; }; // after a pause all of them come again
  source.onmessage = (event) => {
    const trial = JSON.parse(event.data);
    if (trial.done === 1) trials.length = 0;
    trials.push(trial);
    draw(box, trials);
  };
  source.addEventListener("end", () => { source.close(); ended(); });
  return source;
};

const runLive = (form, submitter) => {
  const box = document.getElementById("live");
  const data = new URLSearchParams(new FormData(form));
  if (submitter && submitter.name) data.append(submitter.name, submitter.value);
  const told = document.createElement("p");
  told.textContent = "Running on this machine …";
  box.replaceChildren(told, stopForm(form));
  box.hidden = false;
  form.querySelectorAll("button").forEach((each) => { each.disabled = true; });
  box.scrollIntoView({ block: "nearest" });
  const source = follow(box, () => undefined);
  fetch(form.action, { method: "POST", body: data, redirect: "manual" })
    .catch(() => undefined)
    .finally(() => { source.close(); window.location.assign(form.dataset.then || window.location.pathname + window.location.search); });
};

// A page that another tab's run keeps from being shown.
const running = document.querySelector("[data-running]");
if (running) {
  stopping(running.querySelector("form"));
  follow(running, () => window.location.reload());
}

// Tab indents while a program is typed; Esc, then Tab leaves the editor.
for (const editor of document.querySelectorAll("[data-editor]")) {
  let leaving = false;
  const insert = (text) => { editor.setRangeText(text, editor.selectionStart, editor.selectionEnd, "end"); };
  editor.addEventListener("keydown", (event) => {
    const before = editor.value.slice(0, editor.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    if (event.key === "Escape") { leaving = true; return; }
    if (event.key === "Tab" && !leaving) {
      event.preventDefault();
      if (event.shiftKey) {
        const start = before.length - line.length;
        const blanks = Math.min(4, editor.value.slice(start).match(/^ */)[0].length);
        const at = Math.max(start, editor.selectionStart - blanks);
        editor.setRangeText("", start, start + blanks, "preserve");
        editor.setSelectionRange(at, at);
      } else insert(" ".repeat(4 - line.length % 4));
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      insert("\n" + line.match(/^ */)[0] + (line.trimEnd().endsWith(":") ? "    " : ""));
    } else if (event.key === "Backspace" && editor.selectionStart === editor.selectionEnd && line && !line.trim()) {
      event.preventDefault();
      editor.setRangeText("", before.length - ((line.length - 1) % 4 + 1), before.length, "end");
    }
    if (event.key !== "Tab") leaving = false;
  });
  editor.addEventListener("blur", () => { leaving = false; });
}

for (const editor of document.querySelectorAll("[data-line]")) {
  const at = editor.value.split("\n").slice(0, Number(editor.dataset.line) - 1).join("\n").length + 1;
  editor.setSelectionRange(at, at);
  editor.scrollTop = Math.max(0, Number(editor.dataset.line) - 4) * parseFloat(getComputedStyle(editor).lineHeight);
}

// Files dropped anywhere on the area of an import.
for (const area of document.querySelectorAll("[data-drop]")) {
  const input = area.querySelector("input[type=file]");
  area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
  area.addEventListener("dragleave", () => area.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.form.requestSubmit();
  });
  input.addEventListener("change", () => { if (input.files.length) input.form.requestSubmit(); });
}

// A preview loads itself again when a file of its folder was saved.
const preview = document.querySelector("[data-reload]");
if (preview) {
  const source = new EventSource(preview.dataset.reload);
  source.addEventListener("changed", () => window.location.reload());
}

// Where the learner is: it decides when their study day begins.
for (const field of document.querySelectorAll("[data-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}

// On a phone the names of the pages are wider than the screen.
const here = document.querySelector(".top nav [aria-current]");
if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 48;

const verdict = document.getElementById("verdict");
if (verdict) verdict.focus({ preventScroll: true });
