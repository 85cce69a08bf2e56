// @ts-check
// The pieces of a match's page. They are exchanged without losing the focus or an open fold.

import { all, byId } from "./lib/dom.js";

const NAMES = ["ending", "replay", "after", "players", "standing", "clock", "company", "table", "history", "typing", "controls", "menu"];

export class Pieces {
  /** @param {string} id */
  has(id) {
    return NAMES.includes(id);
  }

  /**
   * History grows by the lines that are new; with isWhole all of it is exchanged.
   * @param {Record<string, string>} drawn pieces by id
   * @param {{isWhole?: boolean}} [options]
   */
  put(drawn, { isWhole = false } = {}) {
    const active = document.activeElement;
    const isInside = active instanceof HTMLElement && active.closest("#controls, #table") !== null;
    const focused = isInside ? active.id : "";
    for (const [id, html] of Object.entries(drawn)) {
      if (id === "history" && !isWhole) this.append(html);
      else if (this.has(id)) exchange(byId(id), html);
    }
    if (isInside && !active.isConnected) this.focusTurn(focused);
    else if (active === document.body) this.focusTurn();
  }

  /** @param {string} html */
  append(html) {
    const history = byId("history");
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const line of all(template.content, "[data-seq]")) {
      if (!history.querySelector(`[data-seq="${line.dataset.seq}"]`)) history.append(line);
    }
    for (const undoing of all(history, "[data-back-to]")) strike(history, undoing);
  }

  /** Where one's turn begins; the dock itself while there is nothing to do. @param {string} [id] */
  focusTurn(id = "") {
    const again = id ? document.getElementById(id) : null;
    if (again instanceof HTMLButtonElement && again.closest("#table")) {
      again.focus({ preventScroll: true });
      return;
    }
    const [turn] = all(document, "#controls [data-focus], #table .board--open[data-focus]");
    const isBox = turn?.matches("input, textarea");
    const wantsTouch = matchMedia("(pointer: coarse)").matches; // a keyboard would cover the page
    const place = turn && !(isBox && wantsTouch) ? turn : byId("controls");
    place.focus({ preventScroll: true });
  }
}

/** @param {HTMLElement} place @param {string} html */
function exchange(place, html) {
  const wasOpen = place.querySelector("details")?.open;
  place.innerHTML = html;
  const fold = place.querySelector("details");
  if (fold && wasOpen !== undefined) fold.open = wasOpen;
}

/** @param {HTMLElement} history @param {HTMLElement} undoing */
function strike(history, undoing) {
  const to = Number(undoing.dataset.backTo);
  const at = Number(undoing.dataset.seq);
  for (const line of all(history, "[data-seq]")) {
    const seq = Number(line.dataset.seq);
    if (seq > to && seq < at) line.classList.add("is-undone");
  }
}
