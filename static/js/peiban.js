// Small helps on top of pages that work without it: the error summary takes the focus,
// the register counts itself, and "All present" can be undone for a while.
"use strict";

const UNDO_MS = 8000;

function focusErrors() {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

// Says how many rows are marked, wherever a [data-count] stands. Returns nothing.
function count(register) {
  const marked = register.querySelectorAll(".register-row input[type=radio]:checked:not([value=unmarked])").length;
  for (const place of register.querySelectorAll("[data-count]")) {
    if (place.textContent !== String(marked)) place.textContent = marked;
  }
}

// The "present" choices of rows that nobody has marked yet.
function unmarked(register) {
  const rows = Array.from(register.querySelectorAll(".register-row"));
  return rows
    .filter((row) => !row.querySelector("input[type=radio]:checked"))
    .map((row) => row.querySelector("input[value=present]"))
    .filter(Boolean);
}

function allPresent(register) {
  const button = register.querySelector("[data-all-present]");
  const undo = register.querySelector("[data-undo]");
  if (!button || !undo) return;
  let ours = [];
  let timer = 0;

  const settle = () => {
    clearTimeout(timer);
    if (undo.contains(document.activeElement)) button.focus();
    undo.hidden = true;
    ours = [];
  };

  button.addEventListener("click", (event) => {
    event.preventDefault();
    ours = ours.concat(unmarked(register));
    for (const choice of ours) choice.checked = true;
    count(register);
    undo.hidden = ours.length === 0;
    clearTimeout(timer);
    timer = setTimeout(settle, UNDO_MS);
  });

  undo.querySelector("button").addEventListener("click", () => {
    for (const choice of ours) choice.checked = false;
    count(register);
    settle();
  });
}

for (const register of document.querySelectorAll("[data-register]")) {
  register.addEventListener("change", () => count(register));
  allPresent(register);
  count(register);
}
// The latest weeks stand at the right end of a wide chart or table.
for (const chart of document.querySelectorAll("[data-latest]")) chart.scrollLeft = chart.scrollWidth;
// News for a page that looks for it: not while it is hidden, and whoever reads at the end stays at the end.
let atEnd = false;
document.addEventListener("htmx:before:request", (event) => {
  if (!event.target.matches("[data-poll]")) return;
  if (document.hidden) event.preventDefault();
  atEnd = window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 150;
});
document.addEventListener("htmx:after:swap", () => {
  const end = document.querySelector("[data-poll]");
  if (atEnd && end) end.scrollIntoView({ block: "nearest" });
});
// A chat opens at its newest, as on any phone; what was asked for by an address comes first.
if (document.querySelector("[data-poll]") && !location.hash) window.scrollTo(0, document.documentElement.scrollHeight);
focusErrors();
