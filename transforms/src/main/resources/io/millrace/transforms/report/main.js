function options(select, entries, value) {
  select.replaceChildren(...entries.map(([v, text]) => el('option', {value: v}, text)));
  select.value = value;
}

function tiles() {
  const tile = (value, text, bad) => el('div', {class: 'tile'}, el('b', {class: bad ? 'bad' : ''}, value), el('span', {}, text));
  const count = of => features.filter(of).length;
  const wrong = count(f => worst(f) > 0), missing = count(SHOWN.missing[1]);
  const validated = DATASETS.some(d => d.validated);
  byId('tiles').replaceChildren(
    ...shown().filter(d => DATASETS[d].examples !== undefined).map((d, i) => tile(fmt(DATASETS[d].examples), [el('i', {class: 'key ' + 'ab'[i]}), 'examples in ' + visible(DATASETS[d].name)])),
    tile(fmt(features.length), features.length === 1 ? 'feature' : 'features'),
    validated ? tile((wrong ? '✖ ' : '✓ ') + fmt(wrong), wrong === 1 ? 'feature with anomalies' : 'features with anomalies', wrong > 0) : '',
    tile((missing ? '▲ ' : '') + fmt(missing), missing === 1 ? 'feature with missing values' : 'features with missing values', missing > 0));
}

function notices() {
  const found = DATASETS.flatMap(d => [
    ...(d.data_missing ? reasons(d.name, {severity: 'ERROR', summary: 'No data', description: 'The dataset has no examples.', reasons: []}) : []),
    ...(d.anomaly ? reasons(d.name, d.anomaly) : [])]);
  byId('notices').hidden = !found.length;
  byId('notices').replaceChildren(el('div', {class: 'card'}, el('h2', {}, 'Anomalies of whole datasets'), found));
}

/** The label in all datasets, value by value. */
function label() {
  const feature = features.find(f => f.name === DATA.label_feature);
  const lists = feature ? DATASETS.map((_, d) => frequent(cell(feature, d))) : [];
  const values = [...new Set(lists.flatMap(l => (l || []).map(v => v[0])))];
  byId('label').hidden = values.length < 2 || values.length > 50;
  if (byId('label').hidden) return;
  const numeric = values.every(v => /^-?\d{1,15}$/.test(v));
  values.sort((x, y) => (numeric ? x - y : 0) || (x < y ? -1 : 1));
  const totals = lists.map(l => sum((l || []).map(v => v[1])));
  const counts = lists.map(l => new Map(l || []));
  const some = shown(), names = some.map(d => DATASETS[d].name);
  const chart = valuesChart(some.map(d => lists[d]), some.map(d => totals[d]), names);
  byId('label').replaceChildren(el('h2', {id: 'label-title', class: 'value'}, 'Label: ' + cut(feature.name, 80)),
    chart ? figure(chart, names) : '',
    el('details', {}, el('summary', {}, 'Counts and shares in each dataset'), table('Label', ['Value', ...DATASETS.flatMap(d => [visible(d.name), 'Share'])],
      values.map(v => [visible(v), ...counts.flatMap((m, d) => [fmt(m.get(v) || 0), percent((m.get(v) || 0) / totals[d])])]))));
}

function crosses() {
  const all = (DATA.cross_features || []).filter(c => shown().includes(c.dataset));
  byId('crosses').hidden = !all.length;
  if (!all.length) return;
  const pairs = all.filter(c => c.correlation !== undefined).sort((x, y) => Math.abs(num(y.correlation)) - Math.abs(num(x.correlation)));
  const meter = r => {
    const bar = el('i', {});
    bar.style.left = (r < 0 ? 50 + r * 50 : 50) + '%';
    bar.style.width = Math.abs(r) * 50 + '%';
    return [fmt(r), el('span', {class: 'meter', 'aria-hidden': 'true'}, bar)];
  };
  const lifts = new Map();
  for (const c of all) {
    const series = (state.weighted && c.weighted_lift) || c.lift || [];
    const rows = series.flatMap(s => s.values.map(v => [visible(v.x), visible(c.y) + ' = ' + visible(s.y), visible(DATASETS[c.dataset].name),
      v.lift, fmt(v.x_and_y_count), fmt(v.x_count)]));
    if (rows.length) lifts.set(c.x, (lifts.get(c.x) || []).concat(rows));
  }
  byId('crosses').replaceChildren(el('h2', {id: 'crosses-title'}, 'Pairs of features'),
    pairs.length ? table('Correlations', ['Feature', 'With', 'Dataset', 'Correlation', 'Covariance', 'Examples'],
      pairs.map(c => [visible(c.x), visible(c.y), visible(DATASETS[c.dataset].name), meter(num(c.correlation)), fmt(c.covariance), fmt(c.count)])) : '',
    lifts.size ? el('h3', {}, 'Lift: how many times as often the label holds where the feature has the value') : '',
    ...[...lifts].map(([x, rows]) => el('details', {}, el('summary', {}, 'Lift of ' + visible(cut(x, 80))),
      table('Lift of ' + visible(x), ['Value', 'Label', 'Dataset', 'Lift', 'Examples with both', 'Examples with the value'],
        rows.sort((p, q) => num(q[3]) - num(p[3])).slice(0, 500).map(r => [...r.slice(0, 3), fmt(r[3]), ...r.slice(4)])))));
}

function render() {
  const found = selected();
  const pages = Math.max(1, Math.ceil(found.length / state.size));
  state.page = Math.min(state.page, pages - 1);
  const some = found.slice(state.page * state.size, (state.page + 1) * state.size);
  byId('sort').value = state.sort;
  nearby.disconnect();
  const body = document.querySelector('#features>tbody');
  document.querySelector('#features>thead').replaceChildren(head());
  body.replaceChildren(...some.flatMap(f => (state.open.has(f.index) ? [row(f), detailRow(f)] : [row(f)])));
  byId('status').textContent = found.length === features.length ? '' : found.length
    ? fmt(found.length) + ' of ' + fmt(features.length) + ' features' : 'No feature fits. ' + (state.search ? 'Try a shorter search.' : '');
  const turn = (by, text) => el('button', {type: 'button', disabled: state.page + by < 0 || state.page + by >= pages,
    onclick: () => { state.page += by; render(); byId('features').focus({preventScroll: true}); byId('controls').scrollIntoView(); }}, text);
  const size = el('select', {onchange: e => { state.size = Number(e.target.value); state.page = 0; render(); }});
  options(size, [25, 50, 100, 250].map(n => [n, n]), state.size);
  byId('pages').hidden = features.length <= 25;
  byId('pages').replaceChildren(el('label', {}, 'Features on a page ', size), turn(-1, '← Earlier'),
    fmt(found.length ? state.page * state.size + 1 : 0) + '–' + fmt(state.page * state.size + some.length) + ' of ' + fmt(found.length), turn(1, 'Later →'));
  draw();
}

function all() {
  tiles();
  notices();
  label();
  crosses();
  render();
}

function theme(next) {
  document.documentElement.dataset.theme = next;
  byId('theme').textContent = next === 'dark' ? '☀ Light' : '☾ Dark';
  byId('theme').onclick = () => { theme(next === 'dark' ? 'light' : 'dark'); all(); };
}

function start() {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  theme(dark.matches ? 'dark' : 'light');
  dark.addEventListener('change', e => { theme(e.matches ? 'dark' : 'light'); all(); });
  if (features.some(f => worst(f) > 0)) Object.assign(state, {sort: 'anomalies', descending: true});
  const names = DATASETS.map((d, i) => [i, cut(d.name, 60)]);
  options(byId('type'), [['', 'All'], ...[...new Set(features.map(typeOf).filter(Boolean))].map(t => [t, t.toLowerCase()])], '');
  options(byId('show'), [['', 'All features'], ...Object.entries(SHOWN).map(([id, [text]]) => [id, text])], '');
  options(byId('sort'), ORDERS.map(c => [c.id, c.title]), state.sort);
  options(byId('a'), names, state.a);
  options(byId('b'), [[-1, 'Nothing'], ...names], state.b);
  byId('b').closest('label').hidden = byId('a').closest('label').hidden = DATASETS.length < 2;
  byId('weights').hidden = !features.some(f => f.datasets.some(c => c && c.weighted));
  document.querySelector(`[name=unit][value=${state.unit}]`).checked = true;
  const changed = (id, change) => byId(id).addEventListener('input', e => { change(e.target.value); state.page = 0; all(); });
  changed('search', v => { state.search = v; });
  changed('type', v => { state.type = v; });
  changed('show', v => { state.show = v; });
  changed('a', v => { state.a = Number(v); });
  changed('b', v => { state.b = Number(v); });
  byId('sort').addEventListener('input', e => sortBy(e.target.value, !['name', 'order'].includes(e.target.value)));
  const chosen = (name, change) => document.querySelectorAll(`[name=${name}]`).forEach(r => r.addEventListener('change', () => { change(r.value); all(); }));
  chosen('scale', v => { state.scale = v; });
  chosen('unit', v => { state.unit = v; });
  chosen('weight', v => { state.weighted = v === 'yes'; });
  byId('controls').addEventListener('submit', e => e.preventDefault());
  addEventListener('keydown', keys);
  byId('footer').textContent = 'Keys: / to search, arrows between features, Enter to unfold one, Escape to fold it.';
  all();
}

function keys(e) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName);
  if (e.key === '/' && !typing && !e.ctrlKey && !e.metaKey) {
    e.preventDefault();
    byId('search').focus();
  } else if (e.target.classList.contains('name') && ['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(e.key)) {
    const names = [...document.querySelectorAll('.name')];
    const at = names.indexOf(e.target);
    const next = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1}[e.key];
    e.preventDefault();
    if (names[next]) names[next].focus();
  } else if (e.key === 'Escape') {
    const detail = e.target.closest && e.target.closest('tr.detail');
    const name = detail ? byId('f' + detail.id.slice(1)) : e.target.classList.contains('name') && e.target.getAttribute('aria-expanded') === 'true' ? e.target : undefined;
    if (name) {
      toggle(features[Number(name.id.slice(1))]);
      name.focus();
    }
  }
}

start();
