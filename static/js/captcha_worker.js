// @ts-check
// Proof of work, beside the page: the number for which SHA-256(salt + number) is the challenge.
// SHA-256 is written out (FIPS 180-4): crypto.subtle is shut on plain http, and for messages this
// short its promises cost more than the hash.

const ROUND_CONSTANTS = constants(64, 1 / 3);
const START = constants(8, 1 / 2);

/** The first fractional bits of a root of the first primes. @param {number} count @param {number} power */
function constants(count, power) {
  const found = new Uint32Array(count);
  for (let candidate = 2, n = 0; n < count; candidate += 1) {
    let isPrime = true;
    for (let i = 2; i * i <= candidate; i += 1) if (candidate % i === 0) isPrime = false;
    if (isPrime) found[n++] = ((candidate ** power) % 1) * 2 ** 32;
  }
  return found;
}

/** @param {number} x @param {number} n */
const rotate = (x, n) => (x >>> n) | (x << (32 - n));

/** @param {Uint32Array} state @param {DataView} view @param {number} at @param {Uint32Array} w */
function compress(state, view, at, w) {
  for (let t = 0; t < 16; t += 1) w[t] = view.getUint32(at + 4 * t);
  for (let t = 16; t < 64; t += 1) {
    const s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >>> 3);
    const s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >>> 10);
    w[t] = w[t - 16] + s0 + w[t - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 64; t += 1) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[t] + w[t]) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

/** @param {string} text @returns {string} SHA-256 in hexadecimal digits */
function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  const state = START.slice();
  const w = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) compress(state, view, at, w);
  return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
}

/** @param {{salt: string, challenge: string, maxnumber: number}} task @returns {number | null} */
function solve({ salt, challenge, maxnumber }) {
  for (let number = 0; number <= maxnumber; number += 1) {
    if (sha256(salt + number) === challenge) return number;
  }
  return null;
}

self.onmessage = ({ data }) => self.postMessage(solve(data));
