// @ts-check
// A match on the screen: the server draws every piece, this puts it in its place and sends moves.

import { all, byId } from "./lib/dom.js";
import { Line } from "./lib/socket.js";

const root = byId("match");
const notice = byId("match-notice");
let seq = Number(root.dataset.seq ?? 0);

/** @param {string} text */
function tell(text) {
  notice.textContent = text;
  notice.hidden = !text;
}

/** @param {{state: {seq: number}, parts: Record<string, string>}} news */
function show(news) {
  seq = news.state.seq;
  for (const [id, html] of Object.entries(news.parts)) {
    if (id !== "history") byId(id).innerHTML = html;
  }
  const template = document.createElement("template");
  template.innerHTML = news.parts.history ?? "";
  for (const line of all(template.content, "[data-seq]")) {
    if (!byId("history").querySelector(`[data-seq="${line.dataset.seq}"]`)) {
      byId("history").append(line);
    }
  }
  const first = byId("controls").querySelector("button, input:not([type=hidden])");
  if (first instanceof HTMLElement) first.focus({ preventScroll: true });
}

const line = new Line(root.dataset.socket ?? "", {
  hello: () => ({ type: "hello", after: seq }),
  isOpen: (open) => tell(open ? "" : (root.dataset.wordCut ?? "")),
  /** @param {any} message */
  heard: (message) => {
    if (message.type === "state" || message.type === "grown") {
      if (message.state.seq > seq) show(message);
    } else if (message.type === "refused") {
      tell(message.words);
    }
  },
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-move")) return;
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form, event.submitter));
  const { base, id, csrfmiddlewaretoken, ...move } = fields;
  void csrfmiddlewaretoken;
  line.send({ type: "move", id: String(id), base: Number(base), move });
});
