const COLUMNS = [
  {id: 'name', title: 'Feature', of: f => f.lower, text: true},
  {id: 'missing', title: 'Missing', share: true, alarm: true, cell: missingShare},
  {id: 'zeros', title: 'Zeros', share: true, alarm: true, cell: zeroShare},
  {id: 'distinct', title: 'Distinct', cell: distinct},
  {id: 'mean', title: 'Mean', cell: ofNumbers('mean')},
  {id: 'std_dev', title: 'Std dev', cell: ofNumbers('std_dev')},
  {id: 'min', title: 'Min', cell: c => c.numbers && c.numbers.min},
  {id: 'median', title: 'Median', cell: ofNumbers('median')},
  {id: 'max', title: 'Max', cell: c => c.numbers && c.numbers.max},
  {id: 'difference', title: 'Difference', of: difference, when: () => state.b >= 0}];
const ORDERS = [{id: 'order', title: 'Order in the data'}, {id: 'anomalies', title: 'Anomalies', of: worst}, ...COLUMNS];

function columns() {
  return COLUMNS.filter(c => !c.when || c.when());
}

/** The value to sort by: the larger one of two datasets for shares, else that of the first. */
function key(column, feature) {
  if (column.of) return column.of(feature);
  const values = shown().map(d => num(column.cell(cell(feature, d)))).filter(v => v !== undefined && !Number.isNaN(v));
  return values.length ? (column.share ? Math.max(...values) : values[0]) : undefined;
}

function selected() {
  const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
  const some = features.filter(f => words.every(w => f.lower.includes(w)) && (!state.type || typeOf(f) === state.type)
    && (!state.show || SHOWN[state.show][1](f)));
  const column = ORDERS.find(c => c.id === state.sort);
  if (!column.of && !column.cell) return state.descending ? some.reverse() : some;
  const sign = state.descending ? -1 : 1;
  // What has no value comes last either way.
  return some.map(f => [key(column, f), f]).sort(([x, f], [y, g]) =>
    x === y ? f.index - g.index : x === undefined ? 1 : y === undefined ? -1 : sign * (x < y ? -1 : 1)).map(([, f]) => f);
}

const SHOWN = {
  anomalies: ['With anomalies', f => worst(f) > 0],
  missing: ['With missing values', f => shown().some(d => cell(f, d).missing > 0)],
  zeros: ['With zeros', f => shown().some(d => zeroShare(cell(f, d)) > 0)],
  constant: ['With one value only', f => shown().some(d => distinct(cell(f, d)) === 1 || (cell(f, d).numbers && num(cell(f, d).numbers.min) === num(cell(f, d).numbers.max)))]};

function content(column, feature) {
  if (column.id === 'difference') {
    const d = difference(feature);
    return el('span', {class: 'line' + (d === undefined ? ' none' : '')}, d === undefined ? '–' : d.toFixed(3));
  }
  return shown().map((d, i) => {
    const value = column.cell(cell(feature, d));
    const text = column.share ? percent(value) : brief(value);
    const alarm = column.alarm && value > 0;
    const mark = alarm ? (value >= 0.5 ? '▲▲ ' : '▲ ') : '';
    return el('span', {class: 'line'},
      state.b >= 0 ? [el('span', {class: 'hidden'}, visible(DATASETS[d].name) + ' '), el('i', {class: 'key ' + 'ab'[i], 'aria-hidden': 'true'})] : undefined,
      el('span', {class: value === undefined ? 'none' : alarm ? 'bad' + (value >= 0.5 ? ' much' : '') : ''}, mark + text));
  });
}

function nameCell(feature) {
  const steps = feature.path || [feature.name];
  const open = state.open.has(feature.index);
  const anomalies = feature.datasets.flatMap((c, d) => (c && c.anomaly ? [[DATASETS[d].name, c.anomaly]] : []));
  return el('th', {scope: 'row'},
    el('button', {type: 'button', class: 'name', id: 'f' + feature.index, 'aria-expanded': String(open), onclick: () => toggle(feature)},
      el('span', {class: 'value'}, steps.length > 1 ? el('span', {class: 'path'}, steps.slice(0, -1).map(visible).join('.') + '.') : undefined, cut(steps[steps.length - 1], 120))),
    el('span', {class: 'kind'}, typeOf(feature) ? typeOf(feature).toLowerCase() : 'not in the data', feature.name === DATA.label_feature ? ' · label' : ''),
    anomalies.slice(0, 3).map(([name, a]) => el('span', {class: 'badge ' + (a.severity === 'WARNING' ? 'warning' : 'error')},
      (a.severity === 'WARNING' ? '⚠ ' : '✖ ') + cut(a.summary || a.description, 80) + (DATASETS.length > 1 ? ' (' + cut(name, 30) + ')' : ''))),
    anomalies.length > 3 ? el('span', {class: 'kind'}, 'and in ' + (anomalies.length - 3) + ' more datasets') : undefined);
}

function row(feature) {
  return el('tr', {class: 'row'}, nameCell(feature), el('td', {class: typeOf(feature) ? 'dist' : 'dist empty'}, spark(feature)),
    el('td', {class: 'keys', 'aria-hidden': 'true'}, state.b >= 0 ? [el('i', {class: 'key a'}), el('i', {class: 'key b'})] : undefined),
    columns().slice(1).map(c => {
      const told = c.cell ? shown().some(d => c.cell(cell(feature, d)) !== undefined) : c.of(feature) !== undefined;
      return el('td', {'data-title': c.title, class: told ? '' : 'empty'}, content(c, feature));
    }));
}

function detailRow(feature) {
  return el('tr', {class: 'detail', id: 'd' + feature.index}, el('td', {colspan: columns().length + 2}, panel(feature)));
}

function toggle(feature) {
  if (!state.open.delete(feature.index)) state.open.add(feature.index);
  const button = byId('f' + feature.index);
  const open = state.open.has(feature.index);
  button.setAttribute('aria-expanded', String(open));
  if (open) button.closest('tr').after(detailRow(feature));
  else byId('d' + feature.index).remove();
  draw();
}

/** Shows another chart of a feature, with the focus where it was. */
function unfold(feature, chart) {
  byId('d' + feature.index).replaceWith(detailRow(feature));
  draw();
  [...byId('d' + feature.index).querySelectorAll('.choice button')].find(b => b.textContent === visible(chart)).focus();
}

function head() {
  return el('tr', {}, columns().flatMap(c => {
    const on = state.sort === c.id;
    const cell = el('th', {scope: 'col', 'aria-sort': on ? (state.descending ? 'descending' : 'ascending') : 'none'},
      el('button', {type: 'button', 'data-sort': c.id, onclick: () => sortBy(c.id, on ? !state.descending : !c.text)},
        c.title, el('span', {'aria-hidden': 'true'}, on ? (state.descending ? ' ↓' : ' ↑') : '')));
    return c.id === 'name' ? [cell, el('th', {scope: 'col', class: 'text'}, el('span', {class: 'plain'}, 'Distribution')), el('td', {class: 'keys'})] : [cell];
  }));
}

function sortBy(id, descending) {
  Object.assign(state, {sort: id, descending, page: 0});
  const focused = document.activeElement && document.activeElement.dataset.sort;
  render();
  if (focused) document.querySelector(`[data-sort="${id}"]`).focus();
}
