// @ts-check
// Colours for code and drawn formulas, in blocks that will not change any more. Both libraries
// are fetched when the first block needs them.

const LONGEST_CODE = 20_000;
const KATEX_OPTIONS = {
  output: "mathml",
  trust: false,
  strict: "ignore",
  throwOnError: true, // what cannot be drawn stays on the page as it was written
  maxExpand: 100,
  maxSize: 10,
};

/**
 * @param {HTMLElement} block
 * @param {number} mostFormulas how many more this answer may draw
 * @returns {number} how many were found
 */
export function enrich(block, mostFormulas) {
  const codes = [...block.querySelectorAll("code[data-language]")];
  const named = codes.filter((code) => code.getAttribute("data-language"));
  if (named.length) colour(named);
  const formulas = [...block.querySelectorAll("code.formula")].slice(0, mostFormulas);
  if (formulas.length) draw(formulas);
  return formulas.length;
}

/** @param {Element[]} codes */
async function colour(codes) {
  const { default: hljs } = await import("../../vendor/highlight/highlight.js");
  for (const code of codes) {
    const language = code.getAttribute("data-language") ?? "";
    const text = code.textContent ?? "";
    if (!hljs.getLanguage(language) || text.length > LONGEST_CODE) continue;
    code.innerHTML = hljs.highlight(text, { language, ignoreIllegals: true }).value;
  }
}

/** @param {Element[]} formulas */
async function draw(formulas) {
  await import("../../vendor/katex/katex.js");
  const katex = /** @type {any} */ (globalThis).katex;
  for (const formula of formulas) {
    const drawn = document.createElement("span");
    const displayMode = formula.hasAttribute("data-display");
    try {
      katex.render(formula.textContent, drawn, { ...KATEX_OPTIONS, displayMode });
    } catch {
      continue;
    }
    drawn.className = "formula-drawn";
    formula.replaceWith(drawn);
  }
}
