// @ts-check
// One answer on the page, growing. Finished blocks are frozen; only the last, open one is drawn
// anew, at most once a frame, so that a long answer costs no more at its end than at its start.

import { enrich } from "./enrich.js";

const MOST_CHARACTERS = 65_536;
const MOST_FORMULAS = 200;
const LIST_ITEM = /^(?:[-*+]|\d{1,9}[.)])\s/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

export class Answer {
  /**
   * @param {HTMLElement} place
   * @param {(source: string) => string} render
   * @param {string} cutNotice said where an answer is too long to show
   */
  constructor(place, render, cutNotice) {
    this.source = "";
    this.place = place;
    this.render = render;
    this.cutNotice = cutNotice;
    this.numFrozen = 0; // characters
    this.numFormulas = 0;
    this.frame = 0;
    /** @type {HTMLElement | null} */
    this.open = null;
  }

  /** @param {string} text */
  append(text) {
    if (!text) return;
    this.source += text;
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  clear() {
    cancelAnimationFrame(this.frame);
    this.frame = this.numFrozen = this.numFormulas = 0;
    this.source = "";
    this.open = null;
    this.place.replaceChildren();
  }

  /** The whole of a finished answer. @param {string} source */
  show(source) {
    this.clear();
    this.source = source;
    this.finish();
  }

  finish() {
    cancelAnimationFrame(this.frame);
    if (/^ {0,3}\[[^\]]+\]:/m.test(this.source)) this.forgetBlocks(); // links by reference
    else this.draw();
    this.frame = 0;
    if (this.numFrozen < this.shown.length) this.freeze(this.shown.slice(this.numFrozen));
    if (this.source.length > MOST_CHARACTERS) this.sayCut();
  }

  get shown() {
    return this.source.slice(0, MOST_CHARACTERS);
  }

  draw() {
    this.frame = 0;
    const text = this.shown.slice(this.numFrozen);
    const end = endOfClosedBlocks(text);
    if (end > 0) this.freeze(text.slice(0, end));
    this.openBlock().innerHTML = this.render(closeDangling(text.slice(end)));
  }

  /** @param {string} text */
  freeze(text) {
    const block = this.openBlock();
    block.classList.remove("block--open");
    block.innerHTML = this.render(text);
    this.numFormulas += enrich(block, MOST_FORMULAS - this.numFormulas);
    this.numFrozen += text.length;
    this.open = null;
  }

  openBlock() {
    if (!this.open) {
      this.open = document.createElement("div");
      this.open.className = "block block--open";
      this.open.dir = "auto";
      this.place.append(this.open);
    }
    return this.open;
  }

  forgetBlocks() {
    const { source } = this;
    this.clear();
    this.source = source;
  }

  sayCut() {
    const notice = document.createElement("p");
    notice.className = "cut";
    notice.textContent = this.cutNotice;
    this.place.append(notice);
  }
}

/**
 * How many characters at the start belong to blocks that later text cannot change: up to a blank
 * line outside a fence or a formula, after which a new block has visibly begun.
 * @param {string} text
 * @returns {number}
 */
export function endOfClosedBlocks(text) {
  const lines = text.split("\n");
  let end = 0;
  let offset = 0;
  let fence = "";
  let isFormula = false;
  let isList = false;
  let isAfterBlank = false;
  lines.forEach((line, index) => {
    const isLast = index === lines.length - 1;
    const isBlank = !line.trim();
    const isInside = Boolean(fence) || isFormula;
    if (isAfterBlank && !isBlank && !isInside && startsAnew(line, isList, isLast)) {
      end = offset;
      isList = false;
    }
    if (!isInside && !isBlank && end === offset) isList = LIST_ITEM.test(line);
    fence = fenceAfter(fence, line);
    if (!fence) isFormula = formulaAfter(isFormula, line);
    isAfterBlank = isBlank && index > 0;
    offset += line.length + 1;
  });
  return end;
}

/** @param {string} line @param {boolean} isList @param {boolean} isLast */
function startsAnew(line, isList, isLast) {
  if (/^\s/.test(line)) return false;
  if (!isList) return true;
  return !LIST_ITEM.test(line) && !(isLast && line.length < 12 && /^[-*+\d]/.test(line));
}

/** @param {string} fence the open fence, or "" @param {string} line */
function fenceAfter(fence, line) {
  const found = FENCE.exec(line)?.[1];
  if (!found) return fence;
  if (!fence) return found;
  const closes = found[0] === fence[0] && found.length >= fence.length;
  return closes && line.trim() === found ? "" : fence;
}

/** @param {boolean} isFormula @param {string} line */
function formulaAfter(isFormula, line) {
  const text = line.trim();
  if (isFormula) return !(text.endsWith("\\]") || text.endsWith("$$"));
  if (text.startsWith("\\[")) return !text.endsWith("\\]");
  return text.startsWith("$$") && !(text.length > 2 && text.endsWith("$$"));
}

/** Marks that are still waiting for their partner get one, so that nothing flickers.
 * @param {string} text */
function closeDangling(text) {
  const lines = text.split("\n");
  if (lines.reduce(fenceAfter, "")) return text; // markdown-it closes fences by itself
  const paragraph = text.slice(text.lastIndexOf("\n\n") + 1).trimEnd();
  const formula = openFormula(paragraph);
  if (formula) return `${text.trimEnd()}${formula}`;
  const backticks = paragraph.match(/`/g)?.length ?? 0;
  if (backticks % 2) return `${text.trimEnd()}\``;
  const stars = paragraph.match(/\*\*/g)?.length ?? 0;
  if (stars % 2 === 0) return text;
  if (paragraph.endsWith("**")) return text.trimEnd().slice(0, -2);
  return `${text.trimEnd()}${paragraph.endsWith("*") ? "*" : "**"}`;
}

/** What would close the formula that is open at the end. @param {string} paragraph */
function openFormula(paragraph) {
  if (paragraph.lastIndexOf("\\(") > paragraph.lastIndexOf("\\)")) return "\\)";
  if (paragraph.lastIndexOf("\\[") > paragraph.lastIndexOf("\\]")) return "\\]";
  return (paragraph.match(/\$\$/g)?.length ?? 0) % 2 && !paragraph.endsWith("$$") ? "$$" : "";
}
