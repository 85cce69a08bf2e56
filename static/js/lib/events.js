// @ts-check
// Follow the events of a battle over one EventSource, through any number of lost connections.
//
// 1. Open the stream after the last number that we have.
// 2. Hand on each event once: numbers only grow.
// 3. When the connection breaks, say so, wait a little longer each time, and go on at 1.
// 4. Close at the end, or the browser would open the stream again for ever.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
// These tell how a turn stands and may carry the number of the last event before them.
const FROM_THE_ROW = new Set(["snapshot", "end"]);

/**
 * @typedef {{type: string, [field: string]: any}} BattleEvent
 * @typedef {object} Handlers
 * @property {(event: BattleEvent) => void} onEvent
 * @property {() => void} onLost
 * @property {() => void} onBack
 */

/**
 * @param {string} url
 * @param {number} after number of the last event that the page shows already
 * @param {Handlers} handlers
 * @returns {() => void} stops following
 */
export function follow(url, after, handlers) {
  let last = after;
  let failures = 0;
  let isOver = false;
  /** @type {EventSource | null} */
  let source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  function open() {
    clearTimeout(waiting);
    source?.close();
    source = new EventSource(`${url}?after=${last}`);
    source.onopen = restored;
    source.onmessage = receive;
    source.onerror = retryLater;
  }

  function restored() {
    if (failures) handlers.onBack();
    failures = 0;
  }

  /** @param {MessageEvent<string>} message */
  function receive(message) {
    const number = Number(message.lastEventId);
    /** @type {BattleEvent} */
    const event = JSON.parse(message.data);
    if (isOver || number < last || (number === last && !FROM_THE_ROW.has(event.type))) return;
    last = number;
    if (event.type === "end") stop();
    handlers.onEvent(event);
  }

  function retryLater() {
    source?.close();
    if (isOver) return;
    if (failures === 0) handlers.onLost();
    const wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
    failures += 1;
    waiting = setTimeout(open, wait * (0.75 + Math.random() / 2));
  }

  function stop() {
    isOver = true;
    clearTimeout(waiting);
    source?.close();
    window.removeEventListener("online", open);
  }

  window.addEventListener("online", open);
  open();
  return stop;
}
