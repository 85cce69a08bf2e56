// @ts-check
// A line to the server that mends itself: it notices that it is dead, connects again, says what it
// has seen, and sends once more what was not taken. Nothing that was sent is lost or happens twice,
// since every wish bears an id of its own.

const PING_MS = 2500; // after each answer
const IDLE_PING_MS = 6000; // where nobody has touched the page for a while
const DEAD_MS = 9000; // without an answer
const IDLE_AFTER_MS = 10 * 60_000;
const REST_AFTER_MS = 2 * 3_600_000;
const TICK_MS = 1200;
const OVERDUE_MS = 2500; // a wish that was not taken by then is sent once more
const SUSPENDED_MS = 15_000; // between two ticks: the machine slept
const HIDDEN_TICK_MS = 90_000; // browsers let a hidden page tick once a minute
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const FIRST_LAGS = 4; // averaged; after them the average moves slowly
const [LEFT, DEAD, AT_REST] = [1000, 4000, 4001];
const NOT_FOR_US = [4404, 4423]; // there is no such place, or it is not to be seen

/**
 * @typedef {"open" | "cut" | "resting"} State
 * @typedef {object} Ears
 * @property {() => object} hello what is said first on every connection
 * @property {(state: State) => void} changed
 * @property {(lagMs: number) => void} measured
 * @property {(message: any) => void} heard
 */

export class Line {
  /** @param {string} path @param {Ears} ears */
  constructor(path, ears) {
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
    this.ears = ears;
    /** @type {Map<string, {wish: object, at: number}>} what the server has not taken yet, by id */
    this.pending = new Map();
    this.tries = 0;
    this.lag = 0;
    this.numLags = 0;
    this.pingedAt = 0;
    this.activeAt = this.tickedAt = Date.now();
    this.isResting = false;
    /** @type {WebSocket | undefined} */
    this.socket = undefined;
    this.connect();
    setInterval(() => this.tick(), TICK_MS);
    for (const event of ["pointerdown", "keydown", "wheel"]) {
      document.addEventListener(event, () => this.touched(), { passive: true });
    }
    document.addEventListener("visibilitychange", () => this.seen());
    window.addEventListener("online", () => this.hurry());
    window.addEventListener("pagehide", () => this.rest(LEFT));
    window.addEventListener("pageshow", (event) => event.persisted && this.connect());
  }

  connect() {
    clearTimeout(this.waiting);
    this.isResting = false;
    const socket = (this.socket = new WebSocket(this.url));
    socket.addEventListener("open", () => this.opened(socket));
    socket.addEventListener("message", (event) => {
      if (socket === this.socket) this.received(JSON.parse(event.data));
    });
    socket.addEventListener("close", (event) => {
      if (socket === this.socket) this.lost(event.code);
    });
  }

  /** @param {WebSocket} socket */
  opened(socket) {
    if (socket !== this.socket) return;
    this.tries = 0;
    this.ears.changed("open");
    this.write(this.ears.hello());
    for (const one of this.pending.values()) this.deliver(one);
    this.ping();
  }

  /** @param {any} message */
  received(message) {
    if (message.type === "pong") return this.answered();
    if (message.type === "taken" || message.type === "refused") this.pending.delete(message.id);
    this.ears.heard(message);
  }

  answered() {
    clearTimeout(this.dying);
    const lag = Date.now() - this.pingedAt;
    this.numLags += 1;
    const weight = this.numLags <= FIRST_LAGS ? 1 / this.numLags : 0.1;
    this.lag += weight * (lag - this.lag);
    this.ears.measured(Math.round(this.lag));
    const isIdle = Date.now() - this.activeAt > IDLE_AFTER_MS;
    this.pinging = setTimeout(() => this.ping(), isIdle ? IDLE_PING_MS : PING_MS);
  }

  ping() {
    clearTimeout(this.pinging);
    clearTimeout(this.dying);
    if (!this.isOpen) return;
    if (Date.now() - this.activeAt > REST_AFTER_MS) return this.rest(AT_REST);
    this.pingedAt = Date.now();
    const hidden = document.visibilityState === "hidden";
    this.write({ type: "ping", n: this.numLags, lag: Math.round(this.lag), hidden });
    this.dying = setTimeout(() => this.drop(DEAD), DEAD_MS);
  }

  /** Nobody is here, or has been for hours: leave the server alone. @param {number} code */
  rest(code) {
    this.isResting = true;
    this.drop(code);
  }

  /** A dead socket may take minutes to close: it is left behind. @param {number} code */
  drop(code) {
    const old = this.socket;
    this.socket = undefined;
    old?.close(code);
    this.lost(code);
  }

  /** @param {number} code */
  lost(code) {
    clearTimeout(this.pinging);
    clearTimeout(this.dying);
    this.ears.changed(this.isResting ? "resting" : "cut");
    if (this.isResting || NOT_FOR_US.includes(code)) return;
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries++);
    this.waiting = setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  /** Whatever was not taken goes out again; after a sleep nothing is to be trusted. */
  tick() {
    const now = Date.now();
    const slept = now - this.tickedAt;
    this.tickedAt = now;
    const isHidden = document.visibilityState === "hidden";
    if (slept > (isHidden ? HIDDEN_TICK_MS : SUSPENDED_MS)) this.hurry();
    for (const one of this.pending.values()) if (now - one.at > OVERDUE_MS) this.deliver(one);
  }

  touched() {
    this.activeAt = Date.now();
    if (this.isResting) this.connect();
  }

  /** The page is looked at, or is not any more. */
  seen() {
    this.tickedAt = Date.now();
    if (document.visibilityState === "visible") {
      this.touched();
      if (!this.isOpen) this.hurry();
    }
    this.ping();
  }

  /** Connect at once, whatever became of the line before. */
  hurry() {
    if (this.isResting || this.socket?.readyState === WebSocket.CONNECTING) return;
    const old = this.socket;
    this.socket = undefined;
    old?.close(DEAD);
    this.connect();
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** It arrives, however often the line breaks meanwhile. @param {{id: string}} wish */
  send(wish) {
    const one = { wish, at: 0 };
    this.pending.set(wish.id, one);
    this.deliver(one);
  }

  /** @param {{wish: object, at: number}} one */
  deliver(one) {
    if (!this.isOpen) return;
    one.at = Date.now();
    this.write(one.wish);
  }

  /** @param {object} wish */
  write(wish) {
    if (this.isOpen) this.socket?.send(JSON.stringify(wish));
  }
}
