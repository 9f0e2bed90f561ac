const MOST_BARS = 20;
const charts = new Set();

function color(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** The first dataset is filled, the second an outline: they differ without colour, too. */
function look(i) {
  return i === 0
    ? {color: color('a'), opacity: 0.85}
    : {color: 'transparent', borderColor: color('b'), borderWidth: 2, borderType: 'solid'};
}

function unit(counts, total) {
  return state.unit === 'shares' && total > 0 ? counts.map(c => c / total) : counts;
}

function amount(value) {
  return state.unit === 'shares' ? percent(value) : fmt(Math.round(value * 100) / 100);
}

function tooltip(head, lines) {
  return el('div', {class: 'tip'}, el('b', {class: 'value'}, head),
    lines.map(([i, name, text]) => el('span', {class: 'line'}, el('i', {class: 'key ' + 'ab'[i]}), visible(name) + ': ' + text)));
}

function axis(extra) {
  const ink = color('soft');
  return {axisLine: {lineStyle: {color: color('line')}}, axisTick: {show: false}, splitLine: {lineStyle: {color: color('line')}},
    axisLabel: {color: ink, hideOverlap: true}, nameTextStyle: {color: ink}, ...extra};
}

/**
 * The axis of amounts. On a log scale it counts powers of ten above one that lies below the smallest
 * amount: the library's own log axis would let the bars of shares hang from 100%.
 */
function amounts(lists) {
  const say = v => (state.unit === 'shares' ? percent(v) : short(v));
  const label = {color: color('soft'), hideOverlap: true};
  const low = lowest(lists);
  return low === undefined ? axis({type: 'value', splitNumber: 4, min: 0, axisLabel: {...label, formatter: say}})
    : axis({type: 'value', min: 0, minInterval: 1, axisLabel: {...label, formatter: v => (Number.isInteger(v) ? say(Math.pow(10, v + low)) : '')}});
}

/** The power of ten where a log scale begins; none on a linear one. */
function lowest(lists) {
  const positive = state.scale === 'log' ? lists.flatMap(l => l || []).filter(v => v > 0) : [];
  return positive.length ? Math.floor(Math.log10(Math.min(...positive) / 1.5)) : undefined;
}

function base(option) {
  return {animation: false, aria: {enabled: false}, textStyle: {fontFamily: 'system-ui, sans-serif'},
    grid: {left: 12, right: 20, top: 16, bottom: 12, containLabel: true},
    ...option, tooltip: {trigger: 'axis', confine: true, backgroundColor: color('card'), borderColor: color('line'),
      textStyle: {color: color('ink')}, axisPointer: {type: 'shadow'}, ...option.tooltip}};
}

function bars(names, counts, overlay) {
  const low = lowest(counts);
  return counts.map((list, i) => ({type: 'bar', name: visible(names[i]), itemStyle: look(i), barGap: overlay ? '-100%' : '15%',
    barCategoryGap: overlay ? '4%' : '25%', data: (list || []).map(c => (low === undefined ? c : c > 0 ? Math.log10(c) - low : '-'))}));
}

/** A histogram of numbers: [option, words for it, heads and rows of its table], or undefined. */
function histogramChart(cells, names) {
  const bins = common(cells);
  if (!bins) return undefined;
  const counts = bins.counts.map(list => list && unit(list, sum(list)));
  const series = bars(names, counts, true);
  const label = ([low, high]) => fmt(Number(low.toPrecision(5))) + ' to ' + fmt(Number(high.toPrecision(5)));
  const option = base({
    xAxis: [{type: 'category', show: false, data: bins.bins.map((_, i) => i)},
      axis({type: 'value', position: 'bottom', min: bins.low, max: bins.high, splitLine: {show: false},
        axisLabel: {color: color('soft'), hideOverlap: true, formatter: bins.high - bins.low < Math.abs(bins.high) / 100 ? fmt : short}})],
    yAxis: amounts(counts), series,
    tooltip: {formatter: at => tooltip(label(bins.bins[at[0].dataIndex]), at.map(p => [p.seriesIndex, names[p.seriesIndex], amount(counts[p.seriesIndex][p.dataIndex])]))}});
  const words = names.map((name, i) => {
    if (!counts[i]) return visible(name) + ' has no values';
    const top = counts[i].indexOf(Math.max(...counts[i]));
    return visible(name) + ' has most, ' + amount(counts[i][top]) + ', from ' + label(bins.bins[top]);
  });
  const rows = bins.bins.map((b, i) => [label(b), ...counts.map(c => (c ? amount(c[i]) : '–'))]);
  return {option, words: 'Histogram from ' + fmt(bins.low) + ' to ' + fmt(bins.high) + ': ' + words.join('; ') + '.', heads: ['From, to', ...names.map(n => cut(n, 28))], rows,
    note: bins.exact ? '' : 'Estimated over common bounds from the buckets and the quantiles of each dataset.'};
}

/** The most frequent values, or all in their order if they are few numbers. */
function valuesChart(lists, totals, names) {
  const all = lists.map(l => new Map(l || []));
  const order = [...new Set(lists.flatMap(l => (l || []).map(v => v[0])))];
  if (!order.length) return undefined;
  const some = order.slice(0, MOST_BARS);
  if (some.length === order.length && some.every(v => /^-?\d{1,15}$/.test(v))) some.sort((x, y) => x - y || (x < y ? -1 : 1));
  const counts = all.map((m, i) => unit(some.map(v => m.get(v) || 0), totals[i]));
  const series = bars(names, counts, false);
  const option = base({
    xAxis: amounts(counts), yAxis: axis({type: 'category', inverse: true, data: some.map((_, i) => i), splitLine: {show: false},
      axisLabel: {color: color('ink'), interval: 0, formatter: i => cut(some[i], 24)}}), series,
    tooltip: {formatter: at => tooltip(cut(some[at[0].dataIndex], 120), at.map(p => [p.seriesIndex, names[p.seriesIndex], amount(counts[p.seriesIndex][p.dataIndex])]))}});
  const words = names.map((name, i) => {
    const top = counts[i].indexOf(Math.max(...counts[i]));
    return visible(name) + ' has most of ' + cut(some[top], 60) + ', ' + amount(counts[i][top]);
  });
  const full = all.map((m, i) => unit(order.map(v => m.get(v) || 0), totals[i]));
  return {option, height: 40 + some.length * (lists.length > 1 ? 30 : 22), words: 'Bars of ' + some.length + ' values: ' + words.join('; ') + '.',
    heads: ['Value', ...names.map(n => cut(n, 28))], rows: order.map((v, i) => [visible(v), ...full.map(c => amount(c[i]))]),
    note: order.length > some.length ? 'The ' + some.length + ' most frequent values; the table has ' + order.length + '.' : ''};
}

/** Values at each share of the examples: what is left of a point is at most its value. */
function quantilesChart(lists, names) {
  const lines = lists.map(list => {
    const all = (list || []).map(b => b.map(num));
    const total = sum(all.map(b => b[2]));
    if (!(total > 0)) return [];
    let seen = 0;
    const points = [[0, all[0][0]]];
    for (const [, high, count] of all) points.push([Math.min(100, (seen += count) / total * 100), high]);
    return points;
  });
  if (!lines.some(l => l.length)) return undefined;
  const finite = lines.map(l => l.filter(p => Number.isFinite(p[1])));
  const log = state.scale === 'log' && finite.flat().every(p => p[1] > 0);
  const option = base({
    xAxis: axis({type: 'value', min: 0, max: 100, axisLabel: {color: color('soft'), formatter: v => v + '%'}}),
    yAxis: axis({type: log ? 'log' : 'value', scale: true, axisLabel: {color: color('soft'), formatter: short}}),
    series: finite.map((data, i) => ({type: 'line', name: visible(names[i]), data, symbol: i ? 'emptyDiamond' : 'circle', symbolSize: 8,
      color: color('ab'[i]), lineStyle: {width: 2, type: i ? 'dashed' : 'solid'}})),
    tooltip: {trigger: 'item', formatter: p => tooltip(percent(p.value[0] / 100) + ' are at most', [[p.seriesIndex, names[p.seriesIndex], fmt(p.value[1])]])}});
  const rows = lines.flatMap((l, i) => l.map(([share, value]) => [visible(names[i]), percent(share / 100), fmt(value)]));
  return {option, words: 'Quantiles: ' + lines.map((l, i) => visible(names[i]) + (l.length ? ' from ' + fmt(l[0][1]) + ' to ' + fmt(l[l.length - 1][1]) : ' has none')).join('; ') + '.',
    heads: ['Dataset', 'Share', 'At most'], rows,
    note: state.scale === 'log' && !log ? 'Linear, since not all values are above zero.' : ''};
}

/** A chart with its legend and, for those who do not see it, its numbers. */
function figure(chart, names) {
  const place = el('div', {class: 'chart', role: 'img', 'aria-label': chart.words});
  if (chart.height) place.style.height = Math.max(110, chart.height) + 'px';
  charts.add({place, option: chart.option});
  const legend = names.length > 1 || DATASETS.length > 1
    ? el('figcaption', {}, names.map((n, i) => el('span', {}, el('i', {class: 'key ' + 'ab'[i]}), visible(n), '\u2003'))) : undefined;
  return el('figure', {}, legend, place, chart.note ? el('figcaption', {}, chart.note) : undefined,
    el('details', {}, el('summary', {}, 'The chart as a table'), table('The chart as a table', chart.heads, chart.rows)));
}

/** Draws what has come to the page, forgets what has left it. */
function draw() {
  for (const chart of charts) {
    if (!chart.place.isConnected) {
      if (chart.drawn) {
        sizes.unobserve(chart.place);
        chart.drawn.dispose();
        charts.delete(chart);
      }
    } else if (!chart.drawn) {
      chart.drawn = echarts.init(chart.place);
      chart.drawn.setOption(chart.option);
      sizes.observe(chart.place);
    }
  }
}

const sizes = new ResizeObserver(entries => entries.forEach(e => {
  const drawn = echarts.getInstanceByDom(e.target);
  if (drawn) drawn.resize();
}));
