// @ts-check
// A line to the server that mends itself: it connects again, says what it has seen, and sends
// once more what was not taken.

const PING_MS = 2500;
const DEAD_MS = 9000;
const LONGEST_WAIT_MS = 20_000;

/**
 * @typedef {object} Ears
 * @property {() => object} hello what is said first on every connection
 * @property {(open: boolean) => void} isOpen
 * @property {(message: any) => void} heard
 */

export class Line {
  /** @param {string} path @param {Ears} ears */
  constructor(path, ears) {
    this.url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;
    this.ears = ears;
    /** @type {Map<string, object>} moves that the server has not taken yet, by id */
    this.pending = new Map();
    this.tries = 0;
    this.lastHeard = 0;
    this.connect();
    setInterval(() => this.ping(), PING_MS);
    document.addEventListener("visibilitychange", () => this.wake());
    window.addEventListener("online", () => this.wake());
  }

  connect() {
    this.socket = new WebSocket(this.url);
    this.socket.addEventListener("open", () => {
      this.tries = 0;
      this.lastHeard = Date.now();
      this.ears.isOpen(true);
      this.write(this.ears.hello());
      for (const wish of this.pending.values()) this.write(wish);
    });
    this.socket.addEventListener("message", (event) => {
      this.lastHeard = Date.now();
      const message = JSON.parse(event.data);
      if (message.type === "taken" || message.type === "refused") this.pending.delete(message.id);
      this.ears.heard(message);
    });
    this.socket.addEventListener("close", (event) => {
      this.ears.isOpen(false);
      if (event.code !== 4404) this.again();
    });
  }

  again() {
    const longest = Math.min(LONGEST_WAIT_MS, 500 * 2 ** this.tries++);
    this.timer = setTimeout(() => this.connect(), longest * (0.5 + Math.random() / 2));
  }

  wake() {
    if (document.visibilityState !== "visible" || this.socket?.readyState !== WebSocket.CLOSED) return;
    clearTimeout(this.timer);
    this.connect();
  }

  ping() {
    if (!this.isOpen) return;
    if (Date.now() - this.lastHeard > DEAD_MS) this.socket.close();
    else this.write({ type: "ping", n: 1 });
  }

  get isOpen() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  /** @param {{id: string}} wish */
  send(wish) {
    this.pending.set(wish.id, wish);
    this.write(wish);
  }

  /** @param {object} wish */
  write(wish) {
    if (this.isOpen) this.socket?.send(JSON.stringify(wish));
  }
}
