// What a row unfolds into.
function reasons(name, anomaly) {
  const warning = anomaly.severity === 'WARNING';
  const list = anomaly.reasons.length ? anomaly.reasons : [anomaly];
  return list.map(r => el('div', {class: 'reason' + (warning ? ' warning' : '')},
    el('b', {}, (warning ? '⚠ Warning' : '✖ Error') + (r.summary ? ': ' + visible(r.summary) : '')),
    DATASETS.length > 1 ? ' in ' + visible(name) : '',
    el('p', {class: 'value'}, visible(r.description || anomaly.description || '')), r.type ? el('code', {}, r.type) : undefined));
}

function measurements(feature) {
  const rows = [];
  feature.datasets.forEach((c, d) => ['drift', 'skew', 'distances'].forEach(kind => ((c && c[kind]) || []).forEach(m => {
    const over = m.threshold !== undefined && num(m.value) > num(m.threshold);
    rows.push([visible(DATASETS[d].name), visible(m.against || kind), m.measure.toLowerCase().replace(/_/g, ' '), over ? el('span', {class: 'bad'}, '▲ ' + fmt(m.value)) : fmt(m.value),
      m.lower === undefined ? '–' : fmt(m.lower) + ' to ' + fmt(m.upper), m.against === undefined ? '–' : percent(m.tail || 0) + ', ' + percent(m.control_tail || 0),
      m.threshold === undefined ? 'none' : fmt(m.threshold), m.threshold === undefined ? '–' : over ? '✖ above' : '✓ within']);
  })));
  return rows.length ? [el('h3', {}, 'Drift and skew'), table('Drift and skew', ['Dataset', 'Against', 'Measure', 'Value', 'Bounds', 'Not listed', 'Threshold', 'Judgement'], rows)] : [];
}

function facts(feature) {
  const some = shown();
  const wanted = [
    ['Type', c => c.type], ['Present', c => fmt(c.present)], ['Missing', c => (c.missing > 0 ? red(fmt(c.missing) + ' · ' + percent(c.missing / (c.missing + c.present))) : fmt(c.missing))],
    ['Values', c => c.values_per_example && fmt(c.values_per_example.total)],
    ['Values per example', c => c.values_per_example && (c.values_per_example.min === c.values_per_example.max ? fmt(c.values_per_example.min)
      : fmt(c.values_per_example.min) + ' to ' + fmt(c.values_per_example.max) + ', mean ' + fmt(c.values_per_example.mean))],
    ['Mean', c => c.numbers && fmt(c.numbers.mean)], ['Standard deviation', c => c.numbers && fmt(c.numbers.std_dev)],
    ['Zeros', c => c.numbers && (c.numbers.zeros > 0 ? red(fmt(c.numbers.zeros) + ' · ' + percent(zeroShare(c))) : '0')],
    ['Minimum', c => c.numbers && fmt(c.numbers.min)], ['Median', c => c.numbers && fmt(c.numbers.median)], ['Maximum', c => c.numbers && fmt(c.numbers.max)],
    ['Not a number (NaN)', c => c.numbers && (c.numbers.nan > 0 ? red(fmt(c.numbers.nan)) : undefined)],
    ['Infinite', c => { const n = sum(buckets(histogram(c, 'histogram')).infinite.map(b => b[2])); return n ? red(fmt(n)) : undefined; }],
    ['Distinct values', c => (distinct(c) === undefined ? undefined : fmt(distinct(c)))],
    ['Mean bytes', c => (c.strings ? fmt(c.strings.mean_bytes) : c.bytes && fmt(c.bytes.mean))],
    ['Least, most bytes', c => c.bytes && fmt(c.bytes.min) + ', ' + fmt(c.bytes.max)],
    ['Not UTF-8', c => c.strings && c.strings.invalid_utf8 > 0 ? red(fmt(c.strings.invalid_utf8)) : undefined],
    ...[['present', 'present'], ['missing', 'missing'], ['mean', 'mean'], ['standard deviation', 'std_dev'], ['median', 'median']]
      .map(([name, id]) => ['Weighted: ' + name, c => (c.weighted && c.weighted[id] !== undefined ? fmt(c.weighted[id]) : undefined)])];
  const levels = Math.max(0, ...some.map(d => (cell(feature, d).levels || []).length));
  for (let i = 0; i < levels; i++) {
    wanted.push(['Nesting level ' + (i + 1), c => c.levels && c.levels[i] && fmt(c.levels[i].present) + ' present, ' + fmt(c.levels[i].missing) + ' missing, ' + fmt(c.levels[i].min) + ' to ' + fmt(c.levels[i].max) + ' values']);
  }
  const rows = wanted.map(([name, of]) => [name, ...some.map(d => (feature.datasets[d] && feature.datasets[d].type ? of(cell(feature, d)) : undefined))])
    .filter(row => row.slice(1).some(v => v !== undefined && v !== false && v !== '–')).map(row => row.map(v => v || '–'));
  const heads = ['Statistic', ...some.map((d, i) => el('span', {}, el('i', {class: 'key ' + 'ab'[i]}), cut(DATASETS[d].name, 28)))];
  return rows.length ? table('Statistics of ' + visible(feature.name), heads, rows, true) : el('p', {}, 'The feature is not in the data shown.');
}

function red(text) {
  return el('span', {class: 'bad'}, '▲ ' + text);
}

/** The charts that the feature has, by name. */
function chartsOf(feature) {
  const cells = shown().map(d => cell(feature, d)), names = shown().map(d => DATASETS[d].name);
  const totals = cells.map(c => valuesOf(c, frequent(c) || []));
  const made = {
    'Histogram': () => histogramChart(cells, names),
    'Values': () => valuesChart(cells.map(frequent), totals, names),
    'Quantiles': () => quantilesChart(cells.map(c => histogram(c, 'quantiles')), names),
    'Values per example': () => (cells.some(c => c.values_per_example && c.values_per_example.max !== c.values_per_example.min)
      ? quantilesChart(cells.map(c => c.values_per_example && c.values_per_example.quantiles), names) : undefined),
    'Lengths of lists': () => quantilesChart(cells.map(c => c.list_lengths), names)};
  cells.forEach(c => (c.custom || []).forEach(s => {
    if (s.ranks) made[s.name] = made[s.name] || (() => custom(feature, s.name, 'ranks'));
    if (s.histogram) made[s.name] = made[s.name] || (() => custom(feature, s.name, 'histogram'));
  }));
  return Object.entries(made).filter(([, make]) => make() !== undefined);
}

function custom(feature, name, kind) {
  const names = shown().map(d => DATASETS[d].name);
  const lists = shown().map(d => ((cell(feature, d).custom || []).find(s => s.name === name) || {})[kind]);
  if (!lists.some(l => l && l.length)) return undefined;
  return kind === 'ranks' ? valuesChart(lists, lists.map(l => sum((l || []).map(v => num(v[1])))), names) : histogramChart(lists.map(list => ({numbers: {histogram: list}})), names);
}

function plainCustom(feature) {
  const names = [...new Set(shown().flatMap(d => (cell(feature, d).custom || []).filter(s => !(s.ranks || s.histogram) || s.message).map(s => s.name)))];
  if (!names.length) return [];
  const say = s => (s === undefined ? '–' : s.number !== undefined ? fmt(s.number) : s.coverage !== undefined
    ? 'coverage ' + percent(s.coverage) + ', mean token length ' + fmt(s.mean_token_length) + ', ' + fmt(s.min_sequence_length) + ' to ' + fmt(s.max_sequence_length) + ' tokens'
    : s.text !== undefined ? s.text.split('\n').map(line => el('div', {class: 'value'}, visible(line))) : visible(s.message));
  return [el('h3', {}, 'Custom statistics'), table('Custom statistics', ['Name', ...shown().map(d => visible(DATASETS[d].name))],
    names.map(n => [visible(n), ...shown().map(d => say((cell(feature, d).custom || []).find(s => s.name === n)))]))];
}

/** An image; whatever its caption says besides the first two parts is told on demand. */
function image(i) {
  const caption = (i.dataset && DATASETS.length > 1 ? i.dataset + ' · ' : '') + i.caption;
  return el('figure', {title: visible(caption)},
    el('img', {src: 'data:' + i.media_type + ';base64,' + i.base64, alt: visible(caption || 'Image of ' + i.feature), loading: 'lazy'}),
    el('figcaption', {class: 'value'}, cut(caption, 40)));
}

function panel(feature) {
  const all = chartsOf(feature);
  const main = el('div', {});
  const wanted = all.find(([n]) => n === feature.chart) || all[0];
  if (wanted) {
    if (all.length > 1) {
      main.append(el('div', {class: 'choice', role: 'group', 'aria-label': 'Chart'}, all.map(([name]) => el('button', {type: 'button', 'aria-pressed': String(name === wanted[0]),
        onclick: () => { feature.chart = name; unfold(feature, name); }}, visible(name)))));
    }
    if (all.length === 1) main.append(el('h3', {}, visible(wanted[0])));
    main.append(figure(wanted[1](), shown().map(d => DATASETS[d].name)));
  } else {
    main.append(el('p', {class: 'none'}, 'There is no distribution to show.'));
  }
  const found = feature.datasets.flatMap((c, d) => (c && c.anomaly ? reasons(DATASETS[d].name, c.anomaly) : []));
  const images = (DATA.images || []).filter(i => i.feature === feature.name && (!i.dataset || shown().some(d => DATASETS[d].name === i.dataset)));
  const rest = [...measurements(feature), ...plainCustom(feature)];
  return el('div', {class: 'panel', role: 'region', 'aria-label': 'Details of ' + visible(feature.name)},
    found.length ? el('div', {class: 'wide'}, el('h3', {}, 'Anomalies'), found) : undefined,
    main, el('div', {}, facts(feature)),
    images.length ? el('div', {class: 'wide'}, el('h3', {}, 'Some images'), el('div', {class: 'images'}, images.map(image))) : undefined,
    rest.length ? el('div', {class: 'wide'}, rest) : undefined);
}
