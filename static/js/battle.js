// @ts-check
// A battle on the screen: text arrives on both sides, states change, the dock offers what can be
// done next. The server decides everything; this only shows it.

import "./dock.js";
import { Answer } from "./lib/answer.js";
import { all, byId, copyText, flashWord, fromHtml, one, postForm } from "./lib/dom.js";
import { follow } from "./lib/events.js";
import { markdownRenderer } from "./lib/markdown.js";
import { markUnread, watchSides } from "./sides.js";
import { closeVerdicts, offerVerdicts, watchVerdicts } from "./verdict.js";

const root = byId("battle");
const turns = byId("turns");
const said = byId("battle-said");
const notice = byId("battle-notice");
/** @type {Record<string, string>} */
const words = {};
for (const [name, word] of Object.entries(root.dataset)) words[name] = word ?? "";
const render = markdownRenderer({ copy: words.wordCopy, image: words.wordImage });
/** @type {WeakMap<HTMLElement, Answer>} */
const answers = new WeakMap();
let stopFollowing = () => {};

/** @param {HTMLElement} turn */
function adopt(turn) {
  for (const reply of all(turn, "[data-side]")) {
    const answer = new Answer(one(reply, "[data-text]"), render, words.wordCut);
    answers.set(reply, answer);
    const source = reply.querySelector("template")?.content.textContent ?? "";
    if (source) answer.show(source);
    showState(reply, one(reply, ".state").dataset.state ?? "");
  }
  watchSides(turn);
}

/** @param {HTMLElement} reply @param {string} state */
function showState(reply, state) {
  const word = words[`word${state.charAt(0).toUpperCase()}${state.slice(1)}`] ?? "";
  const badge = one(reply, ".state");
  badge.dataset.state = state;
  one(badge, "[data-state-word]").textContent = word;
  const isOver = state !== "thinking" && state !== "writing";
  one(reply, "[data-copy]").hidden = !isOver || !answers.get(reply)?.source;
  const tab = document.querySelector(`[data-show="${reply.dataset.side}"] [data-tab-state]`);
  if (tab) tab.textContent = word;
}

/** The replies of a turn, by side. @param {number} index @returns {Map<string, HTMLElement>} */
function sidesOf(index) {
  const turn = one(turns, `[data-turn="${index}"]`);
  return new Map(all(turn, "[data-side]").map((reply) => [reply.dataset.side ?? "", reply]));
}

/** @param {string} text @param {boolean} [isSeen] */
function tell(text, isSeen = true) {
  notice.textContent = isSeen ? text : "";
  notice.hidden = !isSeen || !text;
}

/** @type {Record<string, (event: any, sides: Map<string, HTMLElement>) => void>} */
const handlers = {
  start(event, sides) {
    for (const reply of sides.values()) {
      answers.get(reply)?.clear();
      showState(reply, "thinking");
    }
    if (event.reason === "swap") tell(words.saidSwap);
    if (event.reason === "retry") tell(words.saidRetry);
  },
  state(event, sides) {
    for (const [side, reply] of sides) if (event[side]) showState(reply, event[side]);
  },
  delta(event, sides) {
    for (const [side, reply] of sides) {
      answers.get(reply)?.append(event[side] ?? "");
      if (event[side]) markUnread(side);
    }
  },
  snapshot(event, sides) {
    for (const [side, reply] of sides) {
      if (event[side]) answers.get(reply)?.show(event[side].text);
    }
  },
  end(event, sides) {
    for (const [side, reply] of sides) {
      answers.get(reply)?.finish();
      showState(reply, event[side]);
      showError(reply, event.errors?.[side] ?? "");
    }
    rest(event, [...sides.keys()]);
  },
};

/** @param {HTMLElement} reply @param {string} message */
function showError(reply, message) {
  one(reply, "[data-error-words]").textContent = message;
  one(reply, "[data-error]").hidden = !message;
}

/** The turn is over: offer what can follow. @param {any} event @param {string[]} sides */
function rest(event, sides) {
  setRunning(false);
  byId("follow-up").hidden = sides.some((side) => event[side] === "failed");
  const isDone = sides.every((side) => event[side] === "done");
  said.textContent = event.can_vote ? words.saidDone : isDone ? words.saidOver : event.message;
  if (sides.length === 1) return;
  const problem = byId("vote-problem");
  problem.textContent = event.message;
  problem.hidden = event.can_vote || !event.message;
  if (event.can_vote) offerVerdicts();
}

/** @param {boolean} isRunning */
function setRunning(isRunning) {
  byId("stop").hidden = !isRunning;
  byId("regenerate").hidden = isRunning;
  if (!isRunning) return;
  byId("follow-up").hidden = true;
  said.textContent = "";
  tell("");
  closeVerdicts();
}

/** @param {number} after */
function listen(after) {
  stopFollowing();
  setRunning(true);
  stopFollowing = follow(root.dataset.eventsUrl ?? "", after, {
    onEvent(event) {
      const index = event.turn ?? turns.children.length - 1;
      handlers[event.type]?.(event, sidesOf(index));
    },
    onLost: () => tell(words.saidLost),
    onBack: () => tell(""),
  });
}

/** Ask for another turn, or the last one again. @param {HTMLFormElement} form */
async function begin(form) {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const { data, refusal } = await postForm(form, words.trouble);
  form.removeAttribute("aria-busy");
  if (refusal) {
    tell(refusal.message);
    return;
  }
  const turn = fromHtml(data.html);
  const old = turns.querySelector(`[data-turn="${data.turn}"]`);
  if (old) old.replaceWith(turn);
  else turns.append(turn);
  form.reset();
  form.dispatchEvent(new CustomEvent("agon:sent"));
  adopt(turn);
  listen(data.after);
  turn.scrollIntoView({ block: "start", behavior: "smooth" });
}

/** @param {MouseEvent} event */
async function copy(event) {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  if (button.matches("[data-copy-code]")) {
    await copyText(button.closest(".code")?.querySelector("code")?.textContent ?? "");
    flashWord(button, words.wordCopied);
  } else if (button.matches("[data-copy]")) {
    const reply = /** @type {HTMLElement} */ (button.closest("[data-side]"));
    await copyText(answers.get(reply)?.source ?? "");
    flashWord(one(button, "[data-copy-word]"), words.wordCopied);
  }
}

for (const id of ["follow-up", "regenerate", "stop"]) {
  document.getElementById(id)?.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (id === "stop") postForm(form, words.trouble).then(({ refusal }) => refusal && tell(refusal.message));
    else begin(form);
  });
}
turns.addEventListener("click", copy);
for (const turn of all(turns, "[data-turn]")) adopt(turn);
watchVerdicts(words.trouble, tell);
if (root.dataset.running) listen(Number(root.dataset.after));
