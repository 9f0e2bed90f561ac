// Text of the data goes to the page as text only: no function here makes HTML of a string.
const WHOLE = new Intl.NumberFormat('en-US');
const COMPACT = new Intl.NumberFormat('en-US', {maximumSignificantDigits: 5});
const ONE = new Intl.NumberFormat('en-US', {maximumFractionDigits: 1});
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A number of the data, which may be one of the strings NaN, Infinity and -Infinity. */
function num(value) {
  return typeof value === 'string' ? Number(value) : value;
}

function fmt(value) {
  if (value === undefined || value === null) return '–';
  const n = num(value);
  if (Number.isNaN(n)) return 'NaN';
  if (!Number.isFinite(n)) return n > 0 ? '∞' : '−∞';
  if (Number.isInteger(n) && Math.abs(n) < 1e15) return WHOLE.format(n).replace('-', '−');
  const size = Math.abs(n);
  const text = size >= 1e12 || size < 1e-4 ? n.toExponential(4).replace('e+', 'e') : size >= 1e5 ? ONE.format(n) : COMPACT.format(n);
  return text.replace('-', '−').replace('e-', 'e−');
}

/** A number for a narrow column. */
function brief(value) {
  const n = num(value);
  const long = Number.isFinite(n) && n !== 0 && (Math.abs(n) >= 1e7 || Math.abs(n) < 1e-4);
  return long ? n.toExponential(3).replace('e+', 'e').replace(/-/g, '−') : fmt(value);
}

/** Numbers for the ticks of an axis. */
function short(n) {
  const size = Math.abs(n);
  for (const [unit, letter] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (size >= unit && size < unit * 1e3) return fmt(Number((n / unit).toPrecision(4))) + letter;
  }
  return fmt(Number(n.toPrecision(4)));
}

function percent(share) {
  if (share === undefined || Number.isNaN(share)) return '–';
  if (share === 0) return '0%';
  const p = share * 100;
  if (p < 0.01) return '<0.01%';
  if (p > 99.99 && p < 100) return '>99.99%';
  return (p >= 99.95 && p < 100 ? p.toFixed(2) : p >= 10 ? p.toFixed(1) : p.toFixed(2)).replace(/\.0+$/, '') + '%';
}

/** Text of the data with what would not be seen, or would turn the rest around, written out. */
function visible(text) {
  if (text === '') return '(empty)';
  return String(text).replace(HIDDEN, c => '⟨U+' + c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0') + '⟩');
}

function cut(text, chars) {
  const all = Array.from(visible(text));
  return all.length <= chars ? all.join('') : all.slice(0, chars - 1).join('') + '…';
}

/** An element; children are elements or text, attributes beginning with "on" are listeners. */
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(c => c !== undefined && c !== null && c !== false));
  return element;
}

function byId(id) {
  return document.getElementById(id);
}

function isNumber(cell) {
  return cell instanceof Array || /^[✖✓▲ −<>]*[\d–∞]|^NaN/.test(cell instanceof Node ? cell.textContent : cell);
}

/** A plain table; cells are text or elements, the first of a row is its header; numbers stand to the right. */
function table(caption, heads, rows, right) {
  return el('div', {class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption},
    el('table', {},
      el('caption', {class: 'hidden'}, caption),
      el('thead', {}, el('tr', {}, heads.map((h, i) => el('th', {scope: 'col', class: !right && rows.length && !isNumber(rows[0][i]) ? 'text' : ''}, h)))),
      el('tbody', {}, rows.map(row => el('tr', {},
        row.map((cell, i) => el(i ? 'td' : 'th', i ? {class: right || isNumber(cell) ? '' : 'text'} : {scope: 'row', class: 'value'}, cell)))))));
}
