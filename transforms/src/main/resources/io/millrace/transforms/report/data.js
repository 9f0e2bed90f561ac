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
  return c.distinct;
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

/** Whether all values are among the frequent ones. */
function complete(c) {
  return frequent(c).length >= distinct(c);
}

/** Buckets with finite bounds, as numbers; the others apart. */
function buckets(list) {
  const all = (list || []).map(b => b.map(num));
  return {finite: all.filter(b => Number.isFinite(b[0]) && Number.isFinite(b[1])),
    infinite: all.filter(b => !(Number.isFinite(b[0]) && Number.isFinite(b[1])))};
}

/** How many values are at most x, from what the buckets of both kinds say; the values between lie evenly. */
function below(standard, quantiles) {
  const points = [];
  for (const list of [standard, quantiles]) {
    let seen = 0;
    for (const [low, high, count] of list) {
      points.push([low, seen], [high, (seen += count)]);
    }
  }
  points.sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  for (let i = 1; i < points.length; i++) points[i][1] = Math.max(points[i][1], points[i - 1][1]);
  return x => {
    let low = 0, high = points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle][0] <= x) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    if (low === points.length) return points[low - 1][1];
    const [[x0, y0], [x1, y1]] = [points[low - 1], points[low]];
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
  };
}

/** The histograms of some cells over the same bounds: as they are if they agree in these, else estimated. */
function common(cells) {
  const all = cells.map(c => buckets(histogram(c, 'histogram')).finite);
  const some = all.filter(l => l.length);
  if (!some.length) return undefined;
  const first = some[0];
  const same = some.every(l => l.length === first.length && l.every((b, i) => b[0] === first[i][0] && b[1] === first[i][1]));
  let low = Math.min(...some.map(l => l[0][0])), high = Math.max(...some.map(l => l[l.length - 1][1]));
  const even = first.every(b => Math.abs((b[1] - b[0]) * first.length - (high - low)) <= 1e-3 * (high - low));
  if (high > low && same && even) {
    return {low, high, bins: first.map(b => [b[0], b[1]]), counts: all.map(l => (l.length ? l.map(b => b[2]) : undefined)), exact: true};
  }
  const point = !(high > low);
  if (point) {
    const pad = Math.abs(low) / 20 || 0.5;
    low -= pad;
    high += pad;
  }
  const n = Math.max(20, ...some.map(l => l.length));
  const bins = Array.from({length: n}, (_, i) => [low + i * (high - low) / n, i === n - 1 ? high : low + (i + 1) * (high - low) / n]);
  const counts = all.map((l, c) => {
    if (!l.length) return undefined;
    const at = below(l, buckets(histogram(cells[c], 'quantiles')).finite);
    return bins.map(([from, until], i) => {
      const count = at(until) - (i === 0 ? 0 : at(from));
      return count > 1e-6 ? count : 0;
    });
  });
  return {low, high, bins, counts, exact: point};
}

function sum(list) {
  return list.reduce((a, b) => a + b, 0);
}

/** How many values there are, of which a list may hold a part. */
function valuesOf(c, list) {
  const w = weighted(c);
  return Math.max((w ? w.total_values : c.values_per_example && c.values_per_example.total) || 0, sum(list.map(v => v[1])));
}

/** Half the sum of the differences of shares: 0 where two distributions agree, 1 where they share nothing; at least, where not all values are known. */
function difference(feature) {
  if (state.b < 0) return undefined;
  const [x, y] = [cell(feature, state.a), cell(feature, state.b)];
  const [p, q] = [frequent(x), frequent(y)];
  if (p && q && p.length && q.length && ((complete(x) && complete(y)) || !x.numbers)) {
    const [n, m] = [valuesOf(x, p), valuesOf(y, q)];
    const other = new Map(q), seen = new Set(p.map(v => v[0]));
    // What stands in one list only may be in the tail of the other: it counts with the tails, as one value.
    const whole = complete(x) && complete(y);
    const both = p.filter(([v]) => whole || other.has(v));
    const apart = sum(both.map(([v, c]) => Math.abs(c / n - (other.get(v) || 0) / m)));
    const tails = whole ? sum(q.filter(v => !seen.has(v[0])).map(v => v[1] / m))
      : Math.abs(sum(both.map(([, c]) => c / n)) - sum(both.map(([v]) => other.get(v) / m)));
    return (apart + tails) / 2;
  }
  const bins = common([x, y]);
  if (!bins || !bins.counts[0] || !bins.counts[1]) return undefined;
  const [n, m] = bins.counts.map(sum);
  return n && m ? sum(bins.counts[0].map((c, i) => Math.abs(c / n - bins.counts[1][i] / m))) / 2 : undefined;
}
