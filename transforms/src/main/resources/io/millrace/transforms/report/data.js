const DATA = JSON.parse(byId('data').textContent);
const DATASETS = DATA.datasets;
const state = {a: 0, b: DATASETS.length > 1 ? 1 : -1, scale: 'linear', unit: DATASETS.length > 1 ? 'shares' : 'counts',
  weighted: false, search: '', type: '', show: '', sort: 'order', descending: false, page: 0, size: 50, open: new Set()};

const features = DATA.features.map((f, index) => ({...f, index, lower: f.name.toLowerCase()}));

/** The datasets that are shown now. */
function shown() {
  return state.b < 0 ? [state.a] : [state.a, state.b];
}

function cell(feature, dataset) {
  return feature.datasets[dataset] || {};
}

function weighted(c) {
  return state.weighted && c.weighted ? c.weighted : undefined;
}

function typeOf(feature) {
  const typed = feature.datasets.find(c => c && c.type);
  return typed ? typed.type : '';
}

function missingShare(c) {
  const from = weighted(c) && c.weighted.present !== undefined ? c.weighted : c;
  const all = from.present + from.missing;
  return all > 0 ? from.missing / all : undefined;
}

function zeroShare(c) {
  const total = c.values_per_example ? c.values_per_example.total || c.present : 0;
  return c.numbers && total > 0 ? c.numbers.zeros / total : undefined;
}

function distinct(c) {
  if (c.strings) return c.strings.distinct;
  if (c.bytes) return c.bytes.distinct;
  return c.value_counts ? c.value_counts.length : undefined;
}

function ofNumbers(name) {
  return c => {
    const w = weighted(c);
    return w && w[name] !== undefined ? w[name] : c.numbers && c.numbers[name];
  };
}

/** [[value, count], ...], the most frequent first, or undefined. */
function frequent(c) {
  const w = weighted(c);
  if (w && w.top_values) return w.top_values;
  if (c.strings) return c.strings.ranks || c.strings.top_values;
  return c.value_counts;
}

function histogram(c, name) {
  const w = weighted(c);
  const from = w && w[name] ? w : c.numbers;
  return from && from[name];
}

function worst(feature) {
  const order = {ERROR: 2, WARNING: 1};
  return Math.max(0, ...feature.datasets.map(c => (c && c.anomaly ? order[c.anomaly.severity] || 1 : 0)));
}

/** Buckets with finite bounds, as numbers; the others apart. */
function buckets(list) {
  const all = (list || []).map(b => b.map(num));
  return {finite: all.filter(b => Number.isFinite(b[0]) && Number.isFinite(b[1])),
    infinite: all.filter(b => !(Number.isFinite(b[0]) && Number.isFinite(b[1])))};
}

/**
 * Histograms over the same bounds: as they are if their bounds agree, else each bucket spread
 * evenly over the common ones.
 */
function common(lists) {
  const all = lists.map(l => buckets(l).finite);
  const some = all.filter(l => l.length);
  if (!some.length) return undefined;
  const first = some[0];
  const same = some.every(l => l.length === first.length && l.every((b, i) => b[0] === first[i][0] && b[1] === first[i][1]));
  let low = Math.min(...some.map(l => l[0][0])), high = Math.max(...some.map(l => l[l.length - 1][1]));
  const even = first.every(b => Math.abs((b[1] - b[0]) * first.length - (high - low)) <= 1e-3 * (high - low));
  if (high > low && same && even) {
    return {low, high, bins: first.map(b => [b[0], b[1]]), counts: all.map(l => (l.length ? l.map(b => b[2]) : undefined)), exact: true};
  }
  if (!(high > low)) {
    const pad = Math.abs(low) / 20 || 0.5;
    low -= pad;
    high += pad;
  }
  const n = Math.max(high - low === 1 && some.length === 1 ? 1 : 20, ...some.map(l => l.length));
  const width = (high - low) / n;
  const counts = all.map(l => {
    if (!l.length) return undefined;
    const to = new Array(n).fill(0);
    for (const [from, until, count] of l) {
      const begin = (from - low) / width, end = (until - low) / width;
      if (end - begin < 1e-9) {
        to[Math.min(n - 1, Math.max(0, Math.floor(begin)))] += count;
      } else {
        for (let i = Math.max(0, Math.floor(begin)); i < Math.min(n, end); i++) {
          const part = Math.min(end, i + 1) - Math.max(begin, i);
          if (part > 1e-6) to[i] += count * part / (end - begin);
        }
      }
    }
    return to;
  });
  return {low, high, bins: Array.from({length: n}, (_, i) => [low + i * width, low + (i + 1) * width]), counts, exact: false};
}

function sum(list) {
  return list.reduce((a, b) => a + b, 0);
}

/** Half the sum of the differences of shares: 0 where two distributions agree, 1 where they share nothing. */
function difference(feature) {
  if (state.b < 0) return undefined;
  const [x, y] = [cell(feature, state.a), cell(feature, state.b)];
  const [p, q] = [frequent(x), frequent(y)];
  if (p && q && p.length && q.length) {
    const other = new Map(q);
    const total = c => (c.values_per_example && c.values_per_example.total) || c.present;
    const n = weighted(x) ? sum(p.map(v => v[1])) : Math.max(total(x), sum(p.map(v => v[1])));
    const m = weighted(y) ? sum(q.map(v => v[1])) : Math.max(total(y), sum(q.map(v => v[1])));
    const seen = new Set(p.map(v => v[0]));
    return (sum(p.map(([v, c]) => Math.abs(c / n - (other.get(v) || 0) / m))) + sum(q.filter(v => !seen.has(v[0])).map(v => v[1] / m))) / 2;
  }
  const bins = common([histogram(x, 'histogram'), histogram(y, 'histogram')]);
  if (!bins || !bins.counts[0] || !bins.counts[1]) return undefined;
  const [n, m] = bins.counts.map(sum);
  return n && m ? sum(bins.counts[0].map((c, i) => Math.abs(c / n - bins.counts[1][i] / m))) / 2 : undefined;
}
