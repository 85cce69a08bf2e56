// @ts-check
// Markdown of models as safe HTML. What they write is hostile text: no raw HTML, no picture is
// ever loaded, links lead to http and https only and say where. arena/markdown.py does the same on
// the server.

import MarkdownIt from "../../vendor/markdown-it/markdown-it.js";
import { mathematics } from "./mathematics.js";

// Characters that turn or hide text: shown as code points instead. Joiners between letters and
// inside emoji are spelling, and stay.
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|(?<![\p{L}\p{M}\p{Extended_Pictographic}\ufe0f])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/**
 * @typedef {object} Words
 * @property {string} copy
 * @property {string} image
 * @typedef {(tokens: any[], index: number, options: any, env: any, self: any) => string} Rule
 */

/**
 * @param {Words} words
 * @returns {(source: string) => string} renders one piece of Markdown
 */
export function markdownRenderer(words) {
  const parser = /** @type {any} */ (MarkdownIt)("commonmark", { html: false, linkify: false });
  parser.enable(["table", "strikethrough"]);
  parser.validateLink = (/** @type {string} */ url) => /^https?:\/\//i.test(url);
  parser.use(mathematics);
  const { escapeHtml } = parser.utils;
  /** @type {Record<string, Rule>} */
  const rules = parser.renderer.rules;

  rules.image = (tokens, index) =>
    `<span>[${escapeHtml(words.image)}: ${escapeHtml(tokens[index].content)}]</span>`;
  rules.link_open = (tokens, index, options, env, self) => {
    const href = tokens[index].attrGet("href") ?? "";
    (env.hosts ??= []).push(hostOf(href));
    tokens[index].attrs = [
      ["href", href],
      ["rel", "noopener noreferrer nofollow ugc"],
    ];
    return self.renderToken(tokens, index, options);
  };
  rules.link_close = (_tokens, _index, _options, env) =>
    `</a> <span class="host">(${escapeHtml(env.hosts.pop())})</span>`;
  rules.heading_open = (tokens, index) => `<${lowered(tokens[index].tag)}>`;
  rules.heading_close = (tokens, index) => `</${lowered(tokens[index].tag)}>\n`;
  rules.table_open = () => '<div class="table-scroll" tabindex="0"><table>\n';
  rules.table_close = () => "</table></div>\n";
  rules.th_open = rules.td_open = alignedCell;
  rules.fence = (tokens, index) => code(tokens[index].content, tokens[index].info);
  rules.code_block = (tokens, index) => code(tokens[index].content, "");

  /** @param {string} content @param {string} info */
  function code(content, info) {
    const language = escapeHtml(info.trim().split(/\s+/)[0].slice(0, 30));
    return (
      `<div class="code"><div class="code__head"><span>${language}</span>` +
      '<button class="button button--bare button--small" type="button" data-copy-code>' +
      `${escapeHtml(words.copy)}</button></div>` +
      `<pre tabindex="0" dir="ltr"><code data-language="${language}">${escapeHtml(content)}</code></pre></div>\n`
    );
  }

  return (source) => parser.render(withCodePoints(source), {});
}

/** @param {string} text */
export function withCodePoints(text) {
  return text.replace(INVISIBLE, (found) => {
    const hex = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `[U+${hex}]`;
  });
}

/**
 * Columns are aligned by a class: the policy of the site refuses style attributes.
 * @param {any[]} tokens
 * @param {number} index
 */
function alignedCell(tokens, index) {
  const side = /(left|center|right)/.exec(tokens[index].attrGet("style") ?? "")?.[1];
  return side ? `<${tokens[index].tag} class="align-${side}">` : `<${tokens[index].tag}>`;
}

/** @param {string} url */
function hostOf(url) {
  try {
    return new URL(url).host;
  } catch {
    return "?";
  }
}

/** The page's own headings come first. @param {string} tag */
function lowered(tag) {
  return `h${Math.min(6, Number(tag[1]) + 2)}`;
}
