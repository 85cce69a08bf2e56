// @ts-check
// A match on the screen: the server draws every piece, this puts it in its place and sends moves.

import { watchKeys } from "./games-keys.js";
import { watchEnding } from "./games-ending.js";
import { watchChips } from "./games-chips.js";
import { watchClock } from "./games-clock.js";
import { watchCompany } from "./games-company.js";
import { playSound, watchSound } from "./games-sound.js";
import { beginMove, endMove, isMoveUnderWay, wordsOf } from "./games-move.js";
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
  endMove();
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
      endMove();
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
  if (isMoveUnderWay()) return;
  const fields = Object.fromEntries(new FormData(form, button));
  const { base, id, csrfmiddlewaretoken, ...move } = fields;
  void csrfmiddlewaretoken;
  tell(line.isOpen ? "" : (words.wordWaits ?? ""));
  beginMove(form, wordsOf(form, button, words.wordColumn ?? ""));
  scrollToTurn();
  line.send({ type: "move", id: String(id), base: Number(base), move });
}

showWire("opening");
watchPatience();
dress();
watchCompany();
if (!isOver()) pieces.focusTurn();
