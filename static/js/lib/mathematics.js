// @ts-check
// Formulas inside Markdown: \( \), \[ \], $$ $$, and $ $ where it cannot be a price.
// They come out as <code class="formula">; lib/enrich.js draws them once they are closed.

const INLINE = [
  { open: "\\(", close: "\\)", isDisplay: false },
  { open: "\\[", close: "\\]", isDisplay: true },
  { open: "$$", close: "$$", isDisplay: true },
];
const LONGEST_FORMULA = 2_000;

/** A plugin of markdown-it. @param {any} parser */
export function mathematics(parser) {
  parser.inline.ruler.before("escape", "formula", inlineFormula);
  parser.block.ruler.before("fence", "formula_block", blockFormula, {
    alt: ["paragraph", "reference", "blockquote", "list"],
  });
  const { escapeHtml } = parser.utils;
  parser.renderer.rules.formula = (/** @type {any[]} */ tokens, /** @type {number} */ index) => {
    const { content, meta } = tokens[index];
    return `<code class="formula"${meta.isDisplay ? " data-display" : ""}>${escapeHtml(content)}</code>`;
  };
  parser.renderer.rules.formula_block = (/** @type {any[]} */ tokens, /** @type {number} */ index) =>
    `<div class="formula--block" tabindex="0"><code class="formula" data-display>${escapeHtml(tokens[index].content)}</code></div>\n`;
}

/** @param {any} state @param {boolean} silent */
function inlineFormula(state, silent) {
  const found = delimited(state) ?? dollars(state);
  if (!found) return false;
  if (!silent) {
    const token = state.push("formula", "code", 0);
    token.content = found.tex.trim();
    token.meta = { isDisplay: found.isDisplay };
  }
  state.pos = found.end;
  return true;
}

/** @param {any} state */
function delimited(state) {
  for (const { open, close, isDisplay } of INLINE) {
    if (!state.src.startsWith(open, state.pos)) continue;
    const from = state.pos + open.length;
    const to = state.src.indexOf(close, from);
    if (to <= from || to > state.posMax || to - from > LONGEST_FORMULA) continue;
    return { tex: state.src.slice(from, to), end: to + close.length, isDisplay };
  }
  return null;
}

/** $x$: no space inside the signs, and no digit after them ("$5 and $6"). @param {any} state */
function dollars(state) {
  if (state.src[state.pos] !== "$" || state.src[state.pos + 1] === "$") return null;
  const rest = state.src.slice(state.pos, Math.min(state.posMax, state.pos + LONGEST_FORMULA));
  const found = /^\$([^\s$](?:[^$\n]*[^\s$\\])?)\$(?!\d)/.exec(rest);
  return found && { tex: found[1], end: state.pos + found[0].length, isDisplay: false };
}

/** \[ or $$ at the start of a line, to the line that ends with its partner. */
function blockFormula(
  /** @type {any} */ state,
  /** @type {number} */ startLine,
  /** @type {number} */ endLine,
  /** @type {boolean} */ silent,
) {
  const lineAt = (/** @type {number} */ line) =>
    state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]).trimEnd();
  const first = lineAt(startLine);
  const open = ["\\[", "$$"].find((sign) => first.startsWith(sign));
  if (!open || state.sCount[startLine] - state.blkIndent >= 4) return false;
  const close = open === "$$" ? "$$" : "\\]";
  const lines = [];
  for (let line = startLine; line < endLine; line += 1) {
    const text = line === startLine ? first.slice(2) : lineAt(line);
    if (text.endsWith(close)) {
      if (silent) return true;
      lines.push(text.slice(0, -2));
      const token = state.push("formula_block", "code", 0);
      token.content = lines.join("\n").trim();
      token.map = [startLine, line + 1];
      state.line = line + 1;
      return true;
    }
    lines.push(text);
  }
  return false;
}
