// @ts-check
// A match on the screen: the server draws every piece, this puts it in its place and sends moves.

import { watchKeys } from "./games-keys.js";
import { watchEnding } from "./games-ending.js";
import { watchChips } from "./games-chips.js";
import { watchClock } from "./games-clock.js";
import { watchCompany } from "./games-company.js";
import { playSound, watchSound } from "./games-sound.js";
import { Pieces } from "./games-pieces.js";
import { showLag, showWire } from "./games-wire.js";
import { all, byId, one } from "./lib/dom.js";
import { Line } from "./lib/socket.js";

const PATIENCE_MS = 12_000;
const root = byId("match");
const notice = byId("match-notice");
const words = /** @type {Record<string, string>} */ ({ ...root.dataset });
const pieces = new Pieces();
let seq = Number(words.seq);
let status = words.status;
/** @type {HTMLFormElement | null} the form whose move is on its way */
let underWay = null;
let patience = 0;

/** @param {string} text */
function tell(text) {
  notice.textContent = text;
  notice.hidden = !text;
}

/** @param {{state: {seq: number, status: string}, pieces: Record<string, string>}} news */
function show(news) {
  const wasOver = isOver();
  const isNew = news.state.seq > seq || news.state.status !== status;
  seq = news.state.seq;
  status = news.state.status;
  tell("");
  endOptimism();
  pieces.put(news.pieces);
  watchPatience();
  dress();
  if (isOver() && !wasOver) {
    playSound("end");
    void showEnding();
  } else if (isNew) {
    scrollToTurn();
    if (document.querySelector("#controls [data-move]")) playSound("turn");
  }
}

/** It may have been lengthened, or be more exact than ours. @param {Record<string, string>} drawn */
function showClock(drawn) {
  pieces.put({ clock: drawn.clock });
  watchClock();
}

function isOver() {
  return status !== "playing" && status !== "waiting";
}

/** Only the whole page tells how it ended, so that is asked for; its pieces replace ours. */
async function showEnding() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!response.ok) return location.reload();
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const drawn = Object.fromEntries(
    all(page, "#match [id]")
      .filter((piece) => pieces.has(piece.id))
      .map((piece) => [piece.id, piece.innerHTML]),
  );
  pieces.put(drawn, { isWhole: true });
  dress();
  const ending = one(root, "[data-ending]");
  ending.classList.add("ending--fresh");
  ending.focus({ preventScroll: true });
  byId("ending").scrollIntoView({ block: "start", behavior: "smooth" });
}

/** What the pieces need after they were put in place. */
function dress() {
  watchClock();
  watchSound();
  watchKeys();
  watchChips();
  watchEnding();
}

/** On a phone the dock covers the foot of the page, and new lines would hide behind it. */
function scrollToTurn() {
  const last = byId("typing").firstElementChild ?? byId("history").lastElementChild;
  const dock = one(root, ".match__dock").getBoundingClientRect();
  if (last && last.getBoundingClientRect().bottom > dock.top) {
    last.scrollIntoView({ block: "center", behavior: "smooth" });
  }
}

function watchPatience() {
  clearTimeout(patience);
  const typing = document.querySelector("[data-typing]");
  if (!(typing instanceof HTMLElement)) return;
  patience = setTimeout(() => {
    one(typing, "[data-typing-words]").textContent = typing.dataset.wordLong ?? "";
  }, PATIENCE_MS);
}

/** One's own move at once, before the server has it. @param {HTMLFormElement} form @param {string} said */
function beginOptimism(form, said) {
  underWay = form;
  form.setAttribute("aria-busy", "true");
  for (const control of all(form, "button")) control.setAttribute("aria-disabled", "true");
  const own = document.createElement("li");
  own.className = "said said--own said--pending";
  own.dataset.pending = "";
  own.setAttribute("aria-hidden", "true"); // the line that the server draws is read out
  own.textContent = said;
  byId("history").append(own);
  scrollToTurn();
}

/** Taken or refused: the line goes, and the form can be used again. */
function endOptimism() {
  for (const pending of all(root, "[data-pending]")) pending.remove();
  if (!underWay) return;
  underWay.removeAttribute("aria-busy");
  for (const control of all(underWay, "button")) control.removeAttribute("aria-disabled");
  underWay = null;
}

/** What a move says, for its line. @param {HTMLFormElement} form @param {HTMLElement | null} button */
function wordsOf(form, button) {
  const written = all(form, "input:not([type=hidden]), textarea")
    .map((box) => /** @type {HTMLInputElement} */ (box).value)
    .filter(Boolean);
  if (written.length) return written.join(" / ");
  if (button?.hasAttribute("data-side")) return `${words.wordColumn} ${button.getAttribute("value")}`;
  return button?.dataset.label ?? button?.textContent?.trim() ?? "";
}

const line = new Line(words.socket ?? "", {
  hello: () => ({ type: "hello", after: seq }),
  changed: showWire,
  measured: showLag,
  /** @param {any} message */
  heard: (message) => {
    if (message.type === "state" || message.type === "grown") {
      if (message.state.seq > seq || message.state.status !== status) show(message);
      else if (message.state.seq === seq) showClock(message.pieces);
    } else if (message.type === "presence") {
      pieces.put(message.pieces);
      watchCompany();
    } else if (message.type === "refused") {
      endOptimism();
      tell(message.words);
    }
  },
});

/** @param {object} wish a wish that must not be kept for later */
function ask(wish) {
  if (line.isOpen) line.write(wish);
  else tell(words.wordNow ?? "");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (form.hasAttribute("data-take-back")) {
    event.preventDefault();
    ask({ type: "take_back", base: seq });
  } else if (form.hasAttribute("data-appeal") && !isOver()) {
    event.preventDefault();
    ask({ type: "appeal", ruling: Number(event.submitter?.getAttribute("value")) });
    if (line.isOpen) for (const once of all(root, "[data-appeal]")) once.remove();
  } else if (form.hasAttribute("data-claim")) {
    event.preventDefault();
    ask({ type: "claim", what: event.submitter?.getAttribute("value") });
  } else if (form.hasAttribute("data-resign")) {
    event.preventDefault();
    ask({ type: "resign" });
  } else if (form.hasAttribute("data-move")) {
    event.preventDefault();
    play(form, event.submitter);
  }
});

/** @param {HTMLFormElement} form @param {HTMLElement | null} button */
function play(form, button) {
  if (underWay) return;
  const fields = Object.fromEntries(new FormData(form, button));
  const { base, id, csrfmiddlewaretoken, ...move } = fields;
  void csrfmiddlewaretoken;
  tell(line.isOpen ? "" : (words.wordWaits ?? ""));
  beginOptimism(form, wordsOf(form, button));
  line.send({ type: "move", id: String(id), base: Number(base), move });
}

showWire("opening");
watchPatience();
dress();
watchCompany();
if (!isOver()) pieces.focusTurn();
